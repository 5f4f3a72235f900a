package io.shieldwall.probing.remote;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.MD4Digest;

/// One login with NTLMv2 (MS-NLMP), with the sealing of what both sides say afterwards. Its ciphers
/// are those of the protocol; nobody who has the choice would take them today.
public final class NtlmLogin {

  private static final byte[] SIGNATURE = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);
  private static final int NEEDED = 0x40080231;
  private static final int STRONG = 0x20000000;
  private static final int WANTED = NEEDED | STRONG | 0x80808004;
  private static final int END = 0;
  private static final int COMPUTER = 1;
  private static final int FULL_COMPUTER = 3;
  private static final int FLAGS = 6;
  private static final int TIME = 7;
  private static final int BINDING = 10;
  private static final byte[] HAS_CODE = {2, 0, 0, 0};
  private static final int CODE_AT = 72;
  private static final int PAYLOAD_AT = 88;
  private static final Duration BEFORE_1970 = Duration.ofDays(134_774);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] challengeMessage;
  private final int flags;
  private final byte[] challenge = new byte[8];
  private final Map<Integer, byte[]> target = new LinkedHashMap<>();
  private Optional<byte[]> binding = Optional.empty();
  private Optional<Seal> out = Optional.empty();
  private Optional<Seal> in = Optional.empty();

  /// Reads the challenge of the server.
  public NtlmLogin(byte[] message) throws ProbeFailure {
    challengeMessage = message;
    try {
      ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
      boolean known =
          message.length >= 48 && Arrays.equals(message, 0, 8, SIGNATURE, 0, 8) && message[8] == 2;
      flags = known ? buffer.getInt(20) & WANTED : 0;
      if ((flags & NEEDED) != NEEDED) {
        throw broken();
      }
      buffer.get(24, challenge);
      int length = buffer.getShort(40) & 0xffff;
      ByteBuffer pairs = buffer.slice(buffer.getInt(44), length).order(ByteOrder.LITTLE_ENDIAN);
      for (int id = pairs.getShort(); id != END; id = pairs.getShort()) {
        byte[] value = new byte[pairs.getShort() & 0xffff];
        pairs.get(value);
        target.put(id, value);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException _) {
      throw broken();
    }
  }

  private static ProbeFailure broken() {
    return new ProbeFailure(Cause.PROTOCOL, "The server sent no challenge of NTLMv2.");
  }

  /// The message that begins a login.
  public static byte[] negotiate() {
    return ByteBuffer.allocate(40)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(SIGNATURE)
        .putInt(1)
        .putInt(WANTED)
        .array();
  }

  /// What the server calls itself; the full name where it has one.
  public String computer() {
    byte[] name = target.getOrDefault(FULL_COMPUTER, target.getOrDefault(COMPUTER, new byte[0]));
    return new String(name, StandardCharsets.UTF_16LE);
  }

  /// The short name of the server.
  String shortName() {
    return new String(target.getOrDefault(COMPUTER, new byte[0]), StandardCharsets.UTF_16LE);
  }

  /// Ties the login to the channel that it is made over, so that nobody who stands between can use
  /// it.
  ///
  /// @param hash MD5 of the channel's bindings
  public void bind(byte[] hash) {
    binding = Optional.of(hash.clone());
  }

  /// The answer to the challenge.
  public byte[] authenticate(String domain, String account, String password) {
    byte[] owner = utf16(account.toUpperCase(Locale.ROOT) + domain);
    byte[] key = hmac(md4(utf16(password)), owner);
    byte[] secret = random(8);
    byte[] time = target.getOrDefault(TIME, now());
    byte[] claims =
        Ber.joined(
            new byte[] {1, 1, 0, 0, 0, 0, 0, 0}, time, secret, new byte[4], pairs(), new byte[4]);
    byte[] proof = hmac(key, challenge, claims);
    byte[] base = hmac(key, proof);
    byte[] session = random(16);
    byte[][] parts = {
      new byte[24],
      Ber.joined(proof, claims),
      utf16(domain),
      utf16(account),
      new byte[0],
      rc4(base).update(session)
    };
    byte[] message = message(parts);
    byte[] code = hmac(session, negotiate(), challengeMessage, message);
    System.arraycopy(code, 0, message, CODE_AT, code.length);
    out = Optional.of(new Seal(session, "client-to-server", (flags & STRONG) != 0));
    in = Optional.of(new Seal(session, "server-to-client", (flags & STRONG) != 0));
    return message;
  }

  private byte[] message(byte[]... parts) {
    byte[] payload = Ber.joined(parts);
    ByteBuffer message =
        ByteBuffer.allocate(PAYLOAD_AT + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    message.put(SIGNATURE).putInt(3);
    int offset = PAYLOAD_AT;
    for (byte[] part : parts) {
      message.putShort((short) part.length).putShort((short) part.length).putInt(offset);
      offset += part.length;
    }
    return message.putInt(flags).position(PAYLOAD_AT).put(payload).array();
  }

  /// What the server said about itself, with the promise that the login carries a code over all
  /// three messages.
  private byte[] pairs() {
    Map<Integer, byte[]> pairs = new LinkedHashMap<>(target);
    pairs.put(FLAGS, HAS_CODE);
    binding.ifPresent(hash -> pairs.put(BINDING, hash));
    byte[] all = new byte[0];
    for (Map.Entry<Integer, byte[]> pair : pairs.entrySet()) {
      ByteBuffer header = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      header.putShort(pair.getKey().shortValue()).putShort((short) pair.getValue().length);
      all = Ber.joined(all, header.array(), pair.getValue());
    }
    return Ber.joined(all, new byte[4]);
  }

  /// A message with its signature before it.
  public byte[] seal(byte[] text) {
    return out.orElseThrow().seal(text);
  }

  /// What a sealed message says; empty when its signature is wrong, as it is when somebody changed
  /// it or does not know the password.
  public Optional<byte[]> unseal(byte[] sealed) {
    return in.orElseThrow().unseal(sealed);
  }

  private static byte[] now() {
    Duration since = Duration.between(Instant.EPOCH, Instant.now()).plus(BEFORE_1970);
    long ticks = since.getSeconds() * 10_000_000 + since.getNano() / 100;
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(ticks).array();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static byte[] utf16(String text) {
    return text.getBytes(StandardCharsets.UTF_16LE);
  }

  private static byte[] md4(byte[] text) {
    MD4Digest digest = new MD4Digest();
    digest.update(text, 0, text.length);
    byte[] result = new byte[digest.getDigestSize()];
    digest.doFinal(result, 0);
    return result;
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacMD5");
      mac.init(new SecretKeySpec(key, "HmacMD5"));
      return mac.doFinal(Ber.joined(parts));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no HMAC-MD5", e);
    }
  }

  private static Cipher rc4(byte[] key) {
    try {
      Cipher cipher = Cipher.getInstance("ARCFOUR");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no RC4", e);
    }
  }

  /// One direction of what is said after the login.
  private static final class Seal {

    private static final int MARK = 16;

    private final byte[] signing;
    private final Cipher cipher;
    private int number;

    Seal(byte[] session, String direction, boolean strong) {
      signing = derived(session, direction, "signing");
      cipher = rc4(derived(strong ? session : Arrays.copyOf(session, 7), direction, "sealing"));
    }

    private static byte[] derived(byte[] key, String direction, String use) {
      String magic = "session key to %s %s key magic constant\0".formatted(direction, use);
      try {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        digest.update(key);
        return digest.digest(magic.getBytes(StandardCharsets.US_ASCII));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java platform has no MD5", e);
      }
    }

    byte[] seal(byte[] text) {
      byte[] sealed = cipher.update(text);
      return Ber.joined(mark(text), sealed);
    }

    Optional<byte[]> unseal(byte[] sealed) {
      if (sealed.length <= MARK) {
        return Optional.empty();
      }
      byte[] text = cipher.update(sealed, MARK, sealed.length - MARK);
      return MessageDigest.isEqual(mark(text), Arrays.copyOf(sealed, MARK))
          ? Optional.of(text)
          : Optional.empty();
    }

    private byte[] mark(byte[] text) {
      byte[] count = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number++).array();
      byte[] sum = Arrays.copyOf(hmac(signing, count, text), 8);
      return Ber.joined(new byte[] {1, 0, 0, 0}, cipher.update(sum), count);
    }
  }
}
