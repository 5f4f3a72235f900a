package io.shieldwall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Triggers;
import io.shieldwall.exercise.Triggers.Judgement;
import io.shieldwall.scenario.Condition;
import io.shieldwall.scenario.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Conditions are judged for each team, and the answer says in words what is awaited.
final class TriggersTest {

  private static final Duration TEN = Duration.ofMinutes(10);

  private static Judgement judge(Play play, String team, Condition condition) {
    return Triggers.judge(TinyScenario.scenario(), play.state(), team, condition, play.now());
  }

  private static void awaits(Play play, Condition condition, String words) {
    Judgement judgement = judge(play, "heron", condition);
    assertThat(judgement.met()).as(judgement.explanation()).isFalse();
    assertThat(judgement.explanation()).isEqualTo(words);
  }

  private static void holds(Play play, Condition condition, String words) {
    Judgement judgement = judge(play, "heron", condition);
    assertThat(judgement.met()).as(judgement.explanation()).isTrue();
    assertThat(judgement.explanation()).isEqualTo(words);
  }

  @Test
  void a_time_says_how_long_it_is_still() {
    Play play = Play.started(TinyScenario.scenario()).goTo(Duration.ofMinutes(2));
    Condition condition = new Condition.At(TEN);
    awaits(play, condition, "due at 0:10:00, in 0:08:00");
    holds(play.goTo(TEN), condition, "time 0:10:00 has come");
  }

  @Test
  void a_hand_is_awaited_for_ever() {
    Play play = Play.started(TinyScenario.scenario()).goTo(Duration.ofHours(3));
    awaits(play, new Condition.ByHand(), "waits for the director's hand");
  }

  @Test
  void an_objective_goes_from_not_attempted_to_under_way_to_its_result_and_its_delay() {
    Play play = Play.started(TinyScenario.scenario()).goTo(TEN);
    Condition condition =
        new Condition.ObjectiveEnded("trip-breaker", Set.of("success", "persistent"), TEN);
    awaits(play, condition, "objective trip-breaker has not been attempted");
    play.done(Play.RED, new Command.AttemptObjective("trip-breaker", "heron"));
    awaits(play, condition, "objective trip-breaker is under way");
    play.done(Play.RED, new Command.EndAttempt("attempt-1", AttackResult.PARTIAL, "half"));
    awaits(
        play,
        condition,
        "objective trip-breaker ended with partial, awaited is persistent or success");
    play.done(Play.WHITE, new Command.Adjudicate("attempt-1", AttackResult.PERSISTENT, "all"));
    awaits(
        play,
        condition,
        "objective trip-breaker ended with persistent at 0:10:00, delay of 0:10:00 ends at 0:20:00");
    holds(
        play.goTo(Duration.ofMinutes(20)),
        condition,
        "objective trip-breaker ended with persistent at 0:10:00");
    assertThat(judge(play, "otter", condition).met()).isFalse();
  }

  @Test
  void a_check_must_have_been_in_its_state_for_the_whole_time() {
    Play play = Play.started(TinyScenario.scenario()).goTo(TEN);
    Condition condition = new Condition.CheckIs("netbank/ssh", "CRITICAL", Duration.ofMinutes(5));
    awaits(play, condition, "check netbank/ssh has not been observed");
    play.see("heron", "netbank/ssh", Outcome.OK);
    awaits(play, condition, "check netbank/ssh is OK, awaited is CRITICAL");
    play.goTo(Duration.ofMinutes(11)).see("heron", "netbank/ssh", Outcome.CRITICAL);
    play.goTo(Duration.ofMinutes(15)).see("heron", "netbank/ssh", Outcome.CRITICAL);
    awaits(
        play,
        condition,
        "check netbank/ssh is CRITICAL at 0:11:00, delay of 0:05:00 ends at 0:16:00");
    play.goTo(Duration.ofMinutes(16));
    holds(play, condition, "check netbank/ssh is CRITICAL at 0:11:00");
    play.see("heron", "netbank/ssh", Outcome.OK);
    awaits(play, condition, "check netbank/ssh is OK, awaited is CRITICAL");
  }

