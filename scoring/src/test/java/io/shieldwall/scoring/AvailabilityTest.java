package io.shieldwall.scoring;

import static io.shieldwall.scoring.Weights.PRESET;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario.DuePolicy;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.ScoringRules.Curve;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Availability of single checks over four hours. `netbank/ssh` has 10 of 150 shares of 1500
/// points: 100 points.
final class AvailabilityTest {

  private static final String SSH = "netbank/ssh";
  private static final long BUDGET = 100_000;

  private static Duration hours(double hours) {
    return Duration.ofMillis((long) (hours * 3_600_000));
  }

  private static Play play() {
    return Play.started(TinyScenario.scenario());
  }

  private static long ssh(Play play) {
    return Scored.of(play).item("heron", "availability", SSH);
  }

  /// Up from STARTEX, down between two times.
  private static Play downBetween(double from, double to) {
    return play()
        .see("heron", SSH, Outcome.OK)
        .goTo(hours(from))
        .see("heron", SSH, Outcome.CRITICAL)
        .goTo(hours(to))
        .see("heron", SSH, Outcome.OK);
  }

  @Test
  void a_check_that_is_up_all_the_time_has_its_whole_budget_at_the_end() {
    assertThat(ssh(play().see("heron", SSH, Outcome.OK).goTo(hours(4)))).isEqualTo(BUDGET);
  }

  @Test
  void a_check_earns_as_time_goes_by() {
    Play play = play().see("heron", SSH, Outcome.OK);
    assertThat(ssh(play.goTo(hours(1)).see("heron", SSH, Outcome.OK))).isEqualTo(BUDGET / 4);
    assertThat(ssh(play.goTo(hours(3)).see("heron", SSH, Outcome.OK))).isEqualTo(BUDGET * 3 / 4);
  }

  @Test
  void a_check_that_is_down_all_the_time_has_nothing() {
    assertThat(ssh(play().see("heron", SSH, Outcome.CRITICAL).goTo(hours(4)))).isZero();
  }

  @Test
  void a_check_that_was_never_measured_costs_nothing() {
    assertThat(ssh(play().goTo(hours(4)))).isEqualTo(BUDGET);
  }

  @ParameterizedTest
  @CsvSource({"LINEAR, 50000, 75000", "CONVEX, 25000, 56250", "CONCAVE, 75000, 93750"})
  void the_curve_shapes_what_a_share_of_time_is_worth(Curve curve, long half, long threeQuarters) {
    ScoringRules rules = Weights.curve(curve);
    Play downForHalf = downBetween(1, 3).goTo(hours(4));
    Play downForAQuarter = downBetween(1, 2).goTo(hours(4));
    assertThat(Scored.of(downForHalf, rules).item("heron", "availability", SSH)).isEqualTo(half);
    assertThat(Scored.of(downForAQuarter, rules).item("heron", "availability", SSH))
        .isEqualTo(threeQuarters);
  }

  @ParameterizedTest
  @EnumSource(Curve.class)
  void every_curve_gives_nothing_for_nothing_and_all_for_all(Curve curve) {
    ScoringRules rules = Weights.curve(curve);
    Play up = play().see("heron", SSH, Outcome.OK).goTo(hours(4));
    Play down = play().see("heron", SSH, Outcome.CRITICAL).goTo(hours(4));
    assertThat(Scored.of(up, rules).item("heron", "availability", SSH)).isEqualTo(BUDGET);
    assertThat(Scored.of(down, rules).item("heron", "availability", SSH)).isZero();
  }

  @Test
  void a_warning_counts_one_half() {
    assertThat(ssh(play().see("heron", SSH, Outcome.WARNING).goTo(hours(4)))).isEqualTo(BUDGET / 2);
  }

  @Test
  void time_before_the_first_result_leaves_the_denominator() {
    Play play = play().goTo(hours(2)).see("heron", SSH, Outcome.OK).goTo(hours(3));
    play.see("heron", SSH, Outcome.CRITICAL).goTo(hours(4));
    assertThat(ssh(play)).isEqualTo(BUDGET / 2);
  }

  @Test
  void what_could_not_be_measured_leaves_the_denominator() {
    Play play = play().see("heron", SSH, Outcome.OK).goTo(hours(1));
    play.see("heron", SSH, Outcome.UNKNOWN).goTo(hours(3));
    play.see("heron", SSH, Outcome.CRITICAL).goTo(hours(4));
    assertThat(ssh(play)).isEqualTo(BUDGET / 2);
  }

  @Test
  void an_organisers_fault_declared_afterwards_gives_back_what_was_lost_in_it() {
    Play play = downBetween(1, 2).goTo(hours(3));
    long before = ssh(play);
    play.done(Play.GREEN, new Command.DeclareOrganiserFault(List.of(SSH), 3_600_000, "our router"));
    play.done(Play.WHITE, new Command.CloseOrganiserFault("fault-1")).goTo(hours(4));
    assertThat(before).isLessThan(BUDGET / 2);
    assertThat(ssh(play)).isEqualTo(BUDGET);
  }

  @Test
  void a_fault_that_is_closed_counts_up_to_its_end() {
    Play play = play().see("heron", SSH, Outcome.OK).goTo(hours(1));
    play.see("heron", SSH, Outcome.CRITICAL).goTo(hours(2));
    play.done(Play.GREEN, new Command.DeclareOrganiserFault(List.of(SSH), 3_600_000, "our router"));
    play.done(Play.GREEN, new Command.CloseOrganiserFault("fault-1"));
    play.goTo(hours(4));
    assertThat(ssh(play)).as("up for one hour of the three that count").isEqualTo(33_333);
  }

