package io.shieldwall.testkit;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Actor.Role;
import io.shieldwall.exercise.Clock;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Event.Mode;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Event.SystemMark;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.State;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Rubric;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Scenario.DuePolicy;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.UserSimulation.UserTest;
import io.shieldwall.testkit.RandomHistories.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;

/// Thinks up what could be asked next, mostly sensible, sometimes wrong.
final class RandomCommands {

  private static final String NOBODY = "nobody";

  private final Scenario scenario;
  private final Dice dice;
  private final List<Step> accepted = new ArrayList<>();
  private final List<Weighted> repertoire = new ArrayList<>();
  private Instant utc;
  private long number;

  /// An actor with what it asks for.
  private record Asked(Actor actor, Command command) {}

  /// @param weight how often it is asked for while the clock runs
  /// @param late how often after ENDEX
  private record Weighted(int weight, int late, BiFunction<State, Long, Asked> idea) {}

  RandomCommands(Scenario scenario, long seed) {
    this.scenario = scenario;
    this.dice = new Dice(seed);
    this.utc = scenario.startsAt();
    idea(30, 3, (state, at) -> platform(observations(state, at)));
    idea(4, 1, (_, at) -> platform(sameForAll(at)));
    idea(1, 1, (_, at) -> of(Role.WHITE, new Command.ReportRepeatedCheck(observation(at))));
    idea(2, 1, (_, _) -> handOver());
    idea(14, 2, (_, _) -> platform(new Command.Tick()));
    idea(2, 1, (_, _) -> director(new Command.PauseClock("a break")));
    idea(1, 1, (_, _) -> director(new Command.ResumeClock(policyOrNone())));
    idea(
        1,
        1,
        (_, at) -> director(new Command.JumpClock(at + dice.between(-5, 25) * 60_000, policy())));
    idea(2, 1, (_, _) -> director(new Command.ChangeSpeed(dice.among(0.5, 1.0, 2.0, 3.7, 0.0))));
    idea(0, 1, (_, _) -> director(new Command.StartClock(1)));
    idea(3, 8, (_, at) -> of(Role.WHITE, fault(at)));
    idea(2, 8, (state, _) -> of(Role.GREEN, new Command.CloseOrganiserFault(fault(state))));
    idea(2, 1, (_, _) -> of(Role.WHITE, new Command.FireInject(inject(), someTeams())));
    idea(1, 1, (_, _) -> of(Role.WHITE, new Command.SkipInject(inject(), someTeams(), "not now")));
    idea(1, 1, (_, _) -> of(Role.WHITE, new Command.HoldInject(inject(), someTeams(), "later")));
    idea(6, 2, (_, _) -> submission());
    idea(4, 12, (state, _) -> of(Role.WHITE, grading(state)));
    idea(5, 1, (_, _) -> of(Role.USER, new Command.OpenTicket(team(), test(), "does not work")));
    idea(4, 1, this::claim);
    idea(
        5,
        1,
        (state, _) ->
            of(
                Role.USER,
                new Command.VerifyTicket(ticket(state), dice.percent(60), "tried again")));
    idea(4, 1, (_, _) -> of(Role.RED, new Command.AttemptObjective(objective(), team())));
    idea(
        5, 2, (state, _) -> of(Role.RED, new Command.EndAttempt(attempt(state), result(), text())));
    idea(
        2,
        12,
        (state, _) -> of(Role.WHITE, new Command.Adjudicate(attempt(state), result(), text())));
    idea(6, 2, (_, _) -> report());
    idea(5, 1, (_, _) -> order());
    idea(2, 1, this::cancel);
    idea(
        3,
        1,
        (state, _) ->
            platform(new Command.CompleteAction(action(state), dice.percent(80), "done")));
    idea(2, 1, (_, _) -> platform(change()));
    idea(3, 10, (state, _) -> of(Role.WHITE, points(state)));
    idea(
        1,
        2,
        (_, _) -> of(dice.among(Role.WHITE, Role.RED, Role.GREEN), new Command.Remark(text())));
    idea(0, 1, (_, _) -> platform(creation()));
  }

