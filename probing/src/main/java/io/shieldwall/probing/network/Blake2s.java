package io.shieldwall.probing.network;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/// BLAKE2s (RFC 7693) in the three ways that WireGuard uses it.
final class Blake2s {

  static final int SIZE = 32;
  private static final int SHORT = 16;

  private Blake2s() {}

  static byte[] hash(byte[]... parts) {
    return digested(new Blake2sDigest(8 * SIZE), parts);
  }

  /// A code of 16 bytes that is made with a key.
  static byte[] code(byte[] key, byte[] text) {
    return digested(new Blake2sDigest(key, SHORT, null, null), text);
  }

  private static byte[] digested(Digest digest, byte[]... parts) {
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] result = new byte[digest.getDigestSize()];
    digest.doFinal(result, 0);
    return result;
  }

  /// Keys made of a key and of something new (HKDF of the Noise framework, section 4.3).
  static List<byte[]> keys(int count, byte[] key, byte[] input) {
    byte[] secret = hmac(key, input);
    List<byte[]> keys = new ArrayList<>();
    byte[] last = new byte[0];
    for (int number = 1; number <= count; number++) {
      ByteBuffer text = ByteBuffer.allocate(last.length + 1).put(last).put((byte) number);
      last = hmac(secret, text.array());
      keys.add(last);
    }
    return keys;
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    HMac mac = new HMac(new Blake2sDigest(8 * SIZE));
    mac.init(new KeyParameter(key));
    mac.update(text, 0, text.length);
    byte[] result = new byte[SIZE];
    mac.doFinal(result, 0);
    return result;
  }
}
