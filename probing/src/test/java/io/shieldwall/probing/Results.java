package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.scenario.Cause;

/// What tests demand of results again and again.
public final class Results {

  private Results() {}

  /// Nothing is wrong, and no password stands in the evidence.
  public static void assertFine(ProbeResult result) {
    assertThat(result.cause())
        .as(result.summary() + "\n" + result.evidence())
        .isEqualTo(Cause.NONE);
    assertThat(result.evidence()).doesNotContain(TestingRange.PASSWORD);
  }
}
