package io.shieldwall.range.wire;

import io.shieldwall.range.nation.ServicePoint;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The certificates of the nation: an authority made at start, and under it one certificate a
/// system for its own host name and for `*.berylia.example`, made when it is first asked for. Keys
/// never leave this process.
final class Certificates {

  private static final Duration LIFE = Duration.ofDays(90);
  private static final Duration SKEW = Duration.ofDays(1);

  private final KeyPair authorityKey;
  private final KeyPair serverKey;
  private final X509Certificate authority;
  private final SSLContext context;
  private final Map<String, X509Certificate> leaves = new ConcurrentHashMap<>();
  private final AtomicLong serials = new AtomicLong(System.nanoTime());

  Certificates(Placement placement) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      authorityKey = generator.generateKeyPair();
      serverKey = generator.generateKeyPair();
      authority = authority();
      context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new PlacedKeys(this, placement)}, null, null);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("no certificates can be made on this Java platform", e);
    }
  }

  /// The authority's certificate, for those who verify.
  String authorityPem() {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(authority);
    } catch (IOException e) {
      throw new IllegalStateException("a certificate could not be written", e);
    }
    return text.toString();
  }

  /// The server's side of TLS over a connection.
  SSLSocket secure(Socket socket) throws IOException {
    SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
    secure.setUseClientMode(false);
    return secure;
  }

  KeyPair serverKey() {
    return serverKey;
  }

  /// The chain of a system's certificate.
  X509Certificate[] chain(ServicePoint point) {
    String name = point.team().expand(point.system().hostName());
    X509Certificate leaf = leaves.computeIfAbsent(name, this::leaf);
    return new X509Certificate[] {leaf, authority};
  }

  /// The system that a connection reached, or nobody's name.
  static InetSocketAddress local(Socket socket) {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  private X509Certificate authority()
      throws GeneralSecurityException, IOException, OperatorCreationException {
    X500Name name = new X500Name("CN=Berylia exercise authority");
    X509v3CertificateBuilder builder = builder(name, name, authorityKey);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    return signed(builder);
  }

  private X509Certificate leaf(String hostName) {
    try {
      String plain = hostName.isBlank() ? "berylia.example" : hostName;
      X509v3CertificateBuilder builder =
          builder(
              new X500Name("CN=Berylia exercise authority"),
              new X500Name("CN=" + plain),
              serverKey);
      GeneralName[] names = {
        new GeneralName(GeneralName.dNSName, plain),
        new GeneralName(GeneralName.dNSName, "*.berylia.example")
      };
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      return signed(builder);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("no certificate could be made for " + hostName, e);
    }
  }

  private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair key) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(serials.incrementAndGet()),
        Date.from(now.minus(SKEW)),
        Date.from(now.plus(LIFE)),
        subject,
        key.getPublic());
  }

  private X509Certificate signed(X509v3CertificateBuilder builder)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
  }
}
