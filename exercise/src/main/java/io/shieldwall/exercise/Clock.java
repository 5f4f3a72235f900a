package io.shieldwall.exercise;

import java.time.Duration;
import java.time.Instant;

/// The exercise's own clock: a point where exercise time and UTC met, and how fast it runs since.
///
/// @param anchor exercise time at that point, milliseconds since STARTEX
/// @param anchoredAt UTC at that point
/// @param speed exercise seconds a wall second, greater than zero
public record Clock(Status status, long anchor, Instant anchoredAt, double speed) {

  /// What the clock does.
  public enum Status {
    READY,
    RUNNING,
    PAUSED,
    ENDED
  }

  /// Speeds outside of this range are refused.
  public static final double SLOWEST = 0.1;

  public static final double FASTEST = 3600;

  public static final Clock STOPPED = new Clock(Status.READY, 0, Instant.EPOCH, 1);

  /// Exercise time at a UTC instant. Never before the anchor, even when the wall clock steps back.
  public long at(Instant now) {
    if (status != Status.RUNNING) {
      return anchor;
    }
    long passed = Math.max(0, Duration.between(anchoredAt, now).toMillis());
    return anchor + (long) (passed * speed);
  }

  /// UTC instant at which a running clock reaches an exercise time.
  public Instant instantOf(long exerciseTime) {
    return anchoredAt.plusMillis((long) Math.ceil((exerciseTime - anchor) / speed));
  }

  Clock started(Recorded event, double newSpeed) {
    return new Clock(Status.RUNNING, event.at(), event.recordedAt(), newSpeed);
  }

  Clock paused(Recorded event) {
    return new Clock(Status.PAUSED, event.at(), event.recordedAt(), speed);
  }

  Clock ended(Recorded event) {
    return new Clock(Status.ENDED, event.at(), event.recordedAt(), speed);
  }

  Clock jumped(Recorded event, long to) {
    return new Clock(status, to, event.recordedAt(), speed);
  }

  Clock changed(Recorded event, double newSpeed) {
    return new Clock(status, event.at(), event.recordedAt(), newSpeed);
  }
}