  private void idea(int weight, int late, BiFunction<State, Long, Asked> idea) {
    repertoire.add(new Weighted(weight, late, idea));
  }

  /// Moves the wall clock and thinks of the next command.
  Step next(Exercise exercise) {
    step();
    State state = exercise.state();
    String id = "c-" + number++;
    if (!accepted.isEmpty() && dice.percent(4)) {
      Step again = dice.pick(accepted);
      Asked other = asked(state, exercise.now(utc).at());
      return dice.percent(50)
          ? new Step(again.id(), again.actor(), again.command(), utc)
          : new Step(again.id(), again.actor(), other.command(), utc);
    }
    Asked asked = asked(state, exercise.now(utc).at());
    Actor actor = dice.percent(5) ? anybody() : asked.actor();
    return new Step(id, actor, asked.command(), utc);
  }

  void learn(Step step, Reply reply) {
    if (reply instanceof Reply.Done done && done.count() > 0) {
      accepted.add(step);
    }
  }

  private void step() {
    long millis =
        switch ((int) dice.between(0, 19)) {
          case 0 -> 0;
          case 1 -> -dice.between(1, 30_000);
          case 2, 3 -> dice.between(60_000, 240_000);
          default -> dice.between(1, 60_000);
        };
    utc = utc.plusMillis(millis);
  }

  private Asked asked(State state, long at) {
    if (state.setup().isEmpty() && dice.percent(80)) {
      return platform(creation());
    }
    if (state.clock().status() == Clock.Status.READY && dice.percent(60)) {
      return director(new Command.StartClock(dice.among(1.0, 1.0, 2.0, 0.01)));
    }
    if (state.clock().status() == Clock.Status.PAUSED && dice.percent(30)) {
      return director(new Command.ResumeClock(policyOrNone()));
    }
    if (state.isRunning() && dice.between(1, 2000) == 1) {
      return director(new Command.EndExercise("enough"));
    }
    boolean late = state.isEnded();
    long sum = repertoire.stream().mapToLong(each -> late ? each.late() : each.weight()).sum();
    long point = dice.between(1, sum);
    for (Weighted each : repertoire) {
      point -= late ? each.late() : each.weight();
      if (point <= 0) {
        return each.idea().apply(state, at);
      }
    }
    throw new IllegalStateException("weights do not add up");
  }

  private static Asked platform(Command command) {
    return new Asked(Actor.PLATFORM, command);
  }

  private static Asked director(Command command) {
    return of(Role.DIRECTOR, command);
  }

  private static Asked of(Role role, Command command) {
    return new Asked(Actor.of(role, role.name()), command);
  }

  private static Asked blue(String team, Command command) {
    return new Asked(Actor.blue(team, "captain of " + team), command);
  }

  private Actor anybody() {
    Role role = dice.among(Role.values());
    return role == Role.BLUE ? Actor.blue(team(), "somebody") : Actor.of(role, "somebody");
  }

  private Command creation() {
    List<String> teams = new ArrayList<>(scenario.teams().stream().map(team -> team.id()).toList());
    switch ((int) dice.between(0, 9)) {
      case 0 -> teams.add(NOBODY);
      case 1 -> teams.clear();
      case 2 -> teams.add(teams.getFirst());
      case 3 -> teams.removeLast();
      default -> {}
    }
    return new Command.CreateExercise("random", "", teams, dice.between(0, 99), Mode.FAST);
  }

  private Command observations(State state, long at) {
    List<Observation> observations = new ArrayList<>();
    for (long count = dice.between(1, 12); count > 0; count--) {
      observations.add(observation(at));
    }
    if (dice.percent(10)) {
      observations.add(dice.pick(observations));
    }
    if (dice.percent(10)) {
      state.checks().values().stream()
          .findFirst()
          .ifPresent(known -> observations.add(known.latest()));
    }
    return new Command.ReportObservations(observations);
  }

