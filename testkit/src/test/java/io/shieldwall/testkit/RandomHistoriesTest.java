package io.shieldwall.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.testkit.RandomHistories.History;
import io.shieldwall.testkit.RandomHistories.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The generator is worth something only when it reaches everything.
final class RandomHistoriesTest {

  private static final List<History> HISTORIES =
      LongStream.rangeClosed(1, 60)
          .mapToObj(seed -> RandomHistories.play(TinyScenario.scenario(), seed, 400))
          .toList();

  @Test
  void the_same_seed_makes_the_same_history() {
    History again = RandomHistories.play(TinyScenario.scenario(), 3, 400);
    assertThat(again).isEqualTo(HISTORIES.get(2));
    assertThat(again.events()).isNotEqualTo(HISTORIES.get(3).events());
  }

  @Test
  void every_kind_of_event_happens() {
    Set<Class<?>> seen = new HashSet<>();
    HISTORIES.forEach(
        history -> history.events().forEach(event -> seen.add(event.event().getClass())));
    assertThat(seen).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
  }

  @Test
  void every_kind_of_refusal_of_a_decision_happens() {
    Set<Refusal> seen = EnumSet.of(Refusal.BUSY);
    for (History history : HISTORIES) {
      for (Turn turn : history.turns()) {
        if (turn.reply() instanceof Reply.No no) {
          seen.add(no.refusal());
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(Refusal.values());
  }

  @Test
  void most_histories_end_and_some_rulings_come_after_that() {
    long ended = HISTORIES.stream().filter(history -> history.end().isEnded()).count();
    assertThat(ended).isBetween(30L, 59L);
    Set<Class<?>> late = new HashSet<>();
    for (History history : HISTORIES) {
      boolean over = false;
      for (Recorded event : history.events()) {
        if (over) {
          late.add(event.event().getClass());
        }
        over = over || event.event() instanceof Event.ExerciseEnded;
      }
    }
    assertThat(late)
        .contains(
            Event.SubmissionGraded.class,
            Event.AttackAdjudicated.class,
            Event.OrganiserFaultDeclared.class,
            Event.OrganiserFaultClosed.class,
            Event.PointsEntered.class);
  }

  @Test
  void ids_are_repeated_with_the_same_and_with_another_command() {
    int same = 0;
    int other = 0;
    for (History history : HISTORIES) {
      List<Turn> before = new ArrayList<>();
      for (Turn turn : history.turns()) {
        for (Turn earlier : before) {
          if (earlier.step().id().equals(turn.step().id())) {
            same += earlier.step().command().equals(turn.step().command()) ? 1 : 0;
            other += earlier.step().command().equals(turn.step().command()) ? 0 : 1;
          }
        }
        before.add(turn);
      }
    }
    assertThat(same).isPositive();
    assertThat(other).isPositive();
  }

  @Test
  void a_failure_names_its_seed() {
    assertThatThrownBy(() ->
            RandomHistories.forSeeds(
                5,
                seed -> {
                  if (seed == 4) {
                    throw new AssertionError("odd");
                  }
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dseed=4");
  }

  @Test
  void dice_keep_to_their_bounds() {
    Dice dice = new Dice(1);
    long[] thrown = new long[1000];
    Arrays.setAll(thrown, _ -> dice.between(1, 6));
    assertThat(Arrays.stream(thrown).boxed().distinct())
        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
  }
}
