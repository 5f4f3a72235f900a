package io.shieldwall.probing;

import io.shieldwall.scenario.Probe;

/// How a check treats TLS.
public enum TlsPolicy {
  /// plain text
  OFF,
  /// TLS with any certificate
  VERIFY_OFF,
  /// TLS with a certificate that a trusted authority signed for this name
  VERIFY;

  /// What a probe asks for; where it says nothing, port 443 means TLS with any certificate.
  public static TlsPolicy of(Probe probe, int port) {
    return switch (probe.text("tls", port == 443 ? "verify-off" : "off")) {
      case "verify" -> VERIFY;
      case "verify-off" -> VERIFY_OFF;
      default -> OFF;
    };
  }
}
