package io.shieldwall.probing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/// Writes addresses and certificates for the evidence.
final class Spelled {

  private Spelled() {}

  static String written(InetAddress address, int port) {
    String literal = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + literal + "]:" + port : literal + ":" + port;
  }

  /// Whose certificate it is, who signed it, until when, and its SHA-256 fingerprint.
  static String written(X509Certificate certificate) {
    return "certificate of %s, signed by %s, valid until %s, SHA-256 %s"
        .formatted(
            certificate.getSubjectX500Principal().getName(),
            certificate.getIssuerX500Principal().getName(),
            certificate.getNotAfter().toInstant(),
            fingerprint(certificate));
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }
}
