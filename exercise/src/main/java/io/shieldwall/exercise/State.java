package io.shieldwall.exercise;

import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Event.Mode;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Event.SystemMark;
import io.shieldwall.exercise.Event.TriggerKind;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// The present of an exercise, folded from its events by [Evolution]. Immutable; every reader may
/// keep the one it has.
///
/// @param sequence number of events folded in; the sequence of the next one
/// @param lastAt exercise time of the last event
/// @param answers what was answered to each command that caused events
/// @param attemptOf id of the attempt by objective and team
/// @param openTicketOf id of the open ticket by user test and team
/// @param pricedRequests number of priced requests so far by team and action kind
public record State(
    Optional<Setup> setup,
    Clock clock,
    long sequence,
    long lastAt,
    String phase,
    PMap<Asked, Answer> answers,
    PMap<TeamItem, CheckState> checks,
    PMap<String, Doubt> doubts,
    PMap<String, OrganiserFault> faults,
    PMap<Holder, HandOver> credentials,
    PMap<TeamItem, InjectState> injects,
    PMap<TeamItem, Submission> submissions,
    PMap<String, Ticket> tickets,
    PMap<TeamItem, String> openTicketOf,
    PMap<String, Attempt> attempts,
    PMap<TeamItem, String> attemptOf,
    PMap<String, IncidentReport> reports,
    PMap<String, DefenderAction> actions,
    PMap<TeamItem, Integer> pricedRequests,
    PMap<TeamItem, SystemState> systems,
    PMap<String, PointsEntry> pointsEntries) {

  /// Nothing has happened.
  public static final State EMPTY =
      new State(
          Optional.empty(),
          Clock.STOPPED,
          0,
          0,
          "",
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty());

  /// What the first event said.
  public record Setup(
      String exercise,
      String scenario,
      String title,
      String digest,
      List<String> teams,
      long seed,
      Mode mode) {
    public Setup {
      teams = List.copyOf(teams);
    }
  }

  /// Something of a team: a check, an inject, a system, a test or an objective by its id.
  public record TeamItem(String team, String item) {}

  /// A command id and whose it is. Ids of one team cannot collide with those of another, of an
  /// organiser or of the platform.
  public record Asked(Actor.Role role, String team, String command) {
    static Asked by(Actor actor, String command) {
      return new Asked(actor.role(), actor.team(), command);
    }
  }

  /// What a command caused: events `first` up to but without `first + count`.
  public record Answer(long first, int count) {}

  /// @param since scheduled instant of the first observation of the present outcome
  /// @param latest last observation; its evidence is that of the last observation that had any
  public record CheckState(Outcome outcome, long since, Observation latest, String evidence) {}

  /// A doubt about a checker.
  ///
  /// @param to the first observation of the check that was good again; empty while there is none
  public record Doubt(String id, String check, long from, Optional<Long> to, String reason) {}

  /// Whose password it is.
  public record Holder(String team, String system, String account) {}

  /// A password that a team handed over for checks.
  public record HandOver(String sealed, long at, String by) {}

  /// @param to empty while it lasts
  public record OrganiserFault(
      String id, List<String> checks, long from, Optional<Long> to, String reason) {}

  /// Whether an inject was delivered to a team. Absent means pending.
  public record InjectState(InjectStatus status, long at, TriggerKind trigger, String why) {}

  /// What became of an inject for a team.
  public enum InjectStatus {
    FIRED,
    SKIPPED,
    HELD
  }

  /// @param grades empty until graded
  public record Submission(
      String team, String inject, long at, String text, String by, Optional<Grading> grading) {}

  public record Grading(Map<String, Integer> grades, String feedback, String by, long at) {
    public Grading {
      grades = Map.copyOf(grades);
    }
  }

  public record Ticket(
      String id,
      String team,
      String test,
      long openedAt,
      TicketStatus status,
      long changedAt,
      int falseClaims,
      String detail) {}

  /// Where a ticket stands.
  public enum TicketStatus {
    OPEN,
    FIX_CLAIMED,
    CLOSED
  }

  /// @param result empty while it is under way
  /// @param ruled whether the White cell ruled on it
  public record Attempt(
      String id,
      String objective,
      String team,
      long startedAt,
      Optional<AttackResult> result,
      long endedAt,
      String evidence,
      boolean ruled) {}

  public record IncidentReport(
      String id, String team, String system, String technique, long at, String text) {}

  public record DefenderAction(
      String id,
      String team,
      String system,
      ActionKind kind,
      String subject,
      long orderedAt,
      long completesAt,
      int request,
      String by,
      ActionStatus status,
      String detail) {}

  /// Where an action stands.
  public enum ActionStatus {
    UNDER_WAY,
    DONE,
    FAILED,
    CANCELLED
  }

  public record SystemState(List<SystemMark> marks, long since, String detail) {
    public SystemState {
      marks = List.copyOf(marks);
    }
  }

  public record PointsEntry(
      String id,
      String team,
      String category,
      String item,
      long millipoints,
      String reason,
      String by,
      long at,
      boolean superseded) {}

  public boolean isRunning() {
    return clock.status() == Clock.Status.RUNNING;
  }

  public boolean isEnded() {
    return clock.status() == Clock.Status.ENDED;
  }

  /// Ids of the teams that play; empty before the exercise was created.
  public List<String> teams() {
    return setup.map(Setup::teams).orElse(List.of());
  }

  public Optional<CheckState> check(String team, String check) {
    return Optional.ofNullable(checks.get(new TeamItem(team, check)));
  }

  public Optional<InjectState> inject(String team, String inject) {
    return Optional.ofNullable(injects.get(new TeamItem(team, inject)));
  }

  public Optional<Submission> submission(String team, String inject) {
    return Optional.ofNullable(submissions.get(new TeamItem(team, inject)));
  }

  public Optional<Attempt> attempt(String team, String objective) {
    return Optional.ofNullable(attemptOf.get(new TeamItem(team, objective))).map(attempts::get);
  }

  /// The action that is under way on a system of a team.
  public Optional<DefenderAction> actionUnderWay(String team, String system) {
    return actions.values().stream()
        .filter(action -> action.status() == ActionStatus.UNDER_WAY)
        .filter(action -> action.team().equals(team) && action.system().equals(system))
        .findFirst();
  }
}
