package io.shieldwall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Actor.Role;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.State;
import io.shieldwall.exercise.State.Doubt;
import io.shieldwall.exercise.State.Holder;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A check that turns bad for every team at once is more likely a defect of the checker.
final class CheckerDoubtsTest {

  private static final String CHECK = "netbank/ssh";

  private final Scenario scenario = TinyScenario.scenario();
  private Exercise exercise = new Exercise(scenario, State.EMPTY);
  private Instant utc = scenario.startsAt();
  private int number;

  @BeforeEach
  void startex() {
    handle(Actor.of(Role.DIRECTOR, "director"), TinyScenario.creation());
    handle(Actor.of(Role.DIRECTOR, "director"), new Command.StartClock(1));
    utc = utc.plusSeconds(3600);
  }

  private void handle(Actor actor, Command command) {
    exercise.handle("c-" + number++, actor, command, utc);
  }

  private void observe(long at, Outcome outcome, String... teams) {
    Cause cause =
        switch (outcome) {
          case OK, WARNING -> Cause.NONE;
          case CRITICAL -> Cause.WRONG_CONTENT;
          case UNKNOWN -> Cause.NOT_RUN;
        };
    handle(
        Actor.PLATFORM,
        new Command.ReportObservations(
            Stream.of(teams)
                .map(team -> new Observation(team, CHECK, at, outcome, cause, 1, "", ""))
                .toList()));
  }

  private String[] all() {
    return scenario.teams().stream().map(team -> team.id()).toArray(String[]::new);
  }

  private List<Doubt> doubts() {
    return List.copyOf(exercise.state().doubts().values());
  }

  @Test
  void all_teams_at_once_are_doubted_once_until_one_is_good_again() {
    observe(60_000, Outcome.OK, all());
    observe(120_000, Outcome.CRITICAL, all());
    observe(180_000, Outcome.CRITICAL, all());
    assertThat(doubts()).hasSize(1);
    Doubt doubt = doubts().getFirst();
    assertThat(doubt.check()).isEqualTo(CHECK);
    assertThat(doubt.from()).isEqualTo(120_000);
    assertThat(doubt.to()).isEmpty();
    observe(240_000, Outcome.OK, all()[0]);
    assertThat(doubts().getFirst().to()).hasValue(240_000L);
    observe(300_000, Outcome.CRITICAL, all()[0]);
    assertThat(doubts()).hasSize(1);
  }

  @Test
  void results_of_one_round_that_come_in_two_batches_are_seen_together() {
    observe(60_000, Outcome.OK, all());
    observe(120_000, Outcome.CRITICAL, all()[0], all()[1]);
    assertThat(doubts()).isEmpty();
    observe(120_000, Outcome.CRITICAL, all()[2]);
    assertThat(doubts()).hasSize(1);
  }

  @Test
  void teams_that_fail_one_after_the_other_are_not_doubted() {
    observe(60_000, Outcome.OK, all());
    observe(120_000, Outcome.CRITICAL, all()[0]);
    observe(1_200_000, Outcome.CRITICAL, all()[1], all()[2]);
    assertThat(doubts()).isEmpty();
  }

  @Test
  void a_team_that_was_down_before_hides_no_defect() {
    String[] four = {all()[0], all()[1], all()[2], "ibex"};
    Scenario larger = TinyScenario.joinedBy(new Team("ibex", 4, "Team Ibex", List.of()));
    exercise = new Exercise(larger, State.EMPTY);
    Actor director = Actor.of(Role.DIRECTOR, "director");
    handle(director, new Command.CreateExercise("tiny-2", "", List.of(four), 7, Event.Mode.FAST));
    handle(director, new Command.StartClock(1));
    utc = utc.plusSeconds(3600);
    observe(60_000, Outcome.OK, four);
    observe(120_000, Outcome.CRITICAL, four[0]);
    observe(1_200_000, Outcome.CRITICAL, four);
    assertThat(doubts()).hasSize(1);
    assertThat(doubts().getFirst().from()).isEqualTo(1_200_000);
    assertThat(doubts().getFirst().reason())
        .isEqualTo("it turned bad for all 3 teams that it was good for within one interval");
  }

  @Test
  void one_team_that_holds_is_enough_to_trust_the_checker() {
    observe(60_000, Outcome.OK, all());
    observe(120_000, Outcome.CRITICAL, all()[0], all()[1]);
    observe(120_000, Outcome.OK, all()[2]);
    assertThat(doubts()).isEmpty();
  }

  @Test
  void rounds_that_were_not_run_are_no_reason_to_doubt() {
    observe(60_000, Outcome.OK, all());
    observe(120_000, Outcome.UNKNOWN, all());
    assertThat(doubts()).isEmpty();
  }

  @Test
  void a_repeated_check_is_on_record_and_changes_nothing() {
    observe(60_000, Outcome.OK, all());
    State before = exercise.state();
    handle(
        Actor.of(Role.WHITE, "white"),
        new Command.ReportRepeatedCheck(
            new Observation(
                all()[0], CHECK, 90_000, Outcome.CRITICAL, Cause.TIMEOUT, 1, "late", "")));
    assertThat(exercise.drain().getLast().event()).isInstanceOf(Event.CheckRepeated.class);
    assertThat(exercise.state().checks()).isEqualTo(before.checks());
  }

  @Test
  void a_password_that_was_handed_over_stands_until_the_next_one() {
    Actor blue = Actor.blue(all()[0], "captain");
    handle(blue, new Command.HandOverCredential(all()[0], "netbank", "monitor", "sealed-1"));
    handle(blue, new Command.HandOverCredential(all()[0], "netbank", "monitor", "sealed-2"));
    handle(blue, new Command.HandOverCredential(all()[0], "netbank", "nobody", "sealed-3"));
    assertThat(exercise.state().credentials())
        .containsOnlyKeys(new Holder(all()[0], "netbank", "monitor"));
    assertThat(exercise.state().credentials().values())
        .extracting(State.HandOver::sealed)
        .containsExactly("sealed-2");
  }
}
