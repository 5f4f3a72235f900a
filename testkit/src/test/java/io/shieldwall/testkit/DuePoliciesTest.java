package io.shieldwall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Event.InjectFired;
import io.shieldwall.exercise.Event.TriggerKind;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State.InjectStatus;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario.DuePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of injects that fall due, in running time, behind a pause and behind a jump.
final class DuePoliciesTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static InjectStatus expected(DuePolicy policy) {
    return switch (policy) {
      case FIRE -> InjectStatus.FIRED;
      case SKIP -> InjectStatus.SKIPPED;
      case HOLD -> InjectStatus.HELD;
    };
  }

  private static InjectStatus status(Play play, String team, String inject) {
    return play.state().inject(team, inject).orElseThrow().status();
  }

  @Test
  void a_timed_inject_fires_for_every_team_at_its_time_and_not_before() {
    Play play = Play.started(TinyScenario.scenario());
    play.goTo(Duration.ofMinutes(5).minusMillis(1));
    assertThat(play.events(InjectFired.class)).isEmpty();
    play.goTo(Duration.ofMinutes(5));
    assertThat(play.events(InjectFired.class))
        .containsExactly(
            new InjectFired(
                "welcome", TinyScenario.TEAMS, TriggerKind.TIME, "time 0:05:00 has come"));
  }

  @ParameterizedTest
  @EnumSource(DuePolicy.class)
  void what_was_jumped_over_is_fired_skipped_or_held(DuePolicy policy) {
    Play play = Play.started(TinyScenario.scenario());
    play.goTo(MINUTE).done(Play.DIRECTOR, new Command.JumpClock(2_400_000, policy));
    for (String team : TinyScenario.TEAMS) {
      assertThat(status(play, team, "welcome")).isEqualTo(expected(policy));
      assertThat(status(play, team, "sitrep-1")).isEqualTo(expected(policy));
    }
    assertThat(play.state().inject("heron", "extra")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(DuePolicy.class)
  void what_was_due_before_the_jump_is_fired_whatever_the_policy(DuePolicy policy) {
    Play play = Play.started(TinyScenario.scenario());
    play.pass(Duration.ofMinutes(6)).done(Play.DIRECTOR, new Command.JumpClock(1_000_000, policy));
    assertThat(status(play, "heron", "welcome")).isEqualTo(InjectStatus.FIRED);
    assertThat(play.state().inject("heron", "welcome").orElseThrow().at()).isEqualTo(360_000);
  }

  @Test
  void behind_a_jump_events_carry_the_time_that_was_jumped_to() {
    Play play = Play.started(TinyScenario.scenario());
    play.goTo(MINUTE).done(Play.DIRECTOR, new Command.JumpClock(2_400_000, DuePolicy.FIRE));
    List<Recorded> last = play.events().subList(play.events().size() - 3, play.events().size());
    assertThat(last.stream().map(Recorded::at)).containsExactly(60_000L, 2_400_000L, 2_400_000L);
    assertThat(last.getFirst().event())
        .isEqualTo(new Event.ClockJumped(60_000, 2_400_000, DuePolicy.FIRE));
  }

  @Test
  void a_jump_over_a_phase_begins_it_and_a_jump_to_the_end_ends_the_exercise() {
    Play play = Play.started(TinyScenario.scenario());
    play.goTo(MINUTE).done(Play.DIRECTOR, new Command.JumpClock(14_400_000, DuePolicy.SKIP));
    assertThat(play.state().phase()).isEqualTo("storm");
    assertThat(play.state().isEnded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"60000", "0", "14400001"})
  void a_jump_goes_forward_only_and_not_behind_the_end(long to) {
    Play play = Play.started(TinyScenario.scenario()).goTo(MINUTE);
    assertThat(play.ask(Play.DIRECTOR, new Command.JumpClock(to, DuePolicy.FIRE)))
        .isEqualTo(
            new Reply.No(
                Refusal.INVALID,
                "the clock jumps forward only: name a time after 0:01:00 and up to 4:00:00"));
  }

  @Test
  void what_is_held_in_a_pause_may_be_fired_by_hand_in_the_pause() {
    Play play = Play.started(TinyScenario.scenario()).goTo(Duration.ofMinutes(10));
    play.see("heron", "substation/modbus/breaker", Outcome.CRITICAL).goTo(Duration.ofMinutes(14));
    play.done(Play.DIRECTOR, new Command.PauseClock("fire alarm"));
    play.done(Play.DIRECTOR, new Command.JumpClock(900_000, DuePolicy.HOLD));
    assertThat(status(play, "heron", "press-blackout")).isEqualTo(InjectStatus.HELD);
    play.done(Play.WHITE, new Command.FireInject("press-blackout", List.of("heron")));
    assertThat(status(play, "heron", "press-blackout")).isEqualTo(InjectStatus.FIRED);
  }

  @ParameterizedTest
  @EnumSource(DuePolicy.class)
  void a_condition_that_an_organiser_made_true_in_a_pause_follows_the_policy(DuePolicy policy) {
    Play play = Play.started(TinyScenario.afterPause(policy)).goTo(Duration.ofMinutes(10));
    play.done(Play.RED, new Command.AttemptObjective("trip-breaker", "otter"));
    play.done(Play.RED, new Command.EndAttempt("attempt-1", AttackResult.BLOCKED, "blocked"));
    play.goTo(Duration.ofMinutes(21)).done(Play.DIRECTOR, new Command.PauseClock("ruling"));
    play.done(Play.WHITE, new Command.Adjudicate("attempt-1", AttackResult.SUCCESS, "it was on"));
    assertThat(play.state().inject("otter", "press-blackout")).isEmpty();
    play.done(Play.DIRECTOR, new Command.ResumeClock(Optional.empty()));
    assertThat(status(play, "otter", "press-blackout")).isEqualTo(expected(policy));
    assertThat(play.state().inject("heron", "press-blackout")).isEmpty();
  }

  @Test
  void the_director_may_resume_with_another_policy_than_the_scenarios() {
    Play play = Play.started(TinyScenario.afterPause(DuePolicy.FIRE)).goTo(Duration.ofMinutes(10));
    play.see("heron", "substation/modbus/breaker", Outcome.CRITICAL).goTo(Duration.ofMinutes(12));
    play.done(Play.DIRECTOR, new Command.PauseClock("lunch"));
    play.done(Play.DIRECTOR, new Command.JumpClock(1_000_000, DuePolicy.SKIP));
    assertThat(status(play, "heron", "press-blackout")).isEqualTo(InjectStatus.SKIPPED);
    assertThat(play.ask(Play.DIRECTOR, new Command.ResumeClock(Optional.of(DuePolicy.HOLD))))
        .isInstanceOfSatisfying(
            Reply.Done.class,
            done ->
                assertThat(done.events().getFirst().event())
                    .isEqualTo(new Event.ClockResumed(DuePolicy.HOLD)));
  }

  @Test
  void what_was_held_or_skipped_does_not_fire_by_itself_but_by_hand() {
    Play play = Play.started(TinyScenario.scenario());
    play.done(Play.WHITE, new Command.HoldInject("welcome", List.of("heron"), "not yet"));
    play.done(Play.WHITE, new Command.SkipInject("welcome", List.of("otter"), "not them"));
    play.goTo(Duration.ofMinutes(6));
    assertThat(play.events(InjectFired.class))
        .containsExactly(
            new InjectFired("welcome", List.of("lynx"), TriggerKind.TIME, "time 0:05:00 has come"));
    play.done(Play.WHITE, new Command.FireInject("welcome", List.of()));
    assertThat(play.events(InjectFired.class).getLast())
        .isEqualTo(
            new InjectFired(
                "welcome", List.of("heron", "otter"), TriggerKind.HAND, "fired by hand"));
  }

  @Test
  void a_team_named_twice_gets_an_inject_once() {
    Play play = Play.started(TinyScenario.scenario());
    play.done(Play.WHITE, new Command.FireInject("extra", List.of("heron", "heron")));
    assertThat(play.events(InjectFired.class).getLast().teams()).containsExactly("heron");
  }

  @Test
  void what_was_delivered_can_neither_be_fired_nor_skipped_nor_held_again() {
    Play play = Play.started(TinyScenario.scenario()).goTo(Duration.ofMinutes(6));
    List<Command> asked =
        List.of(
            new Command.FireInject("welcome", List.of()),
            new Command.SkipInject("welcome", List.of("heron"), "why"),
            new Command.HoldInject("welcome", List.of("lynx"), "why"));
    for (Command command : asked) {
      assertThat(play.ask(Play.WHITE, command))
          .isEqualTo(
              new Reply.No(
                  Refusal.NOT_NOW, "inject welcome was already dealt with for every team named"));
    }
  }

  @Test
  void an_inject_is_for_its_audience_only() {
    Play play = Play.started(TinyScenario.scenario());
    assertThat(play.ask(Play.WHITE, new Command.FireInject("day-two", List.of("lynx"))))
        .isEqualTo(new Reply.No(Refusal.NOT_FOUND, "inject day-two is not for team lynx"));
    play.goTo(Duration.ofMinutes(131));
    assertThat(play.state().inject("otter", "day-two")).isPresent();
    assertThat(play.state().inject("lynx", "day-two")).isEmpty();
  }

  @Test
  void the_planned_end_comes_by_itself_and_delivers_what_was_due_before() {
    Play play = Play.started(TinyScenario.scenario()).goTo(Duration.ofHours(9));
    assertThat(play.state().isEnded()).isTrue();
    assertThat(play.events().getLast().at()).isEqualTo(TinyScenario.DURATION.toMillis());
    assertThat(play.events().getLast().event())
        .isEqualTo(new Event.ExerciseEnded("the planned end was reached"));
    assertThat(status(play, "heron", "day-two")).isEqualTo(InjectStatus.FIRED);
  }

  @Test
  void a_pause_asked_for_behind_the_planned_end_ends_the_exercise() {
    Play play = Play.started(TinyScenario.scenario()).pass(Duration.ofHours(5));
    play.done(Play.DIRECTOR, new Command.PauseClock("too late"));
    assertThat(play.state().isEnded()).isTrue();
    assertThat(play.events(Event.ClockPaused.class)).isEmpty();
  }
}
