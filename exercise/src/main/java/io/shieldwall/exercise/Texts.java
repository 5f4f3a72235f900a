package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Refusal;
import java.util.Optional;

/// Limits on what people write.
final class Texts {

  /// Characters of a free text.
  static final int LONGEST = 20_000;

  private Texts() {}

  /// A refusal when a text is empty or too long.
  static Optional<Decision> objection(String what, String text) {
    if (text.isBlank()) {
      return Optional.of(
          Decision.refuse(Refusal.INVALID, what + " is empty; write at least a word"));
    }
    return excess(what, text);
  }

  /// A refusal when a text that may be empty is too long.
  static Optional<Decision> excess(String what, String text) {
    return text.length() <= LONGEST
        ? Optional.empty()
        : Optional.of(
            Decision.refuse(
                Refusal.INVALID,
                "%s has %d characters; %d are allowed".formatted(what, text.length(), LONGEST)));
  }
}
