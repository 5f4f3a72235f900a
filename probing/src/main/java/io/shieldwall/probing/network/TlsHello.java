package io.shieldwall.probing.network;

import io.shieldwall.probing.Ipv4;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The first message of a TLS handshake (RFC 8446, RFC 5246), written by hand: Java's own TLS
/// refuses to offer what a check wants to see refused.
final class TlsHello {

  private static final int HANDSHAKE = 22;
  private static final int ALERT = 21;
  private static final int SERVER_HELLO = 2;
  private static final int MOST_RECORD = 18_432;

  private static final int[] MODERN = {0x1301, 0x1302, 0x1303};
  private static final int[] COMMON = {
    0xc02f, 0xc030, 0xc02b, 0xc02c, 0xcca8, 0xcca9, 0xc013, 0xc014, 0xc009, 0xc00a, 0x009c, 0x009d,
    0x003c, 0x003d, 0x002f, 0x0035, 0x009e, 0x009f, 0x0033, 0x0039, 0x000a
  };

  /// Ciphers without encryption or authentication, with RC4, DES, triple DES or keys for export.
  private static final Map<Integer, String> WEAK = new LinkedHashMap<>();

  static {
    WEAK.put(0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA");
    WEAK.put(0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA");
    WEAK.put(0xc008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA");
    WEAK.put(0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA");
    WEAK.put(0x0005, "TLS_RSA_WITH_RC4_128_SHA");
    WEAK.put(0x0004, "TLS_RSA_WITH_RC4_128_MD5");
    WEAK.put(0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA");
    WEAK.put(0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA");
    WEAK.put(0x0009, "TLS_RSA_WITH_DES_CBC_SHA");
    WEAK.put(0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5");
    WEAK.put(0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA");
    WEAK.put(0x0001, "TLS_RSA_WITH_NULL_MD5");
    WEAK.put(0x0002, "TLS_RSA_WITH_NULL_SHA");
    WEAK.put(0x003b, "TLS_RSA_WITH_NULL_SHA256");
    WEAK.put(0xc010, "TLS_ECDHE_RSA_WITH_NULL_SHA");
    WEAK.put(0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA");
    WEAK.put(0x0018, "TLS_DH_anon_WITH_RC4_128_MD5");
    WEAK.put(0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA");
    WEAK.put(0xc018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA");
    WEAK.put(0x006c, "TLS_DH_anon_WITH_AES_128_CBC_SHA256");
    WEAK.put(0x00a6, "TLS_DH_anon_WITH_AES_128_GCM_SHA256");
  }

  /// Versions of TLS, oldest first.
  enum Version {
    TLS_1_0("1.0", 0x0301),
    TLS_1_1("1.1", 0x0302),
    TLS_1_2("1.2", 0x0303),
    TLS_1_3("1.3", 0x0304);

    private final String text;
    private final int code;

    Version(String text, int code) {
      this.text = text;
      this.code = code;
    }

    String text() {
      return text;
    }
  }

  private final Version version;
  private final byte[] bytes;

  private TlsHello(Version version, byte[] bytes) {
    this.version = version;
    this.bytes = bytes;
  }

  static void prepare() {
    share();
  }

  /// Offers this version and no other.
  static TlsHello of(Version version, String host) {
    return hello(version, host, version == Version.TLS_1_3 ? MODERN : COMMON);
  }

  /// Offers weak ciphers and no others, up to TLS 1.2: version 1.3 has none.
  static TlsHello weak(String host) {
    return hello(
        Version.TLS_1_2, host, WEAK.keySet().stream().mapToInt(Integer::intValue).toArray());
  }

  private static TlsHello hello(Version version, String host, int[] ciphers) {
    byte[] random = new byte[64];
    ThreadLocalRandom.current().nextBytes(random);
    Bytes body = new Bytes();
    body.number(Math.min(version.code, Version.TLS_1_2.code), 2);
    body.write(random, 0, 32);
    body.number(32, 1);
    body.write(random, 32, 32);
    body.number(ciphers.length * 2, 2);
    for (int cipher : ciphers) {
      body.number(cipher, 2);
    }
    body.number(1, 1).number(0, 1);
    body.counted(extensions(version, host), 2);
    Bytes message = new Bytes();
    message.number(1, 1).counted(body, 3);
    Bytes record = new Bytes();
    record.number(HANDSHAKE, 1).number(0x0301, 2).counted(message, 2);
    return new TlsHello(version, record.toByteArray());
  }

  private static Bytes extensions(Version version, String host) {
    Bytes all = new Bytes();
    if (Ipv4.parse(host).isEmpty() && host.indexOf(':') < 0) {
      Bytes name = new Bytes();
      name.number(0, 1).counted(new Bytes(host.getBytes(StandardCharsets.US_ASCII)), 2);
      all.number(0, 2).counted(new Bytes().counted(name, 2), 2);
    }
    Bytes groups = new Bytes();
    List.of(0x001d, 0x0017, 0x0018, 0x0019).forEach(group -> groups.number(group, 2));
    all.number(10, 2).counted(new Bytes().counted(groups, 2), 2);
    all.number(11, 2).counted(new Bytes().number(1, 1).number(0, 1), 2);
    if (version.code >= Version.TLS_1_2.code) {
      Bytes signatures = new Bytes();
      List.of(
              0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0807, 0x0401, 0x0501, 0x0601,
              0x0203, 0x0201)
          .forEach(signature -> signatures.number(signature, 2));
      all.number(13, 2).counted(new Bytes().counted(signatures, 2), 2);
    }
    if (version == Version.TLS_1_3) {
      all.number(43, 2).counted(new Bytes().number(2, 1).number(0x0304, 2), 2);
      Bytes key = new Bytes();
      key.number(0x001d, 2).counted(new Bytes(share()), 2);
      all.number(51, 2).counted(new Bytes().counted(key, 2), 2);
    }
    return all;
  }

  /// A fresh public key of X25519.
  private static byte[] share() {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("XDH");
      keys.initialize(NamedParameterSpec.X25519);
      byte[] big = ((XECPublicKey) keys.generateKeyPair().getPublic()).getU().toByteArray();
      byte[] little = new byte[32];
      for (int i = 0; i < Math.min(32, big.length); i++) {
        little[i] = big[big.length - 1 - i];
      }
      return little;
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("this Java platform has no X25519", e);
    }
  }

  /// The cipher that the service chose for this very version; empty when it refused, be it with an
  /// alert or by hanging up.
  Optional<String> offeredTo(Socket socket) throws IOException {
    socket.getOutputStream().write(bytes);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int kind;
    try {
      kind = in.read();
    } catch (SocketException e) {
      if (socket.isClosed()) {
        throw e;
      }
      return Optional.empty();
    }
    if (kind < 0 || kind == ALERT) {
      return Optional.empty();
    }
    in.readUnsignedShort();
    int length = in.readUnsignedShort();
    if (kind != HANDSHAKE || length < 4 || length > MOST_RECORD) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected an answer of TLS, got a record of kind " + kind + ".");
    }
    byte[] message = new byte[length];
    in.readFully(message);
    return chosen(message);
  }

  private Optional<String> chosen(byte[] message) throws ProbeFailure {
    if (message[0] != SERVER_HELLO || message.length < 39) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected the server's hello, got message " + message[0] + ".");
    }
    int session = message[38] & 0xff;
    if (message.length < 41 + session) {
      throw new ProbeFailure(Cause.PROTOCOL, "The server's hello is too short.");
    }
    int cipher = number(message, 39 + session);
    int spoken = supported(message, 42 + session).orElse(number(message, 4));
    return spoken == version.code
        ? Optional.of(WEAK.getOrDefault(cipher, "0x%04x".formatted(cipher)))
        : Optional.empty();
  }

  /// The version in the extension that TLS 1.3 says it with.
  private static Optional<Integer> supported(byte[] message, int start) {
    int at = start + 2;
    while (at + 4 <= message.length) {
      int length = number(message, at + 2);
      if (number(message, at) == 43 && length == 2 && at + 6 <= message.length) {
        return Optional.of(number(message, at + 4));
      }
      at += 4 + length;
    }
    return Optional.empty();
  }

  private static int number(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  /// Numbers and counted parts, as TLS writes them.
  private static final class Bytes extends ByteArrayOutputStream {

    Bytes(byte... content) {
      writeBytes(content);
    }

    Bytes number(int value, int length) {
      for (int i = length - 1; i >= 0; i--) {
        write(value >> (8 * i));
      }
      return this;
    }

    Bytes counted(Bytes content, int length) {
      number(content.size(), length);
      writeBytes(content.toByteArray());
      return this;
    }
  }
}
