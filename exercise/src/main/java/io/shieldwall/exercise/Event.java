package io.shieldwall.exercise;

import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario.DuePolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A fact of an exercise. The whole vocabulary stands here; who has read it has read the domain.
///
/// Times are exercise time in milliseconds since STARTEX unless said otherwise. When and by whom an
/// event was recorded stands in its envelope, [Recorded].
public sealed interface Event {

  /// The exercise exists. Always the first event and nowhere else.
  ///
  /// @param archive the scenario folder, canonical archive in Base64; the exercise can be rebuilt
  ///   from the journal alone
  /// @param digest SHA-256 of the canonical form, lower-case hex
  /// @param teams ids of the Blue teams that play, in the scenario's order
  /// @param seed what every seeded choice of the exercise is made from
  record ExerciseCreated(
      String exercise,
      String scenario,
      String title,
      String digest,
      String archive,
      List<String> teams,
      long seed,
      Mode mode)
      implements Event {
    public ExerciseCreated {
      teams = List.copyOf(teams);
    }
  }

  /// How an exercise runs.
  enum Mode {
    /// wall clock times speed, over the wire
    LIVE,
    /// virtual time, without sockets
    FAST
  }

  /// STARTEX.
  ///
  /// @param speed exercise seconds a wall second
  record ClockStarted(double speed) implements Event {}

  record ClockPaused(String reason) implements Event {}

  record ClockResumed(DuePolicy policy) implements Event {}

  /// Exercise time was moved forward; nothing was measured in between.
  record ClockJumped(long from, long to, DuePolicy policy) implements Event {}

  record SpeedChanged(double speed) implements Event {}

  record PhaseBegan(String phase) implements Event {}

  /// ENDEX.
  record ExerciseEnded(String reason) implements Event {}

  /// A batch of results of checks.
  record ChecksObserved(List<Observation> observations) implements Event {
    public ChecksObserved {
      observations = List.copyOf(observations);
    }
  }

  /// The result of one check of one team.
  ///
  /// @param at the instant for which it was scheduled, the same for every team
  /// @param latency microseconds
  /// @param evidence where something is wrong: the capped transcript, or the key of one that is
  ///   kept beside the journal ([EvidenceShelf])
  /// @param delay microseconds of wall time from the instant to the real start
  record Observation(
      String team,
      String check,
      long at,
      Outcome outcome,
      Cause cause,
      long latency,
      String summary,
      String evidence,
      long delay) {

    /// One that began at its instant.
    public Observation(
        String team,
        String check,
        long at,
        Outcome outcome,
        Cause cause,
        long latency,
        String summary,
        String evidence) {
      this(team, check, at, outcome, cause, latency, summary, evidence, 0);
    }

    /// Journals leave out what is empty.
    public Observation {
      summary = java.util.Objects.requireNonNullElse(summary, "");
      evidence = java.util.Objects.requireNonNullElse(evidence, "");
    }
  }

  /// Somebody of the organisers had a check made once more. It counts for nobody.
  ///
  /// @param observation what was found; its instant is that of the request
  record CheckRepeated(Observation observation) implements Event {}

  /// A check turned bad for every team at once, which looks more like a defect of the checker than
  /// of so many teams. Asks the organisers to look; changes no score.
  ///
  /// @param from the first of the bad observations
  record CheckerDoubted(String doubt, String check, long from, String reason) implements Event {}

  /// A team handed over the password that checks sign in with from their next run.
  ///
  /// @param sealed the password, readable only with the platform's key, which is no part of the
  ///   journal
  record CredentialHandedOver(String team, String system, String account, String sealed)
      implements Event {}

  /// The organisers take the blame: the checks leave the score for every team.
  ///
  /// @param from start of the window; may lie in the past
  record OrganiserFaultDeclared(String fault, List<String> checks, long from, String reason)
      implements Event {
    public OrganiserFaultDeclared {
      checks = List.copyOf(checks);
    }
  }

