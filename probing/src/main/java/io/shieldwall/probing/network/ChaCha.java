package io.shieldwall.probing.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.ChaChaEngine;

/// ChaCha20-Poly1305 (RFC 8439) as WireGuard uses it: with keys for one message each, whose nonce
/// is zero, and with a long nonce (XChaCha20-Poly1305) where a key serves for many.
final class ChaCha {

  private static final byte[] ZERO = new byte[12];
  private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

  private ChaCha() {}

  static byte[] sealed(byte[] key, byte[] text, byte[] bound) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, ZERO, bound).doFinal(text);
    } catch (GeneralSecurityException e) {
      throw unknown(e);
    }
  }

  /// What is in a sealed message; empty when it was sealed with another key.
  static Optional<byte[]> opened(byte[] key, byte[] sealed, byte[] bound) {
    return opened(key, ZERO, sealed, bound);
  }

  /// The same with a nonce of 24 bytes.
  static Optional<byte[]> openedLong(byte[] key, byte[] nonce, byte[] sealed, byte[] bound) {
    byte[] rest = ByteBuffer.allocate(ZERO.length).position(4).put(nonce, 16, 8).array();
    return opened(subkey(key, nonce), rest, sealed, bound);
  }

  private static Optional<byte[]> opened(byte[] key, byte[] nonce, byte[] sealed, byte[] bound) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, bound).doFinal(sealed));
    } catch (AEADBadTagException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw unknown(e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] bound)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
    cipher.updateAAD(bound);
    return cipher;
  }

  /// The key that the first 16 bytes of a long nonce make of a key: HChaCha20
  /// (draft-irtf-cfrg-xchacha-03, section 2.2), which is ChaCha20 without its last addition.
  static byte[] subkey(byte[] key, byte[] nonce) {
    int[] input = new int[16];
    System.arraycopy(CONSTANTS, 0, input, 0, 4);
    ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(input, 4, 8);
    ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(input, 12, 4);
    int[] output = new int[16];
    ChaChaEngine.chachaCore(20, input, output);
    ByteBuffer subkey = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    for (int i : new int[] {0, 1, 2, 3, 12, 13, 14, 15}) {
      subkey.putInt(output[i] - input[i]);
    }
    return subkey.array();
  }

  private static IllegalStateException unknown(GeneralSecurityException e) {
    return new IllegalStateException("this Java platform has no ChaCha20-Poly1305", e);
  }
}
