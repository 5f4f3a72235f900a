package io.shieldwall.testkit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The Merkle tree hash of RFC 6962 section 2.1, written down as recursively as the RFC does. Slow
/// and plain on purpose: it is what journals are compared with.
public final class Merkle {

  private Merkle() {}

  /// `MTH` over the entries, lower-case hex.
  public static String root(List<byte[]> entries) {
    return HexFormat.of().formatHex(hash(entries));
  }

  private static byte[] hash(List<byte[]> entries) {
    if (entries.isEmpty()) {
      return sha256(new byte[0]);
    }
    if (entries.size() == 1) {
      return sha256(new byte[] {0}, entries.getFirst());
    }
    int left = Integer.highestOneBit(entries.size() - 1);
    return sha256(
        new byte[] {1},
        hash(entries.subList(0, left)),
        hash(entries.subList(left, entries.size())));
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
