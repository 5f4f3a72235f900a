package io.shieldwall.probing.network;

import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/// What two peers of WireGuard know of one another.
///
/// @param own our private key
/// @param peer the server's public key
/// @param shared the preshared key; 32 zeros where there is none
record WireguardKeys(
    X25519PrivateKeyParameters own, X25519PublicKeyParameters peer, KeyParameter shared) {

  private static final int SIZE = 32;

  /// A key as WireGuard writes it: 32 bytes in base64.
  static Optional<byte[]> read(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.strip()))
          .filter(key -> key.length == SIZE);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static WireguardKeys of(byte[] own, byte[] peer, Optional<byte[]> shared) {
    return new WireguardKeys(
        new X25519PrivateKeyParameters(own),
        new X25519PublicKeyParameters(peer),
        new KeyParameter(shared.orElse(new byte[SIZE])));
  }
}
