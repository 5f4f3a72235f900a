package io.shieldwall.probing.custom;

import io.shieldwall.probing.Session;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a check of one team keeps from round to round: a key of its own, the number of the round,
/// and what its program stored. It travels in the memory of [Session], so that any worker can go on
/// with it, and is bounded as that is.
///
/// @param key secret of this check of this team, in Base64; every token is derived from it
/// @param round counted from 1
/// @param entries what was stored, by key
record Keepsake(String key, long round, Map<String, String> entries) {

  private static final int MOST = 4096;
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final SecureRandom RANDOM = new SecureRandom();

  Keepsake {
    entries = Map.copyOf(entries);
  }

  /// What the round before left, for this one. Where nothing was left, or what is no keepsake, a
  /// new one begins.
  static Keepsake of(Session session) {
    Keepsake before = read(session.memory());
    Keepsake present = new Keepsake(before.key(), before.round() + 1, before.entries());
    session.transcript().secret(present.key());
    return present;
  }

  static Keepsake read(String memory) {
    if (!memory.isEmpty()) {
      try {
        return JSON.readValue(memory, Keepsake.class);
      } catch (JacksonException | NullPointerException _) {
        // another kind of check stood here before
      }
    }
    byte[] secret = new byte[24];
    RANDOM.nextBytes(secret);
    return new Keepsake(Base64.getEncoder().encodeToString(secret), 0, Map.of());
  }

  /// The same with an entry more.
  Keepsake with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(entries);
    more.put(name, value);
    return new Keepsake(key, round, more);
  }

  Keepsake without(String name) {
    Map<String, String> less = new LinkedHashMap<>(entries);
    less.remove(name);
    return new Keepsake(key, round, less);
  }

  /// Whether it may be kept.
  boolean fits() {
    return text().length() <= MOST;
  }

  String text() {
    return JSON.writeValueAsString(
        Map.of("key", key, "round", round, "entries", new TreeMap<>(entries)));
  }

  /// Writes it down for the next round; the largest entries do not outgrow what a check may keep
  /// because [#fits] was asked before they were taken in.
  void leave(Session session) {
    session.remember(text());
  }

  /// The secret for a purpose and a round: the same whenever it is asked for, and not to be guessed
  /// from others.
  String token(String purpose, long ofRound) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
      byte[] sum = mac.doFinal((purpose + '/' + ofRound).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum, 0, 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /// The flag of a round.
  String flag(long ofRound) {
    return "FLAG_" + token("flag", ofRound);
  }
}
