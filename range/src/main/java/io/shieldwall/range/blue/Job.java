package io.shieldwall.range.blue;

import io.shieldwall.scenario.ActionKind;
import java.util.Comparator;

/// An action that a team means to take.
///
/// @param urgency 0 is most urgent
/// @param number in the order in which jobs came up
/// @param subject account or service it concerns; empty when the whole system
record Job(int urgency, long number, String system, ActionKind kind, String subject) {

  static final int NOW = 0;
  static final int SOON = 1;
  static final int PLANNED = 2;
  static final int IDLE = 3;

  static final Comparator<Job> ORDER =
      Comparator.comparingInt(Job::urgency).thenComparingLong(Job::number);

  /// Whether both would do the same.
  boolean sameAs(Job other) {
    return system.equals(other.system) && kind == other.kind && subject.equals(other.subject);
  }
}
