package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;

/// What one probe found.
///
/// @param latencyMicros from the first packet to the last, in microseconds; 0 when nothing was sent
/// @param summary one sentence: what was expected and what came
/// @param evidence at most 8 KiB in lines, with control characters visible and secrets masked: what
///   was expected, addresses, the time that each step took, and the transcript
/// @param memory what the check wrote down for its next round; may hold secrets
public record ProbeResult(
    Outcome outcome,
    Cause cause,
    long latencyMicros,
    String summary,
    String evidence,
    String memory) {

  public ProbeResult(
      Outcome outcome, Cause cause, long latencyMicros, String summary, String evidence) {
    this(outcome, cause, latencyMicros, summary, evidence, "");
  }

  static ProbeResult notRun(String summary) {
    return new ProbeResult(Outcome.UNKNOWN, Cause.NOT_RUN, 0, summary, "");
  }

  static ProbeResult fault(Throwable failure) {
    String summary = "The check could not be made: " + Diagnosis.wording(failure) + ".";
    return new ProbeResult(Outcome.UNKNOWN, Cause.CHECKER_FAULT, 0, summary, "");
  }
}
