package io.shieldwall.probing.network;

import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.Ipv4;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A whole handshake that accepts any certificate, and then looks at what it accepted.
final class TlsCertificates {

  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private TlsCertificates() {}

  /// What a handshake showed.
  ///
  /// @param distrust why the chain is not trusted; empty when it is
  /// @param alpn the application protocol that was agreed on; empty when none
  record Seen(
      String version, X509Certificate certificate, String distrust, boolean named, String alpn) {

    boolean trusted() {
      return distrust.isEmpty();
    }
  }

  static Seen look(Target target, List<String> alpn, Session session) throws IOException {
    InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
    try (Socket plain = session.sockets().createSocket(real.getAddress(), real.getPort())) {
      return look(plain, target, alpn, session);
    }
  }

  private static Seen look(Socket plain, Target target, List<String> alpn, Session session)
      throws IOException {
    session.stage("in the TLS handshake with " + target.endpoint());
    SSLSocket secure =
        (SSLSocket)
            session
                .trust()
                .factory(TlsPolicy.VERIFY_OFF)
                .createSocket(plain, target.name(), target.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setApplicationProtocols(alpn.toArray(String[]::new));
    if (Ipv4.parse(target.name()).isEmpty() && target.name().indexOf(':') < 0) {
      parameters.setServerNames(List.of(new SNIHostName(target.name())));
    }
    secure.setSSLParameters(parameters);
    try {
      secure.startHandshake();
    } catch (SSLException e) {
      throw new ProbeFailure(
          Cause.TLS,
          "The TLS handshake with %s failed: %s."
              .formatted(target.endpoint(), Diagnosis.wording(e)));
    }
    X509Certificate[] chain =
        Stream.of(secure.getSession().getPeerCertificates())
            .map(X509Certificate.class::cast)
            .toArray(X509Certificate[]::new);
    note(secure, chain, session);
    return new Seen(
        secure.getSession().getProtocol(),
        chain[0],
        distrust(chain, session),
        isNamed(chain[0], target.name()),
        Optional.ofNullable(secure.getApplicationProtocol()).orElse(""));
  }

  private static void note(SSLSocket secure, X509Certificate[] chain, Session session) {
    session
        .transcript()
        .note(secure.getSession().getProtocol() + " with " + secure.getSession().getCipherSuite());
    for (X509Certificate certificate : chain) {
      session
          .transcript()
          .note(
              "certificate of %s, signed by %s, valid until %s, SHA-256 %s"
                  .formatted(
                      certificate.getSubjectX500Principal().getName(),
                      certificate.getIssuerX500Principal().getName(),
                      certificate.getNotAfter().toInstant(),
                      fingerprint(certificate)));
    }
  }

  private static String fingerprint(Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }

  private static String distrust(X509Certificate[] chain, Session session) {
    try {
      session.trust().authorities().checkServerTrusted(chain, "UNKNOWN");
      return "";
    } catch (CertificateException | IllegalArgumentException e) {
      return Diagnosis.wording(e);
    }
  }

  /// Whether a certificate is for a name (RFC 9525): by its alternative names only, and a star
  /// stands for one whole label at the front.
  private static boolean isNamed(X509Certificate certificate, String name) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null && names.stream().anyMatch(entry -> fits(entry, name));
    } catch (CertificateParsingException _) {
      return false;
    }
  }

  private static boolean fits(List<?> entry, String name) {
    if (!(entry.get(0) instanceof Integer kind) || !(entry.get(1) instanceof String text)) {
      return false;
    }
    String written = text.toLowerCase(Locale.ROOT);
    String wanted = name.toLowerCase(Locale.ROOT);
    if (kind == ADDRESS || (kind == DNS_NAME && !written.startsWith("*."))) {
      return written.equals(wanted);
    }
    int dot = wanted.indexOf('.');
    return kind == DNS_NAME && dot > 0 && written.substring(1).equals(wanted.substring(dot));
  }
}
