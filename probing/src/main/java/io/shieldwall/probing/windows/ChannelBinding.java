package io.shieldwall.probing.windows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The server's certificate as NTLM wants to see it: the channel binding `tls-server-end-point`
/// (RFC 5929, section 4) in the form of GSS-API (RFC 2744, section 3.11), hashed with MD5 (MS-NLMP,
/// section 2.2.2.1). A hardened server lets nobody in whose binding is missing or another's.
final class ChannelBinding {

  private static final String UNIQUE_PREFIX = "tls-server-end-point:";
  private static final int EMPTY_ADDRESSES = 16;
  private static final Pattern STRONG = Pattern.compile("SHA-?(224|256|384|512)(?:with.*)?");

  private ChannelBinding() {}

  static byte[] of(X509Certificate certificate) throws IOException {
    try {
      byte[] prefix = UNIQUE_PREFIX.getBytes(StandardCharsets.US_ASCII);
      byte[] hash = MessageDigest.getInstance(digest(certificate)).digest(certificate.getEncoded());
      ByteBuffer bindings =
          ByteBuffer.allocate(EMPTY_ADDRESSES + 4 + prefix.length + hash.length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .position(EMPTY_ADDRESSES)
              .putInt(prefix.length + hash.length)
              .put(prefix)
              .put(hash);
      return MessageDigest.getInstance("MD5").digest(bindings.array());
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be hashed", e);
    }
  }

  /// The hash of the certificate's signature, but SHA-256 where that is MD5, SHA-1 or none.
  private static String digest(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    String name = certificate.getSigAlgName();
    if (name.equals("RSASSA-PSS")) {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(name);
      parameters.init(certificate.getSigAlgParams());
      name = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    }
    Matcher matcher = STRONG.matcher(name);
    return matcher.matches() ? "SHA-" + matcher.group(1) : "SHA-256";
  }
}
