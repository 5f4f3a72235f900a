package io.shieldwall.probing;

import io.shieldwall.scenario.Probe;

/// The rounds of one check: each remembers what the one before wrote down.
public final class Rounds {

  private final Probe probe;
  private final int port;
  private String memory = "";

  public Rounds(Probe probe, int port) {
    this.probe = probe;
    this.port = port;
  }

  public ProbeResult next() {
    ProbeResult result =
        TestingRange.prober()
            .probe(
                TestingRange.request(probe.kind(), port, probe.parameters()).remembering(memory));
    memory = result.memory();
    return result;
  }

  /// What the last round wrote down.
  public String memory() {
    return memory;
  }
}
