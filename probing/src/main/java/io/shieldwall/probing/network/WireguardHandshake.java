package io.shieldwall.probing.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/// One attempt at a handshake of WireGuard (J. A. Donenfeld, "WireGuard: Next Generation Kernel
/// Network Tunnel", section 5.4), from the side that begins it. Only who has the private key of the
/// server can read it, and only who knows all keys can answer it.
final class WireguardHandshake {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] CONSTRUCTION = ascii("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s");
  private static final byte[] IDENTIFIER = ascii("WireGuard v1 zx2c4 Jason@zx2c4.com");
  private static final byte[] CODE_LABEL = ascii("mac1----");
  private static final byte[] COOKIE_LABEL = ascii("cookie--");
  private static final int INITIATION = 1;
  private static final int RESPONSE = 2;
  private static final int COOKIE = 3;
  private static final int LENGTH = 148;
  private static final int RESPONSE_LENGTH = 92;
  private static final int COOKIE_LENGTH = 64;
  private static final int CODE = 16;
  private static final long LABEL_OF_SECONDS = 0x4000_0000_0000_000aL;

  private final WireguardKeys keys;
  private final X25519PrivateKeyParameters fleeting = new X25519PrivateKeyParameters(RANDOM);
  private final int index = RANDOM.nextInt();
  private final byte[] message;
  private byte[] chain = Blake2s.hash(CONSTRUCTION);
  private byte[] hash;

  /// @param now of no use twice: a server ignores what is not newer than the last that it took
  /// @param cookie that the server gave while it was under load
  WireguardHandshake(WireguardKeys keys, Instant now, Optional<byte[]> cookie) {
    this.keys = keys;
    byte[] peer = keys.peer().getEncoded();
    byte[] shown = fleeting.generatePublicKey().getEncoded();
    hash = Blake2s.hash(Blake2s.hash(chain, IDENTIFIER), peer);
    mixed(shown);
    chain = Blake2s.keys(1, chain, shown).getFirst();
    byte[] self =
        sealed(agreed(fleeting, keys.peer()), keys.own().generatePublicKey().getEncoded());
    byte[] time = sealed(agreed(keys.own(), keys.peer()), label(now));
    ByteBuffer text = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    text.putInt(INITIATION).putInt(index).put(shown).put(self).put(time);
    int end = text.position();
    text.put(code(peer, Arrays.copyOf(text.array(), end)));
    int codeEnd = text.position();
    cookie.ifPresent(each -> text.put(Blake2s.code(each, Arrays.copyOf(text.array(), codeEnd))));
    message = text.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// TAI64N.
  private static byte[] label(Instant now) {
    return ByteBuffer.allocate(12)
        .putLong(LABEL_OF_SECONDS + now.getEpochSecond())
        .putInt(now.getNano())
        .array();
  }

  /// A code that shows that its sender knows whom it speaks to.
  private static byte[] code(byte[] receiver, byte[] text) {
    return Blake2s.code(Blake2s.hash(CODE_LABEL, receiver), text);
  }

  private static byte[] agreed(X25519PrivateKeyParameters mine, X25519PublicKeyParameters theirs) {
    byte[] secret = new byte[Blake2s.SIZE];
    mine.generateSecret(theirs, secret, 0);
    return secret;
  }

  private byte[] sealed(byte[] secret, byte[] text) {
    List<byte[]> made = Blake2s.keys(2, chain, secret);
    chain = made.getFirst();
    byte[] sealed = ChaCha.sealed(made.getLast(), text, hash);
    mixed(sealed);
    return sealed;
  }

  private void mixed(byte[] text) {
    hash = Blake2s.hash(hash, text);
  }

  /// What is sent.
  byte[] message() {
    return message.clone();
  }

  /// How the server calls this attempt.
  int index() {
    return index;
  }

  /// Whether this is a response to this attempt from somebody who knows our public key.
  boolean isAnsweredBy(byte[] packet) {
    int end = RESPONSE_LENGTH - 2 * CODE;
    return is(packet, RESPONSE, RESPONSE_LENGTH, 8)
        && MessageDigest.isEqual(
            code(keys.own().generatePublicKey().getEncoded(), Arrays.copyOf(packet, end)),
            Arrays.copyOfRange(packet, end, end + CODE));
  }

  /// Whether the sender of a response has the server's private key and the preshared key.
  boolean isProvenBy(byte[] response) {
    byte[] shown = Arrays.copyOfRange(response, 12, 44);
    X25519PublicKeyParameters theirs = new X25519PublicKeyParameters(shown);
    byte[] newChain = Blake2s.keys(1, chain, shown).getFirst();
    try {
      newChain = Blake2s.keys(1, newChain, agreed(fleeting, theirs)).getFirst();
      newChain = Blake2s.keys(1, newChain, agreed(keys.own(), theirs)).getFirst();
    } catch (IllegalStateException _) {
      // a key that agrees with every other on zero
      return false;
    }
    List<byte[]> made = Blake2s.keys(3, newChain, keys.shared().getKey());
    byte[] newHash = Blake2s.hash(Blake2s.hash(hash, shown), made.get(1));
    byte[] nothing = Arrays.copyOfRange(response, 44, 60);
    return ChaCha.opened(made.getLast(), nothing, newHash).isPresent();
  }

  /// The cookie that a server under load sends instead of a response; it wants it back in the next
  /// attempt. Empty when this is none.
  Optional<byte[]> cookie(byte[] packet) {
    if (!is(packet, COOKIE, COOKIE_LENGTH, 4)) {
      return Optional.empty();
    }
    return ChaCha.openedLong(
        Blake2s.hash(COOKIE_LABEL, keys.peer().getEncoded()),
        Arrays.copyOfRange(packet, 8, 32),
        Arrays.copyOfRange(packet, 32, COOKIE_LENGTH),
        Arrays.copyOfRange(message, LENGTH - 2 * CODE, LENGTH - CODE));
  }

  private boolean is(byte[] packet, int type, int length, int place) {
    ByteBuffer read = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
    return packet.length == length && read.getInt(0) == type && read.getInt(place) == index;
  }
}
