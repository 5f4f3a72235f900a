package io.shieldwall.probing;

/// What a [ProbingEngine] has done since it was made.
///
/// @param started probes begun
/// @param finished probes ended, whatever their outcome
/// @param late rounds not run because the one before still ran or too much was in flight
/// @param inFlight probes running now
/// @param lost results that the sink never took
public record Metrics(long started, long finished, long late, long inFlight, long lost) {}
