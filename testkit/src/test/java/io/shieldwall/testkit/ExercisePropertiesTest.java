package io.shieldwall.testkit;

import static io.shieldwall.testkit.RandomHistories.forSeeds;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.InjectFired;
import io.shieldwall.exercise.Event.InjectHeld;
import io.shieldwall.exercise.Event.InjectSkipped;
import io.shieldwall.exercise.Evolution;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.testkit.RandomHistories.History;
import io.shieldwall.testkit.RandomHistories.Step;
import io.shieldwall.testkit.RandomHistories.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is true of every exercise, whatever was asked of it.
final class ExercisePropertiesTest {

  private static final int HISTORIES = 250;
  private static final int STEPS = 300;

  private static History history(long seed) {
    return RandomHistories.play(TinyScenario.scenario(), seed, STEPS);
  }

  @Test
  void the_state_rebuilt_from_the_events_is_the_live_one() {
    forSeeds(
        HISTORIES,
        seed -> {
          History history = history(seed);
          assertThat(Evolution.replay(history.events())).isEqualTo(history.end());
        });
  }

  @Test
  void an_exercise_taken_up_again_anywhere_goes_on_in_the_same_way() {
    forSeeds(
        HISTORIES,
        seed -> {
          History history = history(seed);
          Dice dice = new Dice(seed);
          int cut = (int) dice.between(0, STEPS - 1);
          List<Recorded> before = new ArrayList<>();
          history.turns().subList(0, cut).forEach(turn -> before.addAll(eventsOf(turn.reply())));
          Exercise resumed = new Exercise(TinyScenario.scenario(), Evolution.replay(before));
          for (Turn turn : history.turns().subList(cut, STEPS)) {
            assertThat(handle(resumed, turn.step())).isEqualTo(turn.reply());
          }
          assertThat(resumed.state()).isEqualTo(history.end());
        });
  }

  @Test
  void sequences_have_no_gap_and_time_never_falls_back() {
    forSeeds(
        HISTORIES,
        seed -> {
          long next = 0;
          long at = 0;
          for (Recorded event : history(seed).events()) {
            assertThat(event.sequence()).isEqualTo(next++);
            assertThat(event.at()).isBetween(at, TinyScenario.DURATION.toMillis());
            at = event.at();
          }
        });
  }

  @Test
  void an_accepted_command_asked_again_changes_nothing_and_gets_the_same_answer() {
    forSeeds(
        HISTORIES,
        seed -> {
          History history = history(seed);
          Exercise exercise = new Exercise(TinyScenario.scenario(), State.EMPTY);
          Map<Step, Reply.Done> answers = new HashMap<>();
          for (Turn turn : history.turns()) {
            Reply reply = handle(exercise, turn.step());
            if (reply instanceof Reply.Done done && done.count() > 0 && !done.repeated()) {
              answers.put(turn.step(), done);
            }
          }
          State end = exercise.state();
          exercise.drain();
          answers.forEach((step, first) ->
              assertThat(handle(exercise, step))
                  .isEqualTo(new Reply.Done(first.first(), first.count(), List.of(), true)));
          assertThat(exercise.state()).isSameAs(end);
          assertThat(exercise.drain()).isEmpty();
        });
  }

  @Test
  void an_answer_names_exactly_the_events_of_its_command() {
    forSeeds(
        HISTORIES,
        seed -> {
          History history = history(seed);
          for (Turn turn : history.turns()) {
            if (turn.reply() instanceof Reply.Done done) {
              List<Recorded> named =
                  history.events().subList((int) done.first(), (int) done.first() + done.count());
              assertThat(named)
                  .allSatisfy(event -> assertThat(event.command()).isEqualTo(turn.step().id()));
              if (!done.repeated()) {
                assertThat(done.events()).isEqualTo(named);
              }
            }
          }
        });
  }

  @Test
  void a_refusal_changes_nothing_and_says_why() {
    forSeeds(
        HISTORIES,
        seed -> {
          Exercise exercise = new Exercise(TinyScenario.scenario(), State.EMPTY);
          for (Turn turn : history(seed).turns()) {
            State before = exercise.state();
            if (handle(exercise, turn.step()) instanceof Reply.No no) {
              assertThat(exercise.state()).isSameAs(before);
              assertThat(no.message()).isNotBlank();
            }
          }
        });
  }

