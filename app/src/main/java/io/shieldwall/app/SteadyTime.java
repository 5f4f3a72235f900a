package io.shieldwall.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// UTC as it was when the process began, carried on by the machine's monotone clock. Somebody who
/// sets the wall clock, or a time server that steps it, moves no exercise: no round is lost and
/// none is run twice. A new process takes the wall clock's time again.
final class SteadyTime implements InstantSource {

  private final Instant began;
  private final long beganNanos;
  private final LongSupplier nanos;

  SteadyTime(InstantSource wall, LongSupplier nanos) {
    this.nanos = nanos;
    this.beganNanos = nanos.getAsLong();
    this.began = wall.instant();
  }

  static SteadyTime ofSystem() {
    return new SteadyTime(InstantSource.system(), System::nanoTime);
  }

  @Override
  public Instant instant() {
    return began.plusNanos(nanos.getAsLong() - beganNanos);
  }
}
