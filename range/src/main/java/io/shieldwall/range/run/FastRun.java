package io.shieldwall.range.run;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Command.CreateExercise;
import io.shieldwall.exercise.Command.ReportObservations;
import io.shieldwall.exercise.Command.StartClock;
import io.shieldwall.exercise.Command.Tick;
import io.shieldwall.exercise.Event.Mode;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.range.Agent;
import io.shieldwall.range.Roster;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.users.ModelTrying;
import io.shieldwall.scenario.Scenario;
import java.util.List;

/// A whole exercise in virtual time: one thread, no sockets, as fast as the machine allows. The
/// same scenario, teams, roster and seed give the same journal, byte for byte.
///
/// Time moves in whole seconds. In each: what the checks of that second found, then the clock's
/// tick once a minute and wherever a phase or an inject is due, then everybody who wants to act.
public final class FastRun {

  private static final long SECOND = 1000;
  private static final long TICK = 60 * SECOND;
  private static final int MOST_ROUNDS = 1000;
  private static final Actor DIRECTOR = Actor.of(Actor.Role.DIRECTOR, "director");

  private final Setting setting;
  private final long end;
  private final Nation nation;
  private final Exercise exercise;
  private final FastDesk desk;
  private final Cast cast;
  private final Checks checks;

  /// What is played.
  ///
  /// @param exercise id of the exercise
  /// @param archive the scenario's canonical archive in Base64
  /// @param teams ids of the teams that play
  /// @param roster which of them are stand-ins; the others do nothing
  public record Setting(
      String exercise,
      Scenario scenario,
      String archive,
      List<String> teams,
      long seed,
      Roster roster) {
    public Setting {
      teams = List.copyOf(teams);
    }
  }

  /// Is told once an exercise minute how far a run has come.
  @FunctionalInterface
  public interface Progress {

    /// Nobody listens.
    Progress NONE = (at, end, events) -> {};

    /// @param at exercise time
    /// @param end exercise time of the planned end
    /// @param events number of events so far
    void reached(long at, long end, long events);
  }

  private FastRun(Setting setting) {
    this.setting = setting;
    Scenario scenario = setting.scenario();
    end = scenario.duration().toMillis();
    nation = new Nation(scenario, setting.teams(), setting.seed());
    exercise = new Exercise(scenario, State.EMPTY);
    desk = new FastDesk(exercise, nation);
    cast = Cast.of(nation, setting.roster(), new ModelTrying(nation), setting.seed());
    checks = new Checks(nation, setting.seed());
  }

  /// Plays to ENDEX. The journal must be empty; it stays open.
  ///
  /// @return the state at the end
  public static State play(Setting setting, Journal journal, Progress progress) {
    if (journal.size() != 0) {
      throw new IllegalArgumentException("a fast run begins with an empty journal");
    }
    return new FastRun(setting).run(new Drain(journal), progress);
  }

  private State run(Drain drain, Progress progress) {
    begin();
    long at = 0;
    long nextTick = 0;
    while (!exercise.state().isEnded()) {
      desk.moveTo(at);
      observe(at);
      if (at >= nextTick) {
        done("tick-" + at, new Tick());
        hear();
        nextTick = Math.min(nextTickAfter(at), end);
        progress.reached(at, end, exercise.state().sequence());
      }
      act(at);
      drain.take(exercise);
      at = Math.min(next(at, nextTick), end);
    }
    act(end);
    drain.finish(exercise);
    return exercise.state();
  }

  private void begin() {
    done(
        "create",
        new CreateExercise(
            setting.exercise(), setting.archive(), setting.teams(), setting.seed(), Mode.FAST));
    done("start", new StartClock(1));
    hear();
  }

  private void done(String id, Command command) {
    if (desk.submit(id, DIRECTOR, command) instanceof Reply.No no) {
      throw new IllegalStateException(id + " was refused: " + no.message());
    }
  }

  private void observe(long at) {
    List<Observation> observations = checks.until(at);
    if (!observations.isEmpty()) {
      desk.submit("checks-" + at, Actor.PLATFORM, new ReportObservations(observations));
      hear();
    }
  }

  /// Lets everybody act who wants to, again and again until nobody does at this time.
  private void act(long at) {
    for (int round = 0; cast.nextAt() <= at; round++) {
      if (round == MOST_ROUNDS) {
        throw new IllegalStateException("an agent never comes to rest at " + at);
      }
      for (Agent agent : cast.agents()) {
        if (agent.nextAt() <= at) {
          agent.act(at, desk);
          hear();
        }
      }
    }
  }

  private void hear() {
    for (Recorded recorded : desk.unheard()) {
      cast.hear(recorded);
    }
  }

  /// The next whole second at which something is due.
  private long next(long at, long nextTick) {
    long next = Math.min(Math.min(nextTick, checks.nextAt()), cast.nextAt());
    return Math.max(at + SECOND, Math.ceilDiv(next, SECOND) * SECOND);
  }

  private long nextTickAfter(long at) {
    long next = at + TICK;
    for (Scenario.Phase phase : setting.scenario().phases()) {
      long starts = phase.startsAt().toMillis();
      next = starts > at ? Math.min(next, starts) : next;
    }
    return next;
  }
}
