package io.shieldwall.range;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Command.CreateExercise;
import io.shieldwall.exercise.Command.StartClock;
import io.shieldwall.exercise.Event.Mode;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.run.LiveCast;
import io.shieldwall.range.users.ModelTrying;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.testkit.InMemoryJournal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// A live exercise of the isle with a wall clock that a test moves.
public final class LiveGame implements AutoCloseable {

  private static final Actor DIRECTOR = Actor.of(Actor.Role.DIRECTOR, "director");

  private final AtomicReference<Instant> utc;
  private final InMemoryJournal journal = new InMemoryJournal();
  private final ExerciseLoop loop;
  private final Nation nation;
  private LiveCast cast;
  private final AtomicInteger commands = new AtomicInteger();

  public LiveGame(Roster roster) {
    Scenario scenario = Isle.scenario();
    utc = new AtomicReference<>(scenario.startsAt());
    loop = new ExerciseLoop(new Exercise(scenario, State.EMPTY), journal, utc::get, 1000);
    nation = new Nation(scenario, Isle.TEAMS, World.SEED);
    cast = new LiveCast(nation, loop, utc::get, roster, new ModelTrying(nation), World.SEED);
    loop.subscribe((events, _) -> cast().hear(events));
    loop.start();
    direct(new CreateExercise("live", "", Isle.TEAMS, World.SEED, Mode.LIVE));
    direct(new StartClock(1));
  }

  public Nation nation() {
    return nation;
  }

  public ExerciseLoop desk() {
    return loop;
  }

  public LiveCast cast() {
    return cast;
  }

  public List<Recorded> events() {
    return journal.events();
  }

  public Reply direct(Command command) {
    return loop.submit("director-" + commands.incrementAndGet(), DIRECTOR, command);
  }

  /// Another process takes over: a new nation and a new cast, told the journal from the start.
  public LiveGame restarted(Roster roster) {
    Nation rebuilt = new Nation(loop.scenario(), Isle.TEAMS, World.SEED);
    LiveCast next =
        new LiveCast(rebuilt, loop, utc::get, roster, new ModelTrying(rebuilt), World.SEED);
    next.hear(journal.events());
    cast = next;
    return this;
  }

  /// The wall clock goes on, second by second; the cast steps at each.
  public LiveGame passes(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      utc.set(utc.get().plusSeconds(1));
      cast.step();
    }
    return this;
  }

  @Override
  public void close() {
    loop.close();
  }
}