  @Test
  void overlapping_faults_leave_out_their_union_once() {
    Play play = play().see("heron", SSH, Outcome.OK).goTo(hours(1));
    play.see("heron", SSH, Outcome.CRITICAL).goTo(hours(2));
    play.done(Play.GREEN, new Command.DeclareOrganiserFault(List.of(SSH), 3_600_000, "one"));
    play.goTo(hours(2.5));
    play.done(Play.GREEN, new Command.DeclareOrganiserFault(List.of(SSH), 5_400_000, "two"));
    play.done(Play.GREEN, new Command.CloseOrganiserFault("fault-2"));
    play.goTo(hours(3)).done(Play.GREEN, new Command.CloseOrganiserFault("fault-1"));
    play.goTo(hours(4));
    assertThat(ssh(play)).as("one of two hours").isEqualTo(BUDGET / 2);
  }

  @Test
  void a_fault_declared_after_endex_still_gives_back() {
    Play play = downBetween(1, 2).goTo(hours(4));
    play.done(Play.WHITE, new Command.DeclareOrganiserFault(List.of(SSH), 3_600_000, "found out"));
    assertThat(ssh(play)).isEqualTo(BUDGET);
  }

  @Test
  void a_fault_counts_for_every_team_and_only_for_its_checks() {
    Play play = play();
    for (String team : TinyScenario.TEAMS) {
      play.seeAll(team, Outcome.CRITICAL);
    }
    play.goTo(hours(4));
    play.done(Play.WHITE, new Command.DeclareOrganiserFault(List.of(SSH), 0, "never worked"));
    for (String team : TinyScenario.TEAMS) {
      assertThat(Scored.of(play).points(team, "availability")).isEqualTo(BUDGET);
    }
  }

  @Test
  void time_that_was_jumped_over_counts_like_the_rest() {
    Play play = downBetween(0.5, 1);
    play.done(Play.DIRECTOR, new Command.JumpClock(10_800_000, DuePolicy.SKIP)).goTo(hours(3.5));
    play.see("heron", SSH, Outcome.CRITICAL).goTo(hours(4));
    assertThat(ssh(play)).as("up for one of the two hours that were played").isEqualTo(BUDGET / 2);
  }

  @Test
  void a_result_from_before_a_jump_that_comes_in_after_it_counts_from_its_own_instant() {
    Play play = play().see("heron", SSH, Outcome.OK).goTo(hours(1));
    play.done(Play.DIRECTOR, new Command.JumpClock(10_800_000, DuePolicy.SKIP));
    play.done(
        io.shieldwall.exercise.Actor.PLATFORM,
        new Command.ReportObservations(
            List.of(Play.observation("heron", SSH, 1_800_000, Outcome.CRITICAL))));
    play.goTo(hours(4));
    assertThat(ssh(play)).as("up for half an hour of two played").isEqualTo(BUDGET / 4);
  }

  @Test
  void an_exercise_that_ends_early_scales_what_was_earned() {
    Play play = downBetween(0.5, 1).goTo(hours(1));
    play.done(Play.DIRECTOR, new Command.EndExercise("enough"));
    assertThat(ssh(play)).isEqualTo(BUDGET / 2);
    assertThat(Scored.of(play).story("heron", "availability"))
        .contains("37.500 the exercise ended early: scaled to the whole budget of netbank/ssh");
  }

  @Test
  void an_exercise_that_ends_at_once_costs_nobody_anything() {
    Play play = play().done(Play.DIRECTOR, new Command.EndExercise("false start"));
    assertThat(Scored.of(play).points("heron", "availability")).isEqualTo(1_500_000);
  }

  @Test
  void the_budgets_of_all_checks_add_up_to_the_category() {
    Play play = play();
    TinyScenario.TEAMS.forEach(team -> play.seeAll(team, Outcome.OK));
    play.goTo(hours(4));
    for (int total : List.of(10_000, 9_999, 7, 1, 123_457)) {
      assertThat(Scored.of(play, Weights.total(total)).points("lynx", "availability"))
          .isEqualTo(Scorer.budget(Weights.total(total), "availability"));
    }
  }

  @Test
  void entries_say_what_was_seen_for_how_long() {
    Play play = downBetween(1, 1.25).goTo(hours(4));
    assertThat(
            Scored.of(play).entries("heron", "availability").stream()
                .filter(entry -> entry.item().equals(SSH))
                .map(entry -> entry.reason() + ", " + Points.text(entry.delta())))
        .containsExactly(
            "netbank/ssh was OK for 1 h, 25.000",
            "netbank/ssh was CRITICAL (TIMEOUT) for 15 m; possible were 6.250, 0.000",
            "netbank/ssh was OK for 2 h 45 m, 68.750");
  }

  @Test
  void a_fault_explains_its_correction() {
    Play play = downBetween(1, 2).goTo(hours(2.5));
    play.done(Play.GREEN, new Command.DeclareOrganiserFault(List.of(SSH), 3_600_000, "our router"));
    assertThat(Scored.of(play).story("heron", "availability"))
        .contains("25.000 organisers' fault, window left out for every team: our router");
  }

  @Test
  void a_running_entry_shows_what_has_not_been_posted_yet() {
    Play play = play().see("heron", SSH, Outcome.OK).goTo(hours(1)).see("heron", SSH, Outcome.OK);
    assertThat(Scored.of(play).entries("heron", "availability"))
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.running()).isTrue(),
            entry -> assertThat(entry.delta()).isEqualTo(25_000),
            entry -> assertThat(entry.reason()).isEqualTo("netbank/ssh was OK for 1 h"));
    assertThat(PRESET.total()).isEqualTo(10_000);
  }
}
