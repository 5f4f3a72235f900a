package io.shieldwall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Actor.Role;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario.DuePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Who may ask for what: every command with every role.
final class AuthorityTest {

  private static final Set<Role> ORGANISERS = EnumSet.of(Role.DIRECTOR, Role.PLATFORM);

  /// A command that names the team heron where it names any, and who may ask for it besides the
  /// director and the platform.
  private record Row(Command command, Set<Role> besides) {}

  private static final List<Row> TABLE =
      List.of(
          new Row(TinyScenario.creation(), Set.of()),
          new Row(new Command.StartClock(1), Set.of()),
          new Row(new Command.PauseClock("lunch"), Set.of()),
          new Row(new Command.ResumeClock(Optional.empty()), Set.of()),
          new Row(new Command.JumpClock(7_200_000, DuePolicy.FIRE), Set.of()),
          new Row(new Command.ChangeSpeed(2), Set.of()),
          new Row(new Command.EndExercise("over"), Set.of()),
          new Row(new Command.Tick(), Set.of()),
          new Row(
              new Command.ReportObservations(
                  List.of(Play.observation("heron", "netbank/ssh", 0, Outcome.OK))),
              Set.of()),
          new Row(
              new Command.ReportRepeatedCheck(
                  Play.observation("heron", "netbank/ssh", 0, Outcome.OK)),
              Set.of(Role.WHITE, Role.GREEN)),
          new Row(
              new Command.HandOverCredential("heron", "netbank", "monitor", "sealed"),
              Set.of(Role.BLUE)),
          new Row(
              new Command.DeclareOrganiserFault(List.of("netbank/ssh"), 0, "our router"),
              Set.of(Role.WHITE, Role.GREEN)),
          new Row(new Command.CloseOrganiserFault("fault-1"), Set.of(Role.WHITE, Role.GREEN)),
          new Row(new Command.FireInject("extra", List.of("heron")), Set.of(Role.WHITE)),
          new Row(new Command.SkipInject("extra", List.of("heron"), "no"), Set.of(Role.WHITE)),
          new Row(new Command.HoldInject("extra", List.of("heron"), "no"), Set.of(Role.WHITE)),
          new Row(new Command.SubmitTask("heron", "sitrep-1", "all calm"), Set.of(Role.BLUE)),
          new Row(
              new Command.GradeSubmission("heron", "sitrep-1", Map.of("facts", 8), ""),
              Set.of(Role.WHITE)),
          new Row(new Command.OpenTicket("heron", "pay-a-bill", "broken"), Set.of(Role.USER)),
          new Row(new Command.ClaimFix("ticket-1", "done"), Set.of(Role.BLUE)),
          new Row(new Command.VerifyTicket("ticket-1", true, ""), Set.of(Role.USER)),
          new Row(new Command.AttemptObjective("trip-breaker", "heron"), Set.of(Role.RED)),
          new Row(
              new Command.EndAttempt("attempt-1", AttackResult.SUCCESS, "seen"), Set.of(Role.RED)),
          new Row(
              new Command.Adjudicate("attempt-1", AttackResult.BLOCKED, "no"), Set.of(Role.WHITE)),
          new Row(
              new Command.ReportIncident("heron", "netbank", "T1078", "seen"), Set.of(Role.BLUE)),
          new Row(
              new Command.OrderAction("heron", "names", ActionKind.PATCH, ""), Set.of(Role.BLUE)),
          new Row(new Command.CancelAction("action-1"), Set.of(Role.BLUE)),
          new Row(new Command.CompleteAction("action-1", true, ""), Set.of()),
          new Row(new Command.ReportSystemChange("heron", "netbank", List.of(), ""), Set.of()),
          new Row(
              new Command.EnterPoints("heron", "special", "x", 1, "why", Optional.empty()),
              Set.of(Role.WHITE)),
          new Row(new Command.Remark("noted"), Set.of(Role.WHITE, Role.RED, Role.GREEN)));

  @Test
  void the_table_holds_every_command() {
    assertThat(TABLE.stream().<Class<?>>map(row -> row.command().getClass()).toList())
        .containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
  }

  @TestFactory
  Stream<DynamicTest> every_command_asked_by_every_role() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Row row : TABLE) {
      for (Role role : Role.values()) {
        boolean may = ORGANISERS.contains(role) || row.besides().contains(role);
        tests.add(
            DynamicTest.dynamicTest(
                role + (may ? " may " : " may not ") + row.command().getClass().getSimpleName(),
                () -> assertThat(isAllowed(actor(role, "heron"), row.command())).isEqualTo(may)));
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> no_blue_team_acts_for_another() {
    return TABLE.stream()
        .filter(row -> row.besides().contains(Role.BLUE))
        .map(row ->
            DynamicTest.dynamicTest(
                row.command().getClass().getSimpleName(),
                () -> {
                  assertThat(isAllowed(actor(Role.BLUE, "otter"), row.command())).isFalse();
                  assertThat(isAllowed(actor(Role.BLUE, ""), row.command())).isFalse();
                }));
  }

  @Test
  void a_blue_team_learns_nothing_of_another_from_ids_that_do_not_exist() {
    Play play = midGame();
    assertThat(play.ask(Play.blue("otter"), new Command.ClaimFix("ticket-99", "done")))
        .isEqualTo(new Reply.No(Refusal.NOT_FOUND, "there is no ticket ticket-99"));
  }

  @Test
  void an_id_used_by_one_team_does_not_swallow_the_command_of_another_or_of_the_platform() {
    Play play = midGame();
    Command report = new Command.ReportIncident("heron", "netbank", "T1078", "seen");
    play.ask("the-same", Play.blue("heron"), report);
    Command other = new Command.ReportIncident("otter", "netbank", "T1078", "seen");
    assertThat(play.ask("the-same", Play.blue("otter"), other))
        .isInstanceOfSatisfying(Reply.Done.class, done -> assertThat(done.repeated()).isFalse());
    assertThat(play.ask("the-same", Actor.PLATFORM, new Command.Remark("mine")))
        .isInstanceOfSatisfying(Reply.Done.class, done -> assertThat(done.repeated()).isFalse());
  }

  private static Actor actor(Role role, String team) {
    return role == Role.BLUE ? Actor.blue(team, "captain") : Actor.of(role, "somebody");
  }

  private static boolean isAllowed(Actor actor, Command command) {
    return !(midGame().ask(actor, command) instanceof Reply.No no
        && no.refusal() == Refusal.NOT_ALLOWED);
  }

  /// Heron has a delivered task, an open ticket, an action and an attempt under way.
  private static Play midGame() {
    return Play.started(TinyScenario.scenario())
        .goTo(Duration.ofMinutes(31))
        .done(Play.USER, new Command.OpenTicket("heron", "pay-a-bill", "broken"))
        .done(
            Play.blue("heron"),
            new Command.OrderAction("heron", "netbank", ActionKind.INSPECT_LOGS, ""))
        .done(Play.RED, new Command.AttemptObjective("deface-bank", "heron"));
  }
}
