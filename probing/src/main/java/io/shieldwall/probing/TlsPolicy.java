package io.shieldwall.probing;

import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind.Parameter;
import java.io.IOException;
import java.util.List;

/// How a check treats TLS.
public enum TlsPolicy {
  /// plain text
  OFF,
  /// TLS with any certificate
  VERIFY_OFF,
  /// TLS with a certificate that a trusted authority signed for this name
  VERIFY;

  /// The parameter by which planners choose it.
  public static Parameter parameter() {
    return Parameter.choice(
        "tls",
        List.of("off", "verify-off", "verify"),
        "TLS: none, with any certificate, or with a trusted one; default verify-off on port 443,"
            + " otherwise off.");
  }

  /// What a probe asks for; where it says nothing, port 443 means TLS with any certificate.
  public static TlsPolicy of(Probe probe, int port) {
    return switch (probe.text("tls", port == 443 ? "verify-off" : "off")) {
      case "verify" -> VERIFY;
      case "verify-off" -> VERIFY_OFF;
      default -> OFF;
    };
  }

  /// A connection to the target, with TLS from the first byte where that is asked for.
  public Wire connect(Target target, Session session) throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    if (this != OFF) {
      session.stage("in the TLS handshake with " + target.endpoint());
      wire.startTls(new TlsSettings(this, false), session.trust(), target.name());
    }
    return wire;
  }
}
