package io.shieldwall.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Graded work. The one situation report has all 800 points; it is delivered at 30 minutes and due
/// 40 minutes later. The press line has all 600 points.
final class GradedWorkTest {

  private static final String HERON = "heron";

  private static Play answeredAfter(Duration taken) {
    Play play = Play.started(TinyScenario.scenario()).goTo(Duration.ofMinutes(30));
    play.goTo(Duration.ofMinutes(30).plus(taken));
    return play.done(Play.blue(HERON), new Command.SubmitTask(HERON, "sitrep-1", "all calm"));
  }

  private static Play graded(Play play, int facts, int clarity) {
    return play.done(
        Play.WHITE,
        new Command.GradeSubmission(
            HERON, "sitrep-1", Map.of("facts", facts, "clarity", clarity), "fine"));
  }

  private static long sitrep(Play play) {
    return Scored.of(play).points(HERON, "sitrep");
  }

  @ParameterizedTest
  @CsvSource({
    "12, 12, 800000",
    "0, 0, 0",
    "12, 0, 600000",
    "0, 12, 200000",
    "8, 4, 466667",
    "6, 8, 433333"
  })
  void grades_count_by_the_weights_of_their_criteria(int facts, int clarity, long points) {
    assertThat(sitrep(graded(answeredAfter(Duration.ZERO), facts, clarity))).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({
    "1200000, 800000", // half of the time: early
    "1200001, 800000",
    "2400000, 800000", // at the deadline: on time
    "2400001, 640000",
    "3600000, 640000", // half the time over: late
    "3600001, 400000" // very late
  })
  void the_window_of_the_deadline_scales_the_grade(long taken, long points) {
    assertThat(sitrep(graded(answeredAfter(Duration.ofMillis(taken)), 12, 12))).isEqualTo(points);
  }

  @Test
  void the_last_answer_sets_the_window() {
    Play play = answeredAfter(Duration.ofMinutes(5)).goTo(Duration.ofMinutes(75));
    play.done(Play.blue(HERON), new Command.SubmitTask(HERON, "sitrep-1", "once more"));
    assertThat(sitrep(graded(play, 12, 12))).isEqualTo(640_000);
  }

  @Test
  void a_corrected_grade_replaces_the_first() {
    Play play = graded(graded(answeredAfter(Duration.ZERO), 12, 12), 6, 6);
    assertThat(sitrep(play)).isEqualTo(400_000);
    assertThat(Scored.of(play).story(HERON, "sitrep"))
        .containsExactly(
            "800.000 Inject sitrep-1: graded 800.000 of 800.000, handed in early",
            "-400.000 Inject sitrep-1: graded 400.000 of 800.000, handed in early");
  }

  @Test
  void an_unanswered_task_is_worth_nothing_and_an_ungraded_answer_waits() {
    Play unanswered = Play.started(TinyScenario.scenario()).goTo(Duration.ofHours(4));
    assertThat(sitrep(unanswered)).isZero();
    Play ungraded = answeredAfter(Duration.ZERO).goTo(Duration.ofHours(4));
    assertThat(sitrep(ungraded)).isZero();
    assertThat(sitrep(graded(ungraded, 12, 12))).isEqualTo(800_000);
  }

  @Test
  void a_grade_after_endex_is_scaled_to_the_tracks_budget() {
    Play play = answeredAfter(Duration.ZERO).goTo(Duration.ofHours(4));
    assertThat(sitrep(graded(play, 6, 6))).isEqualTo(400_000);
    assertThat(sitrep(graded(play, 12, 12))).isEqualTo(800_000);
  }

  @Test
  void a_track_of_which_nothing_was_delivered_is_worth_nothing() {
    Scored scored =
        Scored.of(graded(answeredAfter(Duration.ZERO), 12, 12).goTo(Duration.ofHours(4)));
    assertThat(scored.points(HERON, "sitrep")).isEqualTo(800_000);
    assertThat(scored.points(HERON, "media")).isZero();
  }
}
