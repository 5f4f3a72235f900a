package io.shieldwall.testkit;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Actor.Role;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// An exercise played by a script: the wall clock moves by hand, commands get their ids by
/// themselves.
public final class Play {

  public static final Actor DIRECTOR = Actor.of(Role.DIRECTOR, "director");
  public static final Actor WHITE = Actor.of(Role.WHITE, "white");
  public static final Actor RED = Actor.of(Role.RED, "red");
  public static final Actor GREEN = Actor.of(Role.GREEN, "green");
  public static final Actor USER = Actor.of(Role.USER, "user");

  private final Exercise exercise;
  private final SteppingClock wall;
  private final List<Recorded> events = new ArrayList<>();
  private long commands;

  private Play(Scenario scenario) {
    exercise = new Exercise(scenario, State.EMPTY);
    wall = new SteppingClock(scenario.startsAt());
  }

  /// An exercise of which nothing exists yet.
  public static Play nothingYet(Scenario scenario) {
    return new Play(scenario);
  }

  /// An exercise of all teams of a tiny scenario, at STARTEX, at normal speed.
  public static Play started(Scenario scenario) {
    Play play = new Play(scenario);
    play.done(Actor.PLATFORM, TinyScenario.creation());
    play.done(DIRECTOR, new Command.StartClock(1));
    return play;
  }

  /// Somebody of a team.
  public static Actor blue(String team) {
    return Actor.blue(team, "captain of " + team);
  }

  /// Hands in a command under a new id.
  public Reply ask(Actor actor, Command command) {
    return ask("step-" + commands++, actor, command);
  }

  public Reply ask(String id, Actor actor, Command command) {
    Reply reply = exercise.handle(id, actor, command, wall.instant());
    events.addAll(exercise.drain());
    return reply;
  }

  /// Hands in a command that must be accepted.
  public Play done(Actor actor, Command command) {
    Reply reply = ask(actor, command);
    if (!(reply instanceof Reply.Done)) {
      throw new AssertionError(command + " was not accepted: " + reply);
    }
    return this;
  }

  /// Lets the wall clock run on for a span, without a tick.
  public Play pass(Duration span) {
    wall.step(span);
    return this;
  }

  /// Lets time run until an exercise time and ticks there.
  public Play goTo(Duration exerciseTime) {
    wall.step(Duration.between(wall.instant(), state().clock().instantOf(exerciseTime.toMillis())));
    return done(Actor.PLATFORM, new Command.Tick());
  }

  /// A check of a team is seen in a state, now.
  public Play see(String team, String check, Outcome outcome) {
    return done(
        Actor.PLATFORM,
        new Command.ReportObservations(List.of(observation(team, check, now(), outcome))));
  }

  /// Every check of a team is seen in a state, now.
  public Play seeAll(String team, Outcome outcome) {
    List<Observation> observations =
        exercise.scenario().network().checks().stream()
            .map(Check::id)
            .map(check -> observation(team, check, now(), outcome))
            .toList();
    return done(Actor.PLATFORM, new Command.ReportObservations(observations));
  }

  public static Observation observation(String team, String check, long at, Outcome outcome) {
    Cause cause =
        switch (outcome) {
          case OK -> Cause.NONE;
          case WARNING -> Cause.WRONG_CONTENT;
          case CRITICAL -> Cause.TIMEOUT;
          case UNKNOWN -> Cause.NOT_RUN;
        };
    return new Observation(team, check, at, outcome, cause, 1500, outcome.name(), "");
  }

  /// Exercise time now, milliseconds since STARTEX.
  public long now() {
    return exercise.now(wall.instant()).at();
  }

  public SteppingClock wall() {
    return wall;
  }

  public State state() {
    return exercise.state();
  }

  /// Everything recorded so far.
  public List<Recorded> events() {
    return List.copyOf(events);
  }

  /// The events of one kind, in order.
  public <E extends Event> List<E> events(Class<E> kind) {
    return events.stream().map(Recorded::event).filter(kind::isInstance).map(kind::cast).toList();
  }
}
