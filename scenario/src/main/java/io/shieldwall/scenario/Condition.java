package io.shieldwall.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// When an inject is delivered. Conditions are judged for each team on its own.
public sealed interface Condition {

  /// At an exercise time since STARTEX.
  record At(Duration time) implements Condition {}

  /// Only by the director's or White cell's hand.
  record ByHand() implements Condition {}

  /// When an objective has ended against the team with one of these results.
  ///
  /// @param results names among `blocked`, `partial`, `success`, `persistent`
  /// @param after delay in exercise time
  record ObjectiveEnded(String objective, Set<String> results, Duration after)
      implements Condition {
    public ObjectiveEnded {
      results = Set.copyOf(results);
    }
  }

  /// When a check of the team has been in a state for a time.
  ///
  /// @param outcome `OK`, `WARNING`, `CRITICAL` or `UNKNOWN`
  record CheckIs(String check, String outcome, Duration lasting) implements Condition {}

  /// When the team has handed in an answer to another inject's task.
  record Submitted(String inject, Duration after) implements Condition {}

  /// When another inject has been delivered to the team.
  record Fired(String inject, Duration after) implements Condition {}

  /// When a phase has begun.
  record PhaseBegun(String phase, Duration after) implements Condition {}

  /// When all of them hold.
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /// When any of them holds.
  record AnyOf(List<Condition> conditions) implements Condition {
    public AnyOf {
      conditions = List.copyOf(conditions);
    }
  }

  /// As long as it does not hold.
  record Not(Condition condition) implements Condition {}
}
