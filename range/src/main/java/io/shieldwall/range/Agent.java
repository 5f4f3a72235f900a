package io.shieldwall.range;

import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Recorded;

/// Somebody who plays a part without a person: acts through the desk and hears every event.
///
/// Confined to one thread at a time. It draws no time and no randomness of its own: exercise time
/// comes in, chance is made from the exercise's seed.
public interface Agent {

  /// An agent that waits to hear something before it acts again.
  long WAITING = Long.MAX_VALUE;

  /// Exercise time at which it wants to act next, or [#WAITING].
  long nextAt();

  /// Does everything that is due at an exercise time. Called only while the clock runs, or once
  /// more at ENDEX.
  void act(long at, Desk desk);

  /// Learns of an event, in the journal's order. Must not act.
  void hear(Recorded recorded);
}
