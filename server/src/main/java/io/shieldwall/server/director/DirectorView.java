package io.shieldwall.server.director;

import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.exercise.State.Attempt;
import io.shieldwall.exercise.State.InjectState;
import io.shieldwall.exercise.State.TicketStatus;
import io.shieldwall.exercise.Triggers;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Condition;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scoring.Standings.Standing;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.pages.Format;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the director sees at a glance.
public record DirectorView(
    List<Health> health,
    Pressure pressure,
    List<InjectLine> upcoming,
    List<EventLine> events,
    List<String> openFaults,
    Backlog backlog) {

  public DirectorView {
    health = List.copyOf(health);
    upcoming = List.copyOf(upcoming);
    events = List.copyOf(events);
    openFaults = List.copyOf(openFaults);
  }

  /// One team's condition; the truth, released or not.
  public record Health(
      String team,
      String name,
      int rank,
      long total,
      Map<Outcome, Integer> checks,
      int openTickets,
      int openTasks,
      int ungraded,
      int actions,
      int lost,
      int held) {
    public Health {
      checks = new EnumMap<>(checks);
    }

    public int count(Outcome outcome) {
      return checks.getOrDefault(outcome, 0);
    }
  }

  /// Objective × team.
  public record Pressure(List<String> teams, List<ObjectiveRow> rows, List<Integer> attempts) {
    public Pressure {
      teams = List.copyOf(teams);
      rows = List.copyOf(rows);
      attempts = List.copyOf(attempts);
    }
  }

  /// @param cells result by team: a name of AttackResult, `UNDER_WAY` or empty
  public record ObjectiveRow(
      String id, String title, String technique, String window, List<String> cells) {
    public ObjectiveRow {
      cells = List.copyOf(cells);
    }
  }

  /// @param status by team: FIRED, SKIPPED, HELD or empty
  /// @param why by team: why it fired, or why it has not
  public record InjectLine(
      String id,
      String title,
      String when,
      String via,
      long due,
      List<String> teams,
      List<String> status,
      List<String> why) {
    public InjectLine {
      teams = List.copyOf(teams);
      status = List.copyOf(status);
      why = List.copyOf(why);
    }

    public boolean isPending() {
      return status.stream().anyMatch(word -> word.isEmpty() || word.equals("HELD"));
    }

    public long fired() {
      return status.stream().filter("FIRED"::equals).count();
    }
  }

  public record EventLine(
      long sequence, long at, String wall, String actor, String kind, String text) {}

  /// @param ungraded answers that wait for a grade
  /// @param claimedTickets fixes that wait for the user's verification
  public record Backlog(int ungraded, int claimedTickets) {}

  static DirectorView of(Stage.Moment moment) {
    List<InjectLine> injects = injects(moment);
    return new DirectorView(
        health(moment),
        pressure(moment),
        injects.stream()
            .filter(InjectLine::isPending)
            .sorted(Comparator.comparingLong(InjectLine::due))
            .limit(12)
            .toList(),
        events(moment, 40),
        moment.state().faults().values().stream()
            .filter(fault -> fault.to().isEmpty())
            .map(State.OrganiserFault::id)
            .sorted()
            .toList(),
        backlog(moment));
  }

  private static Backlog backlog(Stage.Moment moment) {
    State state = moment.state();
    int ungraded =
        (int)
            state.submissions().values().stream()
                .filter(submission -> submission.grading().isEmpty())
                .count();
    int claimed =
        (int)
            state.tickets().values().stream()
                .filter(ticket -> ticket.status() == TicketStatus.FIX_CLAIMED)
                .count();
    return new Backlog(ungraded, claimed);
  }

  private static List<Health> health(Stage.Moment moment) {
    List<Standing> rows = moment.scorer().standings(moment.now()).rows();
    return rows.stream().map(row -> health(moment, row)).toList();
  }

  private static Health health(Stage.Moment moment, Standing row) {
    State state = moment.state();
    Map<Outcome, Integer> checks = new EnumMap<>(Outcome.class);
    moment
        .scenario()
        .network()
        .checks()
        .forEach(check ->
            checks.merge(
                state
                    .check(row.team(), check.id())
                    .map(State.CheckState::outcome)
                    .orElse(Outcome.UNKNOWN),
                1,
                Integer::sum));
    List<Attempt> attempts =
        state.attempts().values().stream()
            .filter(attempt -> attempt.team().equals(row.team()) && attempt.result().isPresent())
            .toList();
    int held =
        (int)
            attempts.stream()
                .filter(attempt ->
                    attempt.result().orElseThrow()
                        == io.shieldwall.exercise.Event.AttackResult.BLOCKED)
                .count();
    return new Health(
        row.team(),
        moment.scenario().team(row.team()).map(team -> team.name()).orElse(row.team()),
        row.rank(),
        row.total(),
        checks,
        (int)
            state.tickets().values().stream()
                .filter(ticket -> ticket.team().equals(row.team()))
                .filter(ticket -> ticket.status() != TicketStatus.CLOSED)
                .count(),
        openTasks(moment, row.team()),
        (int)
            state.submissions().values().stream()
                .filter(each -> each.team().equals(row.team()) && each.grading().isEmpty())
                .count(),
        (int)
            state.actions().values().stream()
                .filter(action -> action.team().equals(row.team()))
                .filter(action -> action.status() == State.ActionStatus.UNDER_WAY)
                .count(),
        attempts.size() - held,
        held);
  }

  private static int openTasks(Stage.Moment moment, String team) {
    int open = 0;
    for (Inject inject : moment.scenario().injects()) {
      boolean fired =
          inject.task().isPresent()
              && moment
                  .state()
                  .inject(team, inject.id())
                  .filter(state -> state.status() == State.InjectStatus.FIRED)
                  .isPresent();
      if (fired && moment.state().submission(team, inject.id()).isEmpty()) {
        open++;
      }
    }
    return open;
  }

  private static Pressure pressure(Stage.Moment moment) {
    List<String> teams = moment.state().teams();
    List<ObjectiveRow> rows =
        moment.scenario().campaign().objectives().stream()
            .sorted(Comparator.comparing(Objective::opens))
            .map(objective ->
                new ObjectiveRow(
                    objective.id(),
                    objective.title(),
                    objective.technique(),
                    Format.time(objective.opens().toMillis()),
                    teams.stream().map(team -> cell(moment, team, objective)).toList()))
            .toList();
    List<Integer> attempts =
        teams.stream()
            .map(team ->
                (int)
                    moment.state().attempts().values().stream()
                        .filter(attempt -> attempt.team().equals(team))
                        .count())
            .toList();
    return new Pressure(teams, rows, attempts);
  }

  private static String cell(Stage.Moment moment, String team, Objective objective) {
    return moment
        .state()
        .attempt(team, objective.id())
        .map(attempt -> attempt.result().map(Enum::name).orElse("UNDER_WAY"))
        .orElse("");
  }

  static List<InjectLine> injects(Stage.Moment moment) {
    return moment.scenario().injects().stream().map(inject -> line(moment, inject)).toList();
  }

  private static InjectLine line(Stage.Moment moment, Inject inject) {
    List<String> status = new ArrayList<>();
    List<String> why = new ArrayList<>();
    for (String team : moment.state().teams()) {
      java.util.Optional<InjectState> state = moment.state().inject(team, inject.id());
      status.add(state.map(each -> each.status().name()).orElse(""));
      why.add(
          state
              .map(InjectState::why)
              .orElseGet(() ->
                  Triggers.judge(
                          moment.scenario(), moment.state(), team, inject.when(), moment.now())
                      .explanation()));
    }
    long due = inject.when() instanceof Condition.At at ? at.time().toMillis() : Long.MAX_VALUE;
    String when =
        switch (inject.when()) {
          case Condition.At at -> Format.time(at.time().toMillis());
          case Condition.ByHand _ -> "by hand";
          case Condition.ObjectiveEnded _,
              Condition.CheckIs _,
              Condition.Submitted _,
              Condition.Fired _,
              Condition.PhaseBegun _,
              Condition.All _,
              Condition.AnyOf _,
              Condition.Not _ ->
              "condition";
        };
    return new InjectLine(
        inject.id(),
        inject.title(),
        when,
        String.join(
            ", ", inject.via().stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList()),
        due,
        moment.state().teams(),
        status,
        why);
  }

  static List<EventLine> events(Stage.Moment moment, int most) {
    List<Recorded> latest = moment.latest();
    List<EventLine> lines = new ArrayList<>();
    for (int index = latest.size() - 1; index >= 0 && lines.size() < most; index--) {
      Recorded recorded = latest.get(index);
      EventText.of(recorded.event())
          .ifPresent(text ->
              lines.add(
                  new EventLine(
                      recorded.sequence(),
                      recorded.at(),
                      Format.wall(recorded.recordedAt()),
                      actor(recorded),
                      recorded.event().getClass().getSimpleName(),
                      text)));
    }
    return lines;
  }

  private static String actor(Recorded recorded) {
    return recorded.actor().team().isEmpty()
        ? recorded.actor().name()
        : recorded.actor().team() + " · " + recorded.actor().name();
  }
}