  private Observation observation(long at) {
    String check =
        dice.percent(99)
            ? dice.pick(scenario.network().checks().stream().map(Check::id).toList())
            : "no/such/check";
    Outcome outcome =
        dice.among(
            Outcome.OK,
            Outcome.OK,
            Outcome.OK,
            Outcome.OK,
            Outcome.WARNING,
            Outcome.CRITICAL,
            Outcome.CRITICAL,
            Outcome.UNKNOWN);
    Cause cause =
        switch (outcome) {
          case OK -> Cause.NONE;
          case WARNING, CRITICAL -> dice.among(Cause.TIMEOUT, Cause.REFUSED, Cause.WRONG_CONTENT);
          case UNKNOWN -> dice.among(Cause.NOT_RUN, Cause.CHECKER_FAULT, Cause.OUT_OF_SCOPE);
        };
    long taken = dice.percent(1) ? at + 5_000 : Math.max(0, at - dice.between(0, 20_000));
    return new Observation(
        team(),
        check,
        taken,
        outcome,
        cause,
        dice.between(100, 8_000_000),
        "summary",
        outcome == Outcome.OK ? "" : "evidence");
  }

  /// A check that turns good or bad for every team at once.
  private Command sameForAll(long at) {
    String check = dice.pick(scenario.network().checks().stream().map(Check::id).toList());
    Outcome outcome = dice.among(Outcome.OK, Outcome.CRITICAL);
    Cause cause = outcome == Outcome.OK ? Cause.NONE : Cause.WRONG_CONTENT;
    return new Command.ReportObservations(
        scenario.teams().stream()
            .map(each ->
                new Observation(each.id(), check, at, outcome, cause, 500, "summary", "", 40))
            .toList());
  }

  private Asked handOver() {
    DefendedSystem system = dice.pick(scenario.network().systems());
    List<String> accounts = new ArrayList<>(List.of("nobody"));
    system.accounts().forEach(account -> accounts.add(account.name()));
    String team = team();
    return blue(
        team,
        new Command.HandOverCredential(
            team, system.id(), dice.pick(accounts), dice.percent(5) ? "" : "sealed"));
  }

  private Command fault(long at) {
    List<String> checks = new ArrayList<>();
    for (long count = dice.between(0, 3); count > 0; count--) {
      checks.add(dice.pick(scenario.network().checks().stream().map(Check::id).toList()));
    }
    long from = dice.percent(95) ? dice.between(0, Math.max(0, at)) : at + 60_000;
    return new Command.DeclareOrganiserFault(checks, from, text());
  }

  private Command grading(State state) {
    State.Submission submission =
        dice.pickOr(
            state.submissions().values(),
            new State.Submission(team(), inject(), 0, "", "", Optional.empty()));
    Map<String, Integer> grades = new HashMap<>();
    scenario
        .inject(submission.inject())
        .flatMap(Inject::task)
        .map(task -> scenario.rubrics().get(task.rubric()))
        .ifPresent(rubric -> rubric.criteria().forEach(each -> grades.put(each.id(), grade())));
    if (dice.percent(5)) {
      grades.put("charm", 12);
    }
    return new Command.GradeSubmission(submission.team(), submission.inject(), grades, "fine");
  }

  private int grade() {
    return dice.percent(98) ? dice.pick(Rubric.SCALE) : 7;
  }

  private Asked submission() {
    String team = team();
    List<String> tasks =
        scenario.injects().stream()
            .filter(inject -> inject.task().isPresent())
            .map(Inject::id)
            .toList();
    String inject = dice.percent(90) ? dice.pick(tasks) : inject();
    return blue(team, new Command.SubmitTask(dice.percent(97) ? team : team(), inject, text()));
  }

  private Asked claim(State state, long at) {
    String ticket = ticket(state);
    String team =
        Optional.ofNullable(state.tickets().get(ticket)).map(State.Ticket::team).orElse(team());
    return blue(team, new Command.ClaimFix(ticket, "repaired at " + at));
  }

