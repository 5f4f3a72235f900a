package io.shieldwall.cluster;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;

/// What a worker found.
///
/// @param run of the task
/// @param sequence of the task
/// @param attempt of the task
/// @param worker identifies the process that made it
/// @param refusal why the worker did not make it; empty when it did
/// @param sealed a [Secrets] that is bound to all this
record Report(
    String run,
    long sequence,
    int attempt,
    String worker,
    String refusal,
    Outcome outcome,
    Cause cause,
    long latencyMicros,
    String summary,
    String evidence,
    String sealed) {

  /// What the seal is bound to.
  String about() {
    return String.join(
        "\n",
        "report",
        run,
        Long.toString(sequence),
        Integer.toString(attempt),
        worker,
        refusal,
        outcome.name(),
        cause.name(),
        Long.toString(latencyMicros),
        Integer.toString(summary.length()),
        summary,
        evidence);
  }

  Report sealedAs(String text) {
    return new Report(
        run,
        sequence,
        attempt,
        worker,
        refusal,
        outcome,
        cause,
        latencyMicros,
        summary,
        evidence,
        text);
  }
}
