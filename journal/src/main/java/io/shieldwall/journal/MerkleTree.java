package io.shieldwall.journal;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// A growing Merkle tree over entries, RFC 6962 section 2.1 (the same in RFC 9162 section 2.1) with
/// SHA-256. Only its right edge is kept: one hash for each set bit of the size.
final class MerkleTree {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256 = newSha256();
  private byte[][] edge = new byte[Long.SIZE][];
  private long size;

  long size() {
    return size;
  }

  /// Leaf hash `SHA-256(0x00 ‖ entry)`.
  byte[] leafHash(byte[] entry) {
    sha256.update(LEAF);
    return sha256.digest(entry);
  }

  void append(byte[] leafHash) {
    byte[] hash = leafHash;
    int level = 0;
    while ((size >> level & 1) == 1) {
      hash = nodeHash(edge[level], hash);
      level++;
    }
    edge[level] = hash;
    size++;
  }

  /// The tree root `MTH` of everything appended; that of the empty tree is SHA-256 of nothing.
  byte[] root() {
    if (size == 0) {
      return sha256.digest();
    }
    int level = Long.numberOfTrailingZeros(size);
    byte[] root = edge[level];
    for (level++; level < Long.SIZE; level++) {
      if ((size >> level & 1) == 1) {
        root = nodeHash(edge[level], root);
      }
    }
    return root;
  }

  /// The tree root in lower-case hex.
  String rootText() {
    return HexFormat.of().formatHex(root());
  }

  /// A tree that grows on its own from here.
  MerkleTree copy() {
    MerkleTree copy = new MerkleTree();
    copy.edge = Arrays.copyOf(edge, edge.length);
    copy.size = size;
    return copy;
  }

  /// Node hash `SHA-256(0x01 ‖ left ‖ right)`.
  private byte[] nodeHash(byte[] left, byte[] right) {
    byte[] hash = new byte[32];
    sha256.update(NODE);
    sha256.update(left);
    sha256.update(right);
    try {
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException impossible) {
      throw new IllegalStateException(impossible);
    }
    return hash;
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