  @Test
  void an_inject_is_delivered_to_a_team_once_at_most() {
    forSeeds(
        HISTORIES,
        seed -> {
          Set<String> delivered = new HashSet<>();
          for (Recorded event : history(seed).events()) {
            if (event.event() instanceof InjectFired fired) {
              fired
                  .teams()
                  .forEach(team -> assertThat(delivered.add(fired.inject() + team)).isTrue());
            }
          }
        });
  }

  @Test
  void a_delivered_inject_is_never_skipped_or_held_and_reaches_only_whom_it_is_for() {
    forSeeds(
        HISTORIES,
        seed -> {
          Set<String> delivered = new HashSet<>();
          for (Recorded event : history(seed).events()) {
            switch (event.event()) {
              case InjectFired fired -> {
                fired.teams().forEach(team -> delivered.add(fired.inject() + team));
                assertThat(fired.inject().equals("day-two") && fired.teams().contains("lynx"))
                    .isFalse();
              }
              case InjectSkipped skipped ->
                  assertThat(skipped.teams())
                      .noneMatch(team -> delivered.contains(skipped.inject() + team));
              case InjectHeld held ->
                  assertThat(held.teams())
                      .noneMatch(team -> delivered.contains(held.inject() + team));
              default -> {}
            }
          }
        });
  }

  @Test
  void nothing_is_played_after_endex() {
    forSeeds(
        HISTORIES,
        seed -> {
          boolean ended = false;
          for (Recorded event : history(seed).events()) {
            assertThat(ended && !isRuling(event.event())).as(event.toString()).isFalse();
            ended = ended || event.event() instanceof Event.ExerciseEnded;
          }
        });
  }

  private static boolean isRuling(Event event) {
    return event instanceof Event.SubmissionGraded
        || event instanceof Event.AttackAdjudicated
        || event instanceof Event.PointsEntered
        || event instanceof Event.OrganiserFaultDeclared
        || event instanceof Event.OrganiserFaultClosed
        || event instanceof Event.Remarked;
  }

  @Test
  void observations_of_a_check_are_recorded_in_the_order_of_their_instants_and_once() {
    forSeeds(
        HISTORIES,
        seed -> {
          Map<String, Long> latest = new HashMap<>();
          for (Recorded event : history(seed).events()) {
            if (event.event() instanceof Event.ChecksObserved observed) {
              observed
                  .observations()
                  .forEach(each -> {
                    Long before = latest.put(each.team() + each.check(), each.at());
                    assertThat(each.at()).isBetween(before == null ? 0 : before + 1, event.at());
                  });
            }
          }
        });
  }

  @Test
  void phases_begin_in_their_order_and_each_once() {
    forSeeds(
        HISTORIES,
        seed -> {
          List<String> begun =
              history(seed).events().stream()
                  .map(Recorded::event)
                  .filter(Event.PhaseBegan.class::isInstance)
                  .map(event -> ((Event.PhaseBegan) event).phase())
                  .toList();
          assertThat(List.of("noise", "storm").subList(0, begun.size())).isEqualTo(begun);
        });
  }

  @Test
  void what_blue_asks_changes_only_its_own_team() {
    forSeeds(
        HISTORIES,
        seed -> {
          History history = history(seed);
          for (Recorded event : history.events()) {
            if (event.actor().role() == Actor.Role.BLUE) {
              assertThat(teamOf(event.event(), history.end())).isEqualTo(event.actor().team());
            }
          }
        });
  }

  private static String teamOf(Event event, State state) {
    return switch (event) {
      case Event.FixClaimed claimed -> team(state.tickets().get(claimed.ticket()));
      case Event.ActionCancelled cancelled -> team(state.actions().get(cancelled.action()));
      case Event.TaskSubmitted submitted -> submitted.team();
      case Event.IncidentReported reported -> reported.team();
      case Event.ActionOrdered ordered -> ordered.team();
      case Event.CredentialHandedOver handed -> handed.team();
      default -> throw new AssertionError("Blue caused " + event);
    };
  }

  private static String team(State.@Nullable Ticket ticket) {
    return ticket == null ? "" : ticket.team();
  }

  private static String team(State.@Nullable DefenderAction action) {
    return action == null ? "" : action.team();
  }

  private static Reply handle(Exercise exercise, Step step) {
    return exercise.handle(step.id(), step.actor(), step.command(), step.utc());
  }

  private static List<Recorded> eventsOf(Reply reply) {
    return reply instanceof Reply.Done done ? done.events() : List.of();
  }
}
