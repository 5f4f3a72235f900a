package io.shieldwall.probing;

/// One measurement of a check of a team.
///
/// @param round number of the check's interval, from 0
/// @param scheduledMillis exercise time at which it was due
/// @param delayMicros wall time from the instant at which it was due to the start of the probe
public record Observed(
    String team,
    String checkId,
    long round,
    long scheduledMillis,
    ProbeResult result,
    long delayMicros) {}
