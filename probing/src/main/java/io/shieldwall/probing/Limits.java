package io.shieldwall.probing;

import java.time.Duration;

/// How much a [ProbingEngine] takes on.
///
/// @param inFlight most probes at a time
/// @param batchEvery least wall time between two batches to the sink
/// @param backlog most results kept for a sink that is slow or fails
public record Limits(int inFlight, Duration batchEvery, int backlog) {

  public static final Limits DEFAULT = new Limits(10_000, Duration.ofMillis(100), 500_000);
}
