package io.shieldwall.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Single-use sign-in links, one a seat, until accounts come. Only hashes of the tokens are kept.
public final class SignInLinks {

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Seat> seats = new ConcurrentHashMap<>();

  /// A new token of 192 random bits for a seat.
  public String issue(Seat seat) {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    seats.put(hash(token), seat);
    return token;
  }

  /// Whose link it is, without using it up.
  public Optional<Seat> peek(String token) {
    return Optional.ofNullable(seats.get(hash(token)));
  }

  /// Uses a link up; the second time there is nothing.
  public Optional<Seat> redeem(String token) {
    return Optional.ofNullable(seats.remove(hash(token)));
  }

  private static String hash(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
