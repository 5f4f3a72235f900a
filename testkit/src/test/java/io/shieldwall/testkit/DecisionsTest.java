package io.shieldwall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.Mode;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.State.OrganiserFault;
import io.shieldwall.exercise.State.PointsEntry;
import io.shieldwall.exercise.State.TicketStatus;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What single commands come to, and with which words they are refused.
final class DecisionsTest {

  private static final Duration TEN = Duration.ofMinutes(10);
  private static final String TOO_LONG = "x".repeat(20_001);

  private static Play running() {
    return Play.started(TinyScenario.scenario()).goTo(TEN);
  }

  private static void refused(Play play, Actor actor, Command command, Refusal why, String words) {
    assertThat(play.ask(actor, command)).isEqualTo(new Reply.No(why, words));
  }

  @Test
  void teams_play_in_the_scenarios_order_however_they_were_named() {
    Play play = Play.nothingYet(TinyScenario.scenario());
    play.done(
        Actor.PLATFORM,
        new Command.CreateExercise("x", "", List.of("lynx", "heron"), 1, Mode.LIVE));
    assertThat(play.state().teams()).containsExactly("heron", "lynx");
  }

  @Test
  void an_exercise_is_created_once_and_before_anything_else() {
    Play play = Play.nothingYet(TinyScenario.scenario());
    refused(
        play,
        Play.DIRECTOR,
        new Command.StartClock(1),
        Refusal.NOT_NOW,
        "the exercise has not been created");
    play.done(Play.DIRECTOR, TinyScenario.creation());
    refused(
        play,
        Play.DIRECTOR,
        TinyScenario.creation(),
        Refusal.NOT_NOW,
        "the journal already holds an exercise");
  }

  @Test
  void results_that_come_in_any_order_are_taken_in_that_of_their_instants() {
    Play play = running();
    Observation later = Play.observation("heron", "netbank/ssh", 500_000, Outcome.OK);
    Observation earlier = Play.observation("heron", "netbank/ssh", 400_000, Outcome.CRITICAL);
    play.done(Actor.PLATFORM, new Command.ReportObservations(List.of(later, earlier, later)));
    assertThat(play.events(ChecksObserved.class).getLast().observations())
        .containsExactly(earlier, later);
    assertThat(play.state().check("heron", "netbank/ssh").orElseThrow().outcome())
        .isEqualTo(Outcome.OK);
  }

  @Test
  void of_two_results_of_the_same_instant_the_first_counts() {
    Play play = running();
    Observation first = Play.observation("heron", "netbank/ssh", 400_000, Outcome.CRITICAL);
    Observation second = Play.observation("heron", "netbank/ssh", 400_000, Outcome.OK);
    play.done(Actor.PLATFORM, new Command.ReportObservations(List.of(first, second)));
    assertThat(play.events(ChecksObserved.class).getLast().observations()).containsExactly(first);
  }

  @Test
  void a_result_that_came_before_is_left_out_without_an_event() {
    Play play = running().see("heron", "netbank/ssh", Outcome.OK);
    int before = play.events().size();
    play.see("heron", "netbank/ssh", Outcome.CRITICAL);
    assertThat(play.events()).hasSize(before);
  }