  private Asked report() {
    String team = team();
    Objective objective = dice.pick(scenario.campaign().objectives());
    String technique =
        switch ((int) dice.between(0, 5)) {
          case 0 -> objective.technique().substring(0, 5);
          case 1 -> objective.technique().substring(0, 5) + ".009";
          case 2 -> "T1110";
          case 3 -> dice.percent(20) ? "phishing" : "T1566.001";
          default -> objective.technique();
        };
    String system = dice.percent(90) ? objective.target() : system();
    return blue(team, new Command.ReportIncident(team, system, technique, text()));
  }

  private Asked order() {
    String team = team();
    DefendedSystem system = dice.pick(scenario.network().systems());
    ActionKind kind =
        dice.percent(50)
            ? dice.among(ActionKind.REVERT, ActionKind.RESTORE, ActionKind.EVICT)
            : dice.among(ActionKind.values());
    String subject =
        switch (kind) {
          case ROTATE_CREDENTIAL -> dice.among("admin", "operator", NOBODY);
          case CLOSE_SERVICE, OPEN_SERVICE ->
              dice.among(system.services().getFirst().id(), "gopher");
          case INSPECT_LOGS, PATCH, HARDEN, ISOLATE, RECONNECT, EVICT, RESTORE, REVERT -> "";
        };
    String target = dice.percent(97) ? system.id() : NOBODY;
    return blue(team, new Command.OrderAction(team, target, kind, subject));
  }

  private Asked cancel(State state, long at) {
    String action = action(state);
    String team =
        Optional.ofNullable(state.actions().get(action))
            .map(State.DefenderAction::team)
            .orElse(team());
    return blue(team, new Command.CancelAction(action));
  }

  private Command change() {
    return new Command.ReportSystemChange(
        team(), system(), List.of(dice.among(SystemMark.values())), "changed");
  }

  private Command points(State state) {
    String category = dice.percent(97) ? dice.pick(ScoringRules.CATEGORY_IDS) : "luck";
    Optional<String> supersedes =
        dice.percent(40)
            ? Optional.of(dice.pickOr(new TreeSet<>(state.pointsEntries().keySet()), NOBODY))
            : Optional.empty();
    String team =
        supersedes
            .map(id -> state.pointsEntries().get(id))
            .map(State.PointsEntry::team)
            .orElse(team());
    return new Command.EnterPoints(
        team, category, "by hand", dice.between(-200_000, 200_000), text(), supersedes);
  }

  private String fault(State state) {
    return dice.pickOr(new TreeSet<>(state.faults().keySet()), NOBODY);
  }

  private String ticket(State state) {
    return dice.pickOr(new TreeSet<>(state.openTicketOf().values()), NOBODY);
  }

  private String attempt(State state) {
    return dice.pickOr(new TreeSet<>(state.attempts().keySet()), NOBODY);
  }

  private String action(State state) {
    List<String> underWay =
        state.actions().values().stream()
            .filter(action -> action.status() == State.ActionStatus.UNDER_WAY)
            .map(State.DefenderAction::id)
            .sorted()
            .toList();
    return dice.pickOr(underWay, NOBODY);
  }

  private String team() {
    return dice.percent(99) ? dice.pick(scenario.teams()).id() : NOBODY;
  }

  private List<String> someTeams() {
    return dice.percent(50) ? List.of() : List.of(team());
  }

  private String inject() {
    return dice.percent(97) ? dice.pick(scenario.injects()).id() : NOBODY;
  }

  private String objective() {
    return dice.percent(97) ? dice.pick(scenario.campaign().objectives()).id() : NOBODY;
  }

  private String system() {
    return dice.pick(scenario.network().systems()).id();
  }

  private String test() {
    return dice.pick(scenario.users().tests().stream().map(UserTest::id).toList());
  }

  private AttackResult result() {
    return dice.among(AttackResult.values());
  }

  private DuePolicy policy() {
    return dice.among(DuePolicy.values());
  }

  private Optional<DuePolicy> policyOrNone() {
    return dice.percent(50) ? Optional.empty() : Optional.of(policy());
  }

  private String text() {
    return dice.percent(97) ? "some words" : " ";
  }
}
