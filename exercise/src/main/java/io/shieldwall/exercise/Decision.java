package io.shieldwall.exercise;

import java.util.List;

/// The answer to a command, before anything is recorded.
public sealed interface Decision {

  /// @param events what becomes true; empty when nothing changes
  record Accepted(List<Event> events) implements Decision {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /// @param message what is wrong and what would be right, for the person who asked
  record Refused(Refusal refusal, String message) implements Decision {}

  /// Why a command was refused.
  enum Refusal {
    /// it names something that does not exist
    NOT_FOUND,
    /// the state of the exercise does not allow it now
    NOT_NOW,
    /// the actor's role or team does not allow it
    NOT_ALLOWED,
    /// its own content is wrong
    INVALID,
    /// too much is asked at once; ask again a little later
    BUSY
  }

  static Decision accept(Event... events) {
    return new Accepted(List.of(events));
  }

  static Decision refuse(Refusal refusal, String message) {
    return new Refused(refusal, message);
  }
}
