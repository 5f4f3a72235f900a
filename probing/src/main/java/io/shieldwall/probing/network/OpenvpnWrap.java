package io.shieldwall.probing.network;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// How OpenVPN protects packets of its control channel. A packet begins with its kind and session,
/// nine bytes; the wrap lies between these and the body.
sealed interface OpenvpnWrap {

  int HEAD = 9;
  int REPLAY = 8;

  /// Packets as they are.
  OpenvpnWrap NONE = new None();

  /// The packet with its head and body.
  byte[] wrapped(byte[] head, byte[] body);

  /// The body of a packet; empty when it is not signed with the key.
  Optional<byte[]> opened(byte[] packet);

  static OpenvpnWrap auth(byte[] key, String digest, String direction) {
    int sending = direction.equals("1") ? 192 : 64;
    int receiving = direction.equals("0") ? 192 : 64;
    String algorithm =
        switch (digest) {
          case "sha256" -> "HmacSHA256";
          case "sha512" -> "HmacSHA512";
          default -> "HmacSHA1";
        };
    int length =
        switch (digest) {
          case "sha256" -> 32;
          case "sha512" -> 64;
          default -> 20;
        };
    return new Auth(
        algorithm,
        Arrays.copyOfRange(key, sending, sending + length),
        Arrays.copyOfRange(key, receiving, receiving + length));
  }

  static OpenvpnWrap crypt(byte[] key) {
    return new Crypt(key);
  }

  /// The first packet of a session, at this time.
  private static byte[] replay() {
    return ByteBuffer.allocate(REPLAY)
        .putInt(1)
        .putInt((int) Instant.now().getEpochSecond())
        .array();
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer all = ByteBuffer.allocate(length);
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  private static byte[] signed(String algorithm, byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(joined(parts));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no " + algorithm, e);
    }
  }

  /// Without protection.
  record None() implements OpenvpnWrap {

    @Override
    public byte[] wrapped(byte[] head, byte[] body) {
      return joined(head, body);
    }

    @Override
    public Optional<byte[]> opened(byte[] packet) {
      return Optional.of(Arrays.copyOfRange(packet, HEAD, packet.length));
    }
  }

  /// Signed packets: the signature, which covers a number and the time, stands before these.
  final class Auth implements OpenvpnWrap {

    private final String algorithm;
    private final byte[] sending;
    private final byte[] receiving;

    Auth(String algorithm, byte[] sending, byte[] receiving) {
      this.algorithm = algorithm;
      this.sending = sending;
      this.receiving = receiving;
    }

    @Override
    public byte[] wrapped(byte[] head, byte[] body) {
      byte[] replay = replay();
      return joined(head, signed(algorithm, sending, replay, head, body), replay, body);
    }

    @Override
    public Optional<byte[]> opened(byte[] packet) {
      int body = HEAD + receiving.length + REPLAY;
      if (packet.length < body) {
        return Optional.empty();
      }
      byte[] head = Arrays.copyOf(packet, HEAD);
      byte[] signature = Arrays.copyOfRange(packet, HEAD, HEAD + receiving.length);
      byte[] replay = Arrays.copyOfRange(packet, HEAD + receiving.length, body);
      byte[] rest = Arrays.copyOfRange(packet, body, packet.length);
      return MessageDigest.isEqual(signature, signed(algorithm, receiving, replay, head, rest))
          ? Optional.of(rest)
          : Optional.empty();
    }
  }

  /// Signed and encrypted packets; the signature is the initial vector too.
  final class Crypt implements OpenvpnWrap {

    private static final int TAG = 32;

    private final byte[] key;

    Crypt(byte[] key) {
      this.key = key.clone();
    }

    private byte[] part(int start) {
      return Arrays.copyOfRange(key, start, start + 32);
    }

    @Override
    public byte[] wrapped(byte[] head, byte[] body) {
      byte[] open = joined(head, replay());
      byte[] tag = signed("HmacSHA256", part(192), open, body);
      return joined(open, tag, applied(Cipher.ENCRYPT_MODE, part(128), tag, body));
    }

    @Override
    public Optional<byte[]> opened(byte[] packet) {
      int start = HEAD + REPLAY;
      if (packet.length < start + TAG) {
        return Optional.empty();
      }
      byte[] open = Arrays.copyOf(packet, start);
      byte[] tag = Arrays.copyOfRange(packet, start, start + TAG);
      byte[] secret = Arrays.copyOfRange(packet, start + TAG, packet.length);
      byte[] body = applied(Cipher.DECRYPT_MODE, part(0), tag, secret);
      return MessageDigest.isEqual(tag, signed("HmacSHA256", part(64), open, body))
          ? Optional.of(body)
          : Optional.empty();
    }

    private static byte[] applied(int mode, byte[] key, byte[] tag, byte[] text) {
      try {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(
            mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(Arrays.copyOf(tag, 16)));
        return cipher.doFinal(text);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java platform has no AES", e);
      }
    }
  }
}
