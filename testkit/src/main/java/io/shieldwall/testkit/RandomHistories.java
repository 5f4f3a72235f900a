package io.shieldwall.testkit;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.scenario.Scenario;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Random but repeatable histories: the same seed and scenario give the same commands, answers and
/// events.
///
/// A history creates an exercise, plays it on a wall clock that mostly runs, sometimes stands and
/// sometimes steps back, and goes on after ENDEX. Among its commands are wrong ones of every kind,
/// repeated ids, pauses, jumps, changes of speed, organiser faults in the past, rulings, grades,
/// and corrections that come late.
public final class RandomHistories {

  private RandomHistories() {}

  /// A command as it was handed in.
  public record Step(String id, Actor actor, Command command, Instant utc) {}

  /// A command and its answer.
  public record Turn(Step step, Reply reply) {}

  /// What came of a seed.
  ///
  /// @param events what was recorded, in order
  /// @param end the state as the exercise itself left it
  public record History(
      long seed, Scenario scenario, List<Turn> turns, List<Recorded> events, State end) {
    public History {
      turns = List.copyOf(turns);
      events = List.copyOf(events);
    }
  }

  /// Plays a history of that many commands.
  public static History play(Scenario scenario, long seed, int steps) {
    Exercise exercise = new Exercise(scenario, State.EMPTY);
    RandomCommands commands = new RandomCommands(scenario, seed);
    List<Turn> turns = new ArrayList<>(steps);
    List<Recorded> events = new ArrayList<>();
    for (int index = 0; index < steps; index++) {
      Step step = commands.next(exercise);
      Reply reply = exercise.handle(step.id(), step.actor(), step.command(), step.utc());
      commands.learn(step, reply);
      turns.add(new Turn(step, reply));
      events.addAll(exercise.drain());
    }
    return new History(seed, scenario, turns, events, exercise.state());
  }

  /// Hands over seeds 1 to `count`, and names the seed when the test fails for it. With `-Dseed=…`
  /// only that one is tried.
  public static void forSeeds(int count, Consumer<Long> test) {
    Long only = Long.getLong("seed");
    for (long seed = only == null ? 1 : only; seed <= (only == null ? count : only); seed++) {
      try {
        test.accept(seed);
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError(
            "failed for seed " + seed + ": try again with -Dseed=" + seed, failed);
      }
    }
  }
}