  @Test
  void a_state_lasts_since_the_first_of_equal_results_and_keeps_the_last_evidence() {
    Play play = running();
    Observation seen = Play.observation("heron", "netbank/ssh", 500_000, Outcome.CRITICAL);
    play.done(
        Actor.PLATFORM,
        new Command.ReportObservations(
            List.of(
                new Observation(
                    seen.team(), seen.check(), 400_000, seen.outcome(), seen.cause(), 1, "", "log"),
                seen)));
    assertThat(play.state().check("heron", "netbank/ssh").orElseThrow())
        .satisfies(
            check -> assertThat(check.since()).isEqualTo(400_000),
            check -> assertThat(check.evidence()).isEqualTo("log"),
            check -> assertThat(check.latest()).isEqualTo(seen));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 600_001, Long.MAX_VALUE})
  void a_result_from_outside_of_the_time_played_is_refused(long at) {
    Play play = running();
    Observation wrong = Play.observation("heron", "netbank/ssh", at, Outcome.OK);
    refused(
        play,
        Actor.PLATFORM,
        new Command.ReportObservations(List.of(wrong)),
        Refusal.INVALID,
        "observation of netbank/ssh lies " + (at < 0 ? "before STARTEX" : "in the future"));
  }

  @Test
  void an_organiser_fault_may_begin_in_the_past_but_not_before_startex_or_in_the_future() {
    Play play = running();
    List<String> checks = List.of("netbank/ssh");
    String words = "a window begins between STARTEX and now, 0:10:00";
    Command early = new Command.DeclareOrganiserFault(checks, -1, "router");
    Command late = new Command.DeclareOrganiserFault(checks, 600_001, "router");
    refused(play, Play.GREEN, early, Refusal.INVALID, words);
    refused(play, Play.GREEN, late, Refusal.INVALID, words);
    play.done(Play.GREEN, new Command.DeclareOrganiserFault(checks, 0, "router"));
    play.done(Play.WHITE, new Command.CloseOrganiserFault("fault-1"));
    assertThat(play.state().faults().values().stream().map(OrganiserFault::to))
        .containsExactly(Optional.of(600_000L));
    refused(
        play,
        Play.WHITE,
        new Command.CloseOrganiserFault("fault-1"),
        Refusal.NOT_NOW,
        "fault-1 is closed");
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000_000_001L, -1_000_000_001L, Long.MAX_VALUE, Long.MIN_VALUE})
  void points_by_hand_have_a_bound_on_both_sides(long millipoints) {
    refused(
        running(),
        Play.WHITE,
        new Command.EnterPoints("heron", "special", "x", millipoints, "why", Optional.empty()),
        Refusal.INVALID,
        "an entry is at most a million points");
  }

  @Test
  void points_are_superseded_once_and_only_within_their_team() {
    Play play = running();
    play.done(Play.WHITE, points("heron", Optional.empty()));
    refused(
        play,
        Play.WHITE,
        points("otter", Optional.of("entry-1")),
        Refusal.NOT_FOUND,
        "team otter has no entry entry-1");
    play.done(Play.WHITE, points("heron", Optional.of("entry-1")));
    refused(
        play,
        Play.WHITE,
        points("heron", Optional.of("entry-1")),
        Refusal.NOT_NOW,
        "entry-1 is superseded already");
    assertThat(play.state().pointsEntries().values())
        .filteredOn(PointsEntry::superseded)
        .extracting(PointsEntry::id)
        .containsExactly("entry-1");
  }

  private static Command points(String team, Optional<String> supersedes) {
    return new Command.EnterPoints(team, "special", "x", 5000, "why", supersedes);
  }

  @Test
  void a_ticket_is_claimed_verified_and_opened_again_when_the_claim_was_false() {
    Play play = running().done(Play.USER, new Command.OpenTicket("heron", "pay-a-bill", "broken"));
    refused(
        play,
        Play.USER,
        new Command.OpenTicket("heron", "pay-a-bill", "broken"),
        Refusal.NOT_NOW,
        "a ticket for pay-a-bill is open already");
    play.done(Play.blue("heron"), new Command.ClaimFix("ticket-1", "done"));
    refused(
        play,
        Play.blue("heron"),
        new Command.ClaimFix("ticket-1", "done"),
        Refusal.NOT_NOW,
        "ticket-1 waits for the user's verification");
    play.done(Play.USER, new Command.VerifyTicket("ticket-1", false, "still broken"));
    assertThat(play.state().tickets().get("ticket-1"))
        .satisfies(
            ticket -> assertThat(ticket.status()).isEqualTo(TicketStatus.OPEN),
            ticket -> assertThat(ticket.falseClaims()).isEqualTo(1));
    play.done(Play.USER, new Command.VerifyTicket("ticket-1", true, "works"));
    refused(
        play,
        Play.blue("heron"),
        new Command.ClaimFix("ticket-1", "done"),
        Refusal.NOT_NOW,
        "ticket-1 is closed");
    play.done(Play.USER, new Command.OpenTicket("heron", "pay-a-bill", "again"));
    assertThat(play.state().openTicketOf().values()).containsExactly("ticket-2");
  }

  @Test
  void a_try_that_fails_while_nobody_claimed_a_fix_changes_nothing() {
    Play play = running().done(Play.USER, new Command.OpenTicket("heron", "pay-a-bill", "broken"));
    int before = play.events().size();
    play.done(Play.USER, new Command.VerifyTicket("ticket-1", false, "still broken"));
    assertThat(play.events()).hasSize(before);
  }

  @Test
  void equal_pressure_allows_an_objective_once_a_team() {
    Play play = running().done(Play.RED, new Command.AttemptObjective("trip-breaker", "heron"));
    refused(
        play,
        Play.RED,
        new Command.AttemptObjective("trip-breaker", "heron"),
        Refusal.NOT_NOW,
        "objective trip-breaker was attempted against heron; equal pressure allows it once");
    play.done(Play.RED, new Command.AttemptObjective("trip-breaker", "otter"));
    play.done(Play.RED, new Command.EndAttempt("attempt-2", AttackResult.BLOCKED, "log"));
    refused(
        play,
        Play.RED,
        new Command.EndAttempt("attempt-2", AttackResult.SUCCESS, "log"),
        Refusal.NOT_NOW,
        "attempt-2 has a result; the White cell may rule on it");
    refused(
        play,
        Play.WHITE,
        new Command.Adjudicate("attempt-1", AttackResult.SUCCESS, "why"),
        Refusal.NOT_NOW,
        "attempt-1 has no result to rule on");
  }

  @Test
  void a_system_takes_one_action_at_a_time() {
    Play play = running();
    Command patch = new Command.OrderAction("heron", "names", ActionKind.PATCH, "");
    play.done(Play.blue("heron"), patch);
    refused(
        play,
        Play.blue("heron"),
        patch,
        Refusal.NOT_NOW,
        "PATCH is under way on names until 0:15:00; wait for it or cancel it");
    play.done(Play.blue("heron"), new Command.CancelAction("action-1"));
    play.done(Play.blue("heron"), patch);
    play.done(Actor.PLATFORM, new Command.CompleteAction("action-2", true, "updated"));
    refused(
        play,
        Play.blue("heron"),
        new Command.CancelAction("action-2"),
        Refusal.NOT_NOW,
        "action-2 is not under way any more");
  }

  @Test
  void only_priced_actions_are_counted_and_each_kind_on_its_own() {
    Play play = running();
    for (ActionKind kind :
        List.of(ActionKind.REVERT, ActionKind.RESTORE, ActionKind.HARDEN, ActionKind.REVERT)) {
      play.done(Play.blue("heron"), new Command.OrderAction("heron", "names", kind, ""));
      String action = "action-" + play.state().actions().size();
      play.done(Actor.PLATFORM, new Command.CompleteAction(action, true, ""));
    }
    assertThat(play.events(Event.ActionOrdered.class).stream().map(Event.ActionOrdered::request))
        .containsExactly(1, 1, 0, 2);
  }

  @ParameterizedTest
  @EnumSource(ActionKind.class)
  void an_action_concerns_nothing_that_the_system_does_not_have(ActionKind kind) {
    assertThat(
            running()
                .ask(
                    Play.blue("heron"),
                    new Command.OrderAction("heron", "names", kind, "x".repeat(5000))))
        .isInstanceOfSatisfying(
            Reply.No.class,
            no -> {
              assertThat(no.refusal()).isEqualTo(Refusal.INVALID);
              assertThat(no.message()).hasSizeLessThan(200);
            });
  }

  @Test
  void no_text_of_anybody_is_longer_than_its_limit() {
    Play play = running().goTo(Duration.ofMinutes(31));
    play.done(Play.USER, new Command.OpenTicket("heron", "pay-a-bill", "broken"));
    play.done(Play.RED, new Command.AttemptObjective("trip-breaker", "heron"));
    play.done(Play.blue("heron"), new Command.SubmitTask("heron", "sitrep-1", "calm"));
    Map<Command, Actor> asked =
        Map.of(
            new Command.SubmitTask("heron", "sitrep-1", TOO_LONG), Play.blue("heron"),
            new Command.ReportIncident("heron", "netbank", "T1078", TOO_LONG), Play.blue("heron"),
            new Command.ClaimFix("ticket-1", TOO_LONG), Play.blue("heron"),
            new Command.VerifyTicket("ticket-1", true, TOO_LONG), Play.USER,
            new Command.OpenTicket("otter", "pay-a-bill", TOO_LONG), Play.USER,
            new Command.EndAttempt("attempt-1", AttackResult.SUCCESS, TOO_LONG), Play.RED,
            new Command.Remark(TOO_LONG), Play.WHITE,
            new Command.DeclareOrganiserFault(List.of("netbank/ssh"), 0, TOO_LONG), Play.WHITE,
            new Command.GradeSubmission(
                    "heron", "sitrep-1", Map.of("facts", 8, "clarity", 8), TOO_LONG),
                Play.WHITE);
    asked.forEach((command, actor) ->
        assertThat(play.ask(actor, command))
            .isInstanceOfSatisfying(
                Reply.No.class,
                no ->
                    assertThat(no.message()).endsWith("has 20001 characters; 20000 are allowed")));
  }

  @Test
  void an_answer_may_be_replaced_until_it_is_graded() {
    Play play = running().goTo(Duration.ofMinutes(31));
    play.done(Play.blue("heron"), new Command.SubmitTask("heron", "sitrep-1", "calm"));
    play.done(Play.blue("heron"), new Command.SubmitTask("heron", "sitrep-1", "not calm"));
    assertThat(play.state().submission("heron", "sitrep-1").orElseThrow().text())
        .isEqualTo("not calm");
    play.done(
        Play.WHITE,
        new Command.GradeSubmission("heron", "sitrep-1", Map.of("facts", 8, "clarity", 12), ""));
    refused(
        play,
        Play.blue("heron"),
        new Command.SubmitTask("heron", "sitrep-1", "calm again"),
        Refusal.NOT_NOW,
        "the answer to sitrep-1 has been graded");
  }

  @Test
  void a_task_that_was_not_delivered_does_not_exist_for_the_team() {
    refused(
        running(),
        Play.blue("heron"),
        new Command.SubmitTask("heron", "sitrep-1", "early"),
        Refusal.NOT_FOUND,
        "there is no task sitrep-1");
  }

  @Test
  void grades_name_each_criterion_once_and_stay_on_the_scale() {
    Play play = running().goTo(Duration.ofMinutes(31));
    play.done(Play.blue("heron"), new Command.SubmitTask("heron", "sitrep-1", "calm"));
    refused(
        play,
        Play.WHITE,
        new Command.GradeSubmission("heron", "sitrep-1", Map.of("facts", 8), ""),
        Refusal.INVALID,
        "grade each criterion once: clarity, facts");
    refused(
        play,
        Play.WHITE,
        new Command.GradeSubmission("heron", "sitrep-1", Map.of("facts", 8, "clarity", 7), ""),
        Refusal.INVALID,
        "grade 7 of clarity is not one of [0, 4, 6, 8, 12]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"phishing", "T149", "T1491.02", "t1491", "T1491.002 "})
  void a_report_names_a_technique_id(String technique) {
    refused(
        running(),
        Play.blue("heron"),
        new Command.ReportIncident("heron", "netbank", technique, "seen"),
        Refusal.INVALID,
        "'%s' is no ATT&CK technique id; write one such as T1491.002".formatted(technique));
  }
}
