package io.shieldwall.range.nation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Passwords made from the exercise's seed and its secret: HMAC-SHA256 over
/// `team/system/account/rotation`, written as four groups of four letters and digits that are hard
/// to confuse.
final class Passwords {

  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int GROUPS = 4;
  private static final int GROUP = 4;

  private final SecretKeySpec key;

  /// @param secret empty where nobody plays who could try seeds
  Passwords(long seed, String secret) {
    byte[] more = secret.getBytes(StandardCharsets.UTF_8);
    key =
        new SecretKeySpec(
            ByteBuffer.allocate(Long.BYTES + more.length).putLong(seed).put(more).array(),
            "HmacSHA256");
  }

  /// @param rotation how often the account's password was changed
  String of(String team, String system, String account, int rotation) {
    byte[] digest = digest(String.join("/", team, system, account, Integer.toString(rotation)));
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP; i++) {
      password.append(i > 0 && i % GROUP == 0 ? "-" : "");
      password.append(LETTERS.charAt((digest[i] & 0xff) % LETTERS.length()));
    }
    return password.toString();
  }

  private byte[] digest(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no HmacSHA256", e);
    }
  }
}
