package io.shieldwall.testkit;

import static io.shieldwall.testkit.RandomHistories.forSeeds;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Clock;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.scenario.Scenario.DuePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Exercise time is its own clock.
final class ClockTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Play running() {
    return Play.started(TinyScenario.scenario());
  }

  @Test
  void nothing_passes_before_startex() {
    Play play =
        Play.nothingYet(TinyScenario.scenario())
            .done(Play.DIRECTOR, TinyScenario.creation())
            .pass(Duration.ofDays(2));
    assertThat(play.now()).isZero();
    play.done(Play.DIRECTOR, new Command.StartClock(1)).pass(MINUTE);
    assertThat(play.now()).isEqualTo(60_000);
  }

  @Test
  void a_changed_speed_counts_from_the_change_on() {
    Play play = running().pass(MINUTE).done(Play.DIRECTOR, new Command.ChangeSpeed(3));
    assertThat(play.now()).isEqualTo(60_000);
    assertThat(play.pass(MINUTE).now()).isEqualTo(240_000);
    play.done(Play.DIRECTOR, new Command.ChangeSpeed(0.5));
    assertThat(play.pass(MINUTE).now()).isEqualTo(270_000);
  }

  @Test
  void a_pause_stands_still_and_keeps_the_speed() {
    Play play = running().done(Play.DIRECTOR, new Command.ChangeSpeed(2)).pass(MINUTE);
    play.done(Play.DIRECTOR, new Command.PauseClock("lunch")).pass(Duration.ofHours(1));
    assertThat(play.now()).isEqualTo(120_000);
    play.done(Play.DIRECTOR, new Command.ResumeClock(Optional.empty())).pass(MINUTE);
    assertThat(play.now()).isEqualTo(240_000);
  }

  @Test
  void a_jump_in_a_pause_leaves_the_clock_paused_where_it_landed() {
    Play play = running().pass(MINUTE).done(Play.DIRECTOR, new Command.PauseClock("night"));
    play.done(Play.DIRECTOR, new Command.JumpClock(3_600_000, DuePolicy.SKIP));
    assertThat(play.state().clock().status()).isEqualTo(Clock.Status.PAUSED);
    assertThat(play.pass(Duration.ofHours(8)).now()).isEqualTo(3_600_000);
    play.done(Play.DIRECTOR, new Command.ResumeClock(Optional.empty()));
    assertThat(play.pass(MINUTE).now()).isEqualTo(3_660_000);
  }

  @Test
  void a_wall_clock_that_steps_back_holds_time_and_does_not_turn_it_back() {
    Play play = running().pass(Duration.ofMinutes(10)).done(Play.DIRECTOR, new Command.Tick());
    play.done(Play.WHITE, new Command.Remark("before"));
    long before = play.now();
    play.pass(Duration.ofMinutes(-5)).done(Play.WHITE, new Command.Remark("after"));
    assertThat(play.events().getLast().at()).isEqualTo(before);
    assertThat(play.events().getLast().recordedAt())
        .isBefore(play.events().get(play.events().size() - 2).recordedAt());
    assertThat(play.pass(Duration.ofMinutes(6)).now()).isEqualTo(before + 60_000);
  }

  @Test
  void a_wall_clock_that_steps_back_behind_startex_holds_time_at_startex() {
    Play play = running().pass(Duration.ofDays(-1));
    assertThat(play.now()).isZero();
  }

  @Test
  void a_clock_never_shows_a_time_before_its_anchor() {
    Instant anchored = Instant.parse("2026-05-05T06:00:00Z");
    Clock clock = new Clock(Clock.Status.RUNNING, 60_000, anchored, 2);
    assertThat(clock.at(anchored.minusSeconds(30))).isEqualTo(60_000);
    assertThat(clock.at(anchored.plusSeconds(30))).isEqualTo(120_000);
  }

  @Test
  void time_stops_at_the_planned_end_even_before_anybody_ticks() {
    assertThat(running().pass(Duration.ofDays(3)).now())
        .isEqualTo(TinyScenario.DURATION.toMillis());
  }

  @Test
  void time_stays_where_the_director_ended_the_exercise() {
    Play play = running().pass(MINUTE).done(Play.DIRECTOR, new Command.EndExercise("storm"));
    assertThat(play.pass(Duration.ofHours(1)).now()).isEqualTo(60_000);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.09, -1, 3601, Double.NaN, Double.POSITIVE_INFINITY})
  void a_speed_out_of_bounds_is_refused(double speed) {
    Play play = running();
    assertThat(play.ask(Play.DIRECTOR, new Command.ChangeSpeed(speed)))
        .isEqualTo(
            new Reply.No(Refusal.INVALID, "speed " + speed + " is not within 0.1 to 3600.0"));
  }

  @Test
  void the_instant_of_an_exercise_time_is_the_first_millisecond_at_which_it_has_come() {
    forSeeds(
        2_000,
        seed -> {
          Dice dice = new Dice(seed);
          double speed = dice.between(100, 3_600_000) / 1000.0;
          long anchor = dice.between(0, 10_000_000);
          Clock clock =
              new Clock(Clock.Status.RUNNING, anchor, Instant.parse("2026-05-05T06:00:00Z"), speed);
          long time = anchor + dice.between(0, 50_000_000);
          Instant instant = clock.instantOf(time);
          assertThat(clock.at(instant)).isGreaterThanOrEqualTo(time);
          if (time > anchor) {
            assertThat(clock.at(instant.minusMillis(1))).isLessThan(time);
          }
        });
  }
}
