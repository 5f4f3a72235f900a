package io.shieldwall.exercise;

import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Event.Mode;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Event.SystemMark;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Scenario.DuePolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What somebody asks of an exercise. [Decider] answers with events or a refusal.
public sealed interface Command {

  record CreateExercise(String exercise, String archive, List<String> teams, long seed, Mode mode)
      implements Command {
    public CreateExercise {
      teams = List.copyOf(teams);
    }
  }

  record StartClock(double speed) implements Command {}

  record PauseClock(String reason) implements Command {}

  /// @param policy empty for the scenario's own
  record ResumeClock(Optional<DuePolicy> policy) implements Command {}

  record JumpClock(long to, DuePolicy policy) implements Command {}

  record ChangeSpeed(double speed) implements Command {}

  record EndExercise(String reason) implements Command {}

  /// Time has passed: whatever is due happens.
  record Tick() implements Command {}

  record ReportObservations(List<Observation> observations) implements Command {
    public ReportObservations {
      observations = List.copyOf(observations);
    }
  }

  record ReportRepeatedCheck(Observation observation) implements Command {}

  /// @param sealed the password as the platform sealed it
  record HandOverCredential(String team, String system, String account, String sealed)
      implements Command {}

  /// @param from start of the window; may lie in the past
  /// @param to end of the window where it is over already
  record DeclareOrganiserFault(List<String> checks, long from, Optional<Long> to, String reason)
      implements Command {
    public DeclareOrganiserFault {
      checks = List.copyOf(checks);
    }

    /// A fault that lasts until it is closed.
    public DeclareOrganiserFault(List<String> checks, long from, String reason) {
      this(checks, from, Optional.empty(), reason);
    }
  }

  record CloseOrganiserFault(String fault) implements Command {}

  /// @param teams empty for every team that has not had it
  record FireInject(String inject, List<String> teams) implements Command {
    public FireInject {
      teams = List.copyOf(teams);
    }
  }

  record SkipInject(String inject, List<String> teams, String why) implements Command {
    public SkipInject {
      teams = List.copyOf(teams);
    }
  }

  record HoldInject(String inject, List<String> teams, String why) implements Command {
    public HoldInject {
      teams = List.copyOf(teams);
    }
  }

  record SubmitTask(String team, String inject, String text) implements Command {}

  record GradeSubmission(String team, String inject, Map<String, Integer> grades, String feedback)
      implements Command {
    public GradeSubmission {
      grades = Map.copyOf(grades);
    }
  }

  record OpenTicket(String team, String test, String detail) implements Command {}

  record ClaimFix(String ticket, String note) implements Command {}

  record VerifyTicket(String ticket, boolean fixed, String detail) implements Command {}

  record AttemptObjective(String objective, String team) implements Command {}

  record EndAttempt(String attempt, AttackResult result, String evidence) implements Command {}

  record Adjudicate(String attempt, AttackResult result, String reason) implements Command {}

  record ReportIncident(String team, String system, String technique, String text)
      implements Command {}

  /// @param subject account or service it concerns; empty when the whole system
  record OrderAction(String team, String system, ActionKind kind, String subject)
      implements Command {}

  record CancelAction(String action) implements Command {}

  record CompleteAction(String action, boolean succeeded, String detail) implements Command {}

  record ReportSystemChange(String team, String system, List<SystemMark> marks, String detail)
      implements Command {
    public ReportSystemChange {
      marks = List.copyOf(marks);
    }
  }

  record EnterPoints(
      String team,
      String category,
      String item,
      long millipoints,
      String reason,
      Optional<String> supersedes)
      implements Command {}

  record Remark(String text) implements Command {}
}
