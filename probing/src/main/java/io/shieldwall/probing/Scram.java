package io.shieldwall.probing;

import com.ongres.saslprep.SASLprep;
import io.shieldwall.scenario.Cause;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// SCRAM (RFC 5802, and RFC 7677 for SHA-256) without channel binding: both sides prove that they
/// know the password, and neither tells it.
public final class Scram {

  /// More would be an attempt to keep the checker busy.
  private static final int MOST_ITERATIONS = 200_000;

  /// What SASLprep maps to nothing (RFC 3454, table B.1). The library fails where it was all.
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\u00ad\\u034f\\u1806\\u180b-\\u180d\\u200b-\\u200d\\u2060\\ufe00-\\ufe0f\\ufeff]*");

  private final String hash;
  private final String password;
  private final String first;
  private final String nonce;
  private byte[] expected = new byte[0];

  /// @param hash such as `SHA-256`
  /// @param nonce printable, without commas
  /// @throws ProbeFailure with cause `WRONG_CREDENTIALS` when nothing is left of the password
  public Scram(String hash, String account, String password, String nonce) throws ProbeFailure {
    this.hash = hash;
    this.password = prepared(account, password);
    this.nonce = nonce;
    this.first = "n=" + account.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
  }

  /// A password as both sides use it (SASLprep, RFC 4013). One with characters that may not be in
  /// it is used as it is, as PostgreSQL's clients do.
  ///
  /// @throws ProbeFailure with cause `WRONG_CREDENTIALS` when nothing is left of it
  public static String prepared(String account, String password) throws ProbeFailure {
    if (INVISIBLE.matcher(password).matches()) {
      throw ProbeFailure.unfit(account, "nothing is left of it when it is prepared (RFC 4013)");
    }
    try {
      return new SASLprep().prepareQuery(password);
    } catch (IllegalArgumentException _) {
      return password;
    }
  }

  /// The client's first message.
  public String first() {
    return "n,," + first;
  }

  /// The proof for the server's challenge.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when it is none
  public String answer(String challenge) throws ProbeFailure {
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
  public boolean proves(String success) {
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