  @Test
  void an_answer_counts_from_its_submission() {
    Play play = Play.started(TinyScenario.scenario()).goTo(Duration.ofMinutes(31));
    Condition condition = new Condition.Submitted("sitrep-1", Duration.ofMinutes(5));
    awaits(play, condition, "no answer to sitrep-1 yet");
    play.done(Play.blue("heron"), new Command.SubmitTask("heron", "sitrep-1", "calm"));
    awaits(play, condition, "answered sitrep-1 at 0:31:00, delay of 0:05:00 ends at 0:36:00");
    holds(play.goTo(Duration.ofMinutes(36)), condition, "answered sitrep-1 at 0:31:00");
  }

  @Test
  void a_fired_inject_counts_and_a_held_one_does_not() {
    Play play = Play.started(TinyScenario.scenario());
    Condition condition = new Condition.Fired("extra", TEN);
    awaits(play, condition, "inject extra has not fired");
    play.done(Play.WHITE, new Command.HoldInject("extra", List.of("heron"), "later"));
    awaits(play, condition, "inject extra has not fired");
    play.goTo(TEN).done(Play.WHITE, new Command.FireInject("extra", List.of("heron")));
    awaits(play, condition, "inject extra fired at 0:10:00, delay of 0:10:00 ends at 0:20:00");
    holds(play.goTo(Duration.ofMinutes(20)), condition, "inject extra fired at 0:10:00");
  }

  @Test
  void a_phase_counts_from_its_planned_beginning() {
    Play play = Play.started(TinyScenario.scenario()).goTo(TEN);
    Condition condition = new Condition.PhaseBegun("storm", TEN);
    awaits(play, condition, "phase storm begins at 2:00:00");
    play.goTo(Duration.ofMinutes(125));
    awaits(play, condition, "phase storm began at 2:00:00, delay of 0:10:00 ends at 2:10:00");
    holds(play.goTo(Duration.ofMinutes(130)), condition, "phase storm began at 2:00:00");
  }

  @Test
  void nested_conditions_mark_each_part() {
    Play play = Play.started(TinyScenario.scenario()).goTo(TEN);
    Condition nested =
        new Condition.All(
            List.of(
                new Condition.At(Duration.ofMinutes(5)),
                new Condition.AnyOf(
                    List.of(new Condition.ByHand(), new Condition.At(Duration.ofHours(1)))),
                new Condition.Not(new Condition.Fired("extra", Duration.ZERO))));
    awaits(
        play,
        nested,
        "all of (✓ time 0:05:00 has come; ✗ any of (✗ waits for the director's hand; "
            + "✗ due at 1:00:00, in 0:50:00); ✓ not (✗ inject extra has not fired))");
    play.goTo(Duration.ofHours(1));
    assertThat(judge(play, "heron", nested).met()).isTrue();
    play.done(Play.WHITE, new Command.FireInject("extra", List.of("heron")));
    assertThat(judge(play, "heron", nested).met()).isFalse();
    assertThat(judge(play, "otter", nested).met()).isTrue();
  }

  @Test
  void the_reminder_goes_only_to_those_who_have_not_answered() {
    Play play = Play.started(TinyScenario.scenario()).goTo(Duration.ofMinutes(31));
    play.done(Play.blue("otter"), new Command.SubmitTask("otter", "sitrep-1", "calm"));
    play.goTo(Duration.ofMinutes(51));
    assertThat(play.state().inject("heron", "reminder")).isPresent();
    assertThat(play.state().inject("otter", "reminder")).isEmpty();
    assertThat(play.state().inject("lynx", "reminder").orElseThrow().why())
        .isEqualTo(
            "all of (✓ inject sitrep-1 fired at 0:31:00; ✓ not (✗ no answer to sitrep-1 yet))");
  }
}
