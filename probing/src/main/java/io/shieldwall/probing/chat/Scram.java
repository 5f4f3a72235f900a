package io.shieldwall.probing.chat;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// SCRAM (RFC 5802, and RFC 7677 for SHA-256) without channel binding: both sides prove that they
/// know the password, and neither tells it.
final class Scram {

  /// More would be an attempt to keep the checker busy.
  private static final int MOST_ITERATIONS = 200_000;

  private final String hash;
  private final String password;
  private final String first;
  private final String nonce;
  private byte[] expected = new byte[0];

  /// @param hash such as `SHA-256`
  Scram(String hash, String account, String password, String nonce) {
    this.hash = hash;
    this.password = password;
    this.nonce = nonce;
    this.first = "n=" + account.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
  }

  String first() {
    return "n,," + first;
  }

  /// The proof for the server's challenge.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when it is none
  String answer(String challenge) throws ProbeFailure {
    Map<String, String> asked = attributes(challenge);
    String given = asked.getOrDefault("r", "");
    String count = asked.getOrDefault("i", "");
    boolean sound = given.startsWith(nonce) && count.matches("[1-9][0-9]{0,5}");
    if (!sound || Integer.parseInt(count) > MOST_ITERATIONS) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected a challenge of SCRAM, got " + Verdict.quote(challenge) + ".");
    }
    String last = "c=biws,r=" + given;
    String all = first + "," + challenge + "," + last;
    byte[] salted = salted(asked.getOrDefault("s", ""), Integer.parseInt(count));
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] proof = hmac(digest(clientKey), all);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientKey[i];
    }
    expected = hmac(hmac(salted, "Server Key"), all);
    return last + ",p=" + Base64.getEncoder().encodeToString(proof);
  }

  /// Whether the server has proved that it knows the password too.
  boolean proves(String success) {
    String proof = Base64.getEncoder().encodeToString(expected);
    return expected.length > 0 && proof.equals(attributes(success).get("v"));
  }

  private static Map<String, String> attributes(String text) {
    Map<String, String> attributes = new HashMap<>();
    for (String each : text.split(",")) {
      if (each.length() > 1 && each.charAt(1) == '=') {
        attributes.put(each.substring(0, 1), each.substring(2));
      }
    }
    return attributes;
  }

  private byte[] salted(String salt, int iterations) throws ProbeFailure {
    try {
      byte[] bytes = Base64.getDecoder().decode(salt);
      String name = "PBKDF2WithHmac" + hash.replace("-", "");
      int bits = MessageDigest.getInstance(hash).getDigestLength() * 8;
      return SecretKeyFactory.getInstance(name)
          .generateSecret(new PBEKeySpec(password.toCharArray(), bytes, iterations, bits))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no " + hash, e);
    } catch (IllegalArgumentException _) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected a salt of SCRAM, got " + Verdict.quote(salt) + ".");
    }
  }

  private byte[] hmac(byte[] key, String text) {
    try {
      String name = "Hmac" + hash.replace("-", "");
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(key, name));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no HMAC of " + hash, e);
    }
  }

  private byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance(hash).digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no " + hash, e);
    }
  }
}