  record OrganiserFaultClosed(String fault, long to) implements Event {}

  /// An inject was delivered to these teams; a task it carries is open from now.
  ///
  /// @param why what made it fire, in words
  record InjectFired(String inject, List<String> teams, TriggerKind trigger, String why)
      implements Event {
    public InjectFired {
      teams = List.copyOf(teams);
    }
  }

  /// What made an inject fire.
  enum TriggerKind {
    TIME,
    CONDITION,
    HAND
  }

  record InjectSkipped(String inject, List<String> teams, String why) implements Event {
    public InjectSkipped {
      teams = List.copyOf(teams);
    }
  }

  record InjectHeld(String inject, List<String> teams, String why) implements Event {
    public InjectHeld {
      teams = List.copyOf(teams);
    }
  }

  /// A team handed in its answer to a task; a later one replaces it until it is graded.
  record TaskSubmitted(String team, String inject, String text) implements Event {}

  /// @param grades grade by criterion id, on the scale 0/4/6/8/12
  record SubmissionGraded(String team, String inject, Map<String, Integer> grades, String feedback)
      implements Event {
    public SubmissionGraded {
      grades = Map.copyOf(grades);
    }
  }

  /// A user could not do what the test plan asked for; points are lost from now on.
  record TicketOpened(String ticket, String team, String test, String detail) implements Event {}

  record FixClaimed(String ticket, String note) implements Event {}

  /// The user tried again. Only this ends the loss.
  record TicketVerified(String ticket, boolean fixed, String detail) implements Event {}

  /// The adversary began to play an objective against a team.
  record AttackAttempted(String attempt, String objective, String team) implements Event {}

  record AttackEnded(String attempt, AttackResult result, String evidence) implements Event {}

  /// The White cell ruled on an attempt; supersedes its result.
  record AttackAdjudicated(String attempt, AttackResult result, String reason) implements Event {}

  /// How an attempt ended.
  enum AttackResult {
    BLOCKED,
    PARTIAL,
    SUCCESS,
    /// success that stays until evicted
    PERSISTENT
  }

  /// A team reported what it believes happened on a system.
  ///
  /// @param technique ATT&CK technique id the team names
  record IncidentReported(String report, String team, String system, String technique, String text)
      implements Event {}

  /// A team began an action on one of its systems.
  ///
  /// @param subject account or service it concerns; empty when the whole system
  /// @param completesAt when it takes effect
  /// @param request 1 for the team's first priced request of this kind, 2 for the second …; 0 when
  ///   free
  record ActionOrdered(
      String action,
      String team,
      String system,
      ActionKind kind,
      String subject,
      long completesAt,
      int request)
      implements Event {}

  record ActionCancelled(String action) implements Event {}

  /// An action took effect, or could not.
  ///
  /// @param detail what the team gets to read, such as log lines
  record ActionCompleted(String action, boolean succeeded, String detail) implements Event {}

  /// The true condition of a system changed; for directors and reviews, never for Blue in play.
  record SystemChanged(String team, String system, List<SystemMark> marks, String detail)
      implements Event {
    public SystemChanged {
      marks = List.copyOf(marks);
    }
  }

  /// What is true of a system beyond "in order".
  enum SystemMark {
    COMPROMISED,
    PERSISTENCE,
    DEFACED,
    FLOODED,
    TAMPERED,
    OPERATED,
    SERVICE_STOPPED,
    WIPED,
    LOCKED_OUT,
    ISOLATED
  }

  /// The White cell gave or took points by hand.
  ///
  /// @param millipoints thousandths of a point, signed
  /// @param supersedes id of an earlier manual entry that it replaces
  record PointsEntered(
      String entry,
      String team,
      String category,
      String item,
      long millipoints,
      String reason,
      Optional<String> supersedes)
      implements Event {}

  /// A note in the exercise's diary.
  record Remarked(String text) implements Event {}
}
