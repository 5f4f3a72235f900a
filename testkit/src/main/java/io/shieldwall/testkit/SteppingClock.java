package io.shieldwall.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A wall clock that a test moves by hand, also backwards. May be read from any thread.
public final class SteppingClock implements InstantSource {

  private final AtomicReference<Instant> now;

  public SteppingClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  /// Begins at the tiny scenario's nominal STARTEX.
  public static SteppingClock atStartex() {
    return new SteppingClock(Instant.parse("2026-05-05T06:00:00Z"));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves on by a span, or back by a negative one.
  public Instant step(Duration span) {
    return now.updateAndGet(instant -> instant.plus(span));
  }
}
