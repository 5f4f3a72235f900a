package io.shieldwall.server.team;

import io.shieldwall.exercise.EvidenceShelf;
import io.shieldwall.exercise.State;
import io.shieldwall.exercise.State.CheckState;
import io.shieldwall.exercise.State.DefenderAction;
import io.shieldwall.exercise.State.InjectStatus;
import io.shieldwall.exercise.State.Ticket;
import io.shieldwall.exercise.State.TicketStatus;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Team;
import io.shieldwall.scoring.Standings.Standing;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.pages.Markdown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a Blue team may see of itself. Nothing of another team and nothing of the organisers' truth
/// is a component here.
public record TeamView(
    Team team,
    Score score,
    List<ZoneBlock> zones,
    List<CheckCell> troubles,
    int unmeasured,
    List<TaskLine> tasks,
    List<TicketLine> tickets,
    List<ActionLine> actions) {

  public TeamView {
    zones = List.copyOf(zones);
    troubles = List.copyOf(troubles);
    tasks = List.copyOf(tasks);
    tickets = List.copyOf(tickets);
    actions = List.copyOf(actions);
  }

  public record Score(int rank, int teams, long total, long behind) {}

  public record ZoneBlock(String title, List<SystemRow> systems) {
    public ZoneBlock {
      systems = List.copyOf(systems);
    }
  }

  public record SystemRow(
      String id, String title, boolean critical, String address, List<CheckCell> checks) {
    public SystemRow {
      checks = List.copyOf(checks);
    }
  }

  /// @param label short name within the system
  /// @param forMillis how long it has been so
  /// @param summary what the last measurement found
  /// @param evidence what the last measurement that was not good saw
  /// @param evidenceKey hash under which it can be downloaded; empty when it stands in the journal
  public record CheckCell(
      String id,
      String system,
      String label,
      Outcome outcome,
      String cause,
      long since,
      long forMillis,
      String summary,
      String evidence,
      String evidenceKey,
      long latencyMicros) {}

  /// @param status `open`, `answered`, `graded` or `overdue`
  /// @param dueIn milliseconds until the deadline, negative when past
  public record TaskLine(
      String inject,
      String title,
      String from,
      String track,
      String status,
      long firedAt,
      long dueIn,
      boolean isTask) {}

  public record TicketLine(
      String id,
      String title,
      String persona,
      String system,
      TicketStatus status,
      long openedAt,
      long forMillis,
      String detail,
      int falseClaims) {}

  public record ActionLine(
      String id,
      String system,
      String what,
      String by,
      String status,
      long orderedAt,
      long remaining,
      String detail,
      boolean underWay) {}

  static TeamView of(Stage.Moment moment, String teamId) {
    Team team = moment.scenario().team(teamId).orElseThrow();
    List<ZoneBlock> zones = zones(moment, team);
    List<CheckCell> troubles =
        zones.stream()
            .flatMap(zone -> zone.systems().stream())
            .flatMap(system -> system.checks().stream())
            .filter(check -> severity(check.outcome()) < severity(Outcome.UNKNOWN))
            .sorted(
                Comparator.comparingInt((CheckCell check) -> severity(check.outcome()))
                    .thenComparing(Comparator.comparingLong(CheckCell::since).reversed()))
            .toList();
    return new TeamView(
        team,
        score(moment, teamId),
        zones,
        troubles,
        unmeasured(zones),
        tasks(moment, team),
        tickets(moment, teamId),
        actions(moment, teamId, ""));
  }

  /// Checks that could not be measured; they cost nothing.
  private static int unmeasured(List<ZoneBlock> zones) {
    return (int)
        zones.stream()
            .flatMap(zone -> zone.systems().stream())
            .flatMap(system -> system.checks().stream())
            .filter(check -> check.outcome() == Outcome.UNKNOWN)
            .count();
  }

  private static int severity(Outcome outcome) {
    return switch (outcome) {
      case CRITICAL -> 0;
      case WARNING -> 1;
      case UNKNOWN -> 2;
      case OK -> 3;
    };
  }

  static Score score(Stage.Moment moment, String team) {
    List<Standing> rows = moment.scorer().released(moment.now()).rows();
    Standing own = rows.stream().filter(row -> row.team().equals(team)).findFirst().orElseThrow();
    return new Score(own.rank(), rows.size(), own.total(), rows.getFirst().total() - own.total());
  }

  private static List<ZoneBlock> zones(Stage.Moment moment, Team team) {
    Network network = moment.scenario().network();
    return network.zones().stream()
        .map(zone ->
            new ZoneBlock(
                zone.title(),
                network.systems().stream()
                    .filter(system -> system.zone().equals(zone.id()))
                    .map(system -> row(moment, team, system))
                    .toList()))
        .filter(zone -> !zone.systems().isEmpty())
        .toList();
  }

  static SystemRow row(Stage.Moment moment, Team team, DefendedSystem system) {
    List<CheckCell> checks =
        system.services().stream()
            .flatMap(service -> service.checks().stream())
            .map(check -> cell(moment, team.id(), check))
            .toList();
    return new SystemRow(
        system.id(), system.title(), system.critical(), team.expand(system.address()), checks);
  }

  private static CheckCell cell(Stage.Moment moment, String team, Check check) {
    String label = check.id().substring(check.system().length() + 1);
    Optional<CheckState> state = moment.state().check(team, check.id());
    String kept =
        state
            .map(known ->
                known.latest().evidence().isEmpty() ? known.evidence() : known.latest().evidence())
            .orElse("");
    return state
        .map(known ->
            new CheckCell(
                check.id(),
                check.system(),
                label,
                known.outcome(),
                known.latest().cause().name(),
                known.since(),
                Math.max(0, moment.now() - known.since()),
                known.latest().summary(),
                moment.evidence(team, kept),
                EvidenceShelf.isKey(kept) ? kept.substring(EvidenceShelf.PREFIX.length()) : "",
                known.latest().latency()))
        .orElseGet(() ->
            new CheckCell(
                check.id(),
                check.system(),
                label,
                Outcome.UNKNOWN,
                "NOT_RUN",
                0,
                0,
                "",
                "",
                "",
                0));
  }

  static List<TaskLine> tasks(Stage.Moment moment, Team team) {
    List<TaskLine> lines = new ArrayList<>();
    for (Inject inject : moment.scenario().injects()) {
      moment
          .state()
          .inject(team.id(), inject.id())
          .filter(state -> state.status() == InjectStatus.FIRED)
          .ifPresent(state -> lines.add(line(moment, team, inject, state.at())));
    }
    lines.sort(Comparator.comparingLong(TaskLine::firedAt).reversed());
    return lines;
  }

  private static TaskLine line(Stage.Moment moment, Team team, Inject inject, long firedAt) {
    Optional<State.Submission> submission = moment.state().submission(team.id(), inject.id());
    long dueIn =
        inject
            .task()
            .map(task -> firedAt + task.due().toMillis() - moment.now())
            .orElse(Long.MAX_VALUE);
    String status;
    if (inject.task().isEmpty()) {
      status = "message";
    } else if (submission.flatMap(State.Submission::grading).isPresent()) {
      status = "graded";
    } else if (submission.isPresent()) {
      status = "answered";
    } else {
      status = dueIn < 0 ? "overdue" : "open";
    }
    return new TaskLine(
        inject.id(),
        inject.title(),
        team.expand(inject.from()),
        inject.task().map(task -> task.track().category()).orElse(""),
        status,
        firedAt,
        dueIn,
        inject.task().isPresent());
  }

  static List<TicketLine> tickets(Stage.Moment moment, String team) {
    return moment.state().tickets().values().stream()
        .filter(ticket -> ticket.team().equals(team))
        .sorted(
            Comparator.comparing((Ticket ticket) -> ticket.status() == TicketStatus.CLOSED)
                .thenComparing(Comparator.comparingLong(Ticket::openedAt).reversed()))
        .limit(200)
        .map(ticket -> line(moment, ticket))
        .toList();
  }

  private static TicketLine line(Stage.Moment moment, Ticket ticket) {
    String title =
        moment
            .scenario()
            .users()
            .test(ticket.test())
            .map(test -> test.title())
            .orElse(ticket.test());
    String system =
        moment.scenario().users().test(ticket.test()).map(test -> test.system()).orElse("");
    String persona =
        moment
            .scenario()
            .users()
            .test(ticket.test())
            .flatMap(test -> moment.scenario().users().persona(test.persona()))
            .map(each -> each.name())
            .orElse("");
    long until = ticket.status() == TicketStatus.CLOSED ? ticket.changedAt() : moment.now();
    return new TicketLine(
        ticket.id(),
        title,
        persona,
        system,
        ticket.status(),
        ticket.openedAt(),
        until - ticket.openedAt(),
        ticket.detail(),
        ticket.falseClaims());
  }

  /// @param system only of this system; empty for all
  static List<ActionLine> actions(Stage.Moment moment, String team, String system) {
    return moment.state().actions().values().stream()
        .filter(action -> action.team().equals(team))
        .filter(action -> system.isEmpty() || action.system().equals(system))
        .sorted(
            Comparator.comparing(
                    (DefenderAction action) -> action.status() != State.ActionStatus.UNDER_WAY)
                .thenComparing(Comparator.comparingLong(DefenderAction::orderedAt).reversed()))
        .limit(40)
        .map(action -> line(moment, action))
        .toList();
  }

  private static ActionLine line(Stage.Moment moment, DefenderAction action) {
    String what =
        io.shieldwall.server.pages.Format.words(action.kind())
            + (action.subject().isEmpty() ? "" : " " + action.subject());
    return new ActionLine(
        action.id(),
        action.system(),
        what,
        action.by(),
        io.shieldwall.server.pages.Format.words(action.status()),
        action.orderedAt(),
        Math.max(0, action.completesAt() - moment.now()),
        action.detail(),
        action.status() == State.ActionStatus.UNDER_WAY);
  }

  /// What a delivered inject says to the team.
  static Optional<String> body(Stage.Moment moment, Team team, Inject inject) {
    return moment
        .state()
        .inject(team.id(), inject.id())
        .filter(state -> state.status() == InjectStatus.FIRED)
        .map(_ -> Markdown.html(moment.scenario().bodies().getOrDefault(inject.body(), ""), team));
  }
}
