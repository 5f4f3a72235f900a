package io.shieldwall.probing.data;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The client's half of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding.
final class ScramSha256 {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_ITERATIONS = 200_000;

  private final String bare;
  private final String password;
  private final String nonce;
  private byte[] expectedProof = new byte[0];

  private ScramSha256(String account, String password, String nonce) {
    this.bare = "n=" + account.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    this.password = password;
    this.nonce = nonce;
  }

  static ScramSha256 start(String account, String password) {
    byte[] random = new byte[18];
    RANDOM.nextBytes(random);
    return new ScramSha256(account, password, Base64.getEncoder().encodeToString(random));
  }

  static ScramSha256 withNonce(String account, String password, String nonce) {
    return new ScramSha256(account, password, nonce);
  }

  String first() {
    return "n,," + bare;
  }

  /// The last message of the client to the server's challenge.
  String answer(String challenge) throws ProbeFailure {
    String server = field(challenge, "r=");
    byte[] salt = decoded(field(challenge, "s="));
    String count = field(challenge, "i=");
    if (!server.startsWith(nonce) || salt.length == 0 || !count.matches("[0-9]{1,7}")) {
      throw odd(challenge);
    }
    int iterations = Integer.parseInt(count);
    if (iterations < 1 || iterations > MOST_ITERATIONS) {
      throw odd(challenge);
    }
    String unproven = "c=biws,r=" + server;
    String message = bare + "," + challenge + "," + unproven;
    try {
      byte[] salted = salted(salt, iterations);
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), message);
      byte[] proof = new byte[clientKey.length];
      for (int i = 0; i < proof.length; i++) {
        proof[i] = (byte) (clientKey[i] ^ signature[i]);
      }
      expectedProof = hmac(hmac(salted, "Server Key"), message);
      return unproven + ",p=" + Base64.getEncoder().encodeToString(proof);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no HMAC-SHA-256", e);
    }
  }

  /// Whether the server's last message shows that it knows the password too.
  boolean isProvenBy(String last) throws ProbeFailure {
    return last.startsWith("v=")
        && MessageDigest.isEqual(decoded(field(last, "v=")), expectedProof);
  }

  private byte[] salted(byte[] salt, int iterations) throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String field(String message, String name) throws ProbeFailure {
    for (String part : message.split(",")) {
      if (part.startsWith(name)) {
        return part.substring(name.length());
      }
    }
    throw odd(message);
  }

  private static byte[] decoded(String text) throws ProbeFailure {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw odd(text);
    }
  }

  private static ProbeFailure odd(String message) {
    return new ProbeFailure(
        Cause.PROTOCOL, "Expected a message of SCRAM-SHA-256, got " + Verdict.quote(message) + ".");
  }
}
