package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Accepted;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event.ClockJumped;
import io.shieldwall.exercise.Event.ClockPaused;
import io.shieldwall.exercise.Event.ClockResumed;
import io.shieldwall.exercise.Event.ClockStarted;
import io.shieldwall.exercise.Event.ExerciseCreated;
import io.shieldwall.exercise.Event.ExerciseEnded;
import io.shieldwall.exercise.Event.PhaseBegan;
import io.shieldwall.exercise.Event.SpeedChanged;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Scenario.DuePolicy;
import io.shieldwall.scenario.Scenario.Phase;
import io.shieldwall.scenario.Team;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Decides on the exercise as a whole: creation, clock, phases, end.
final class Lifecycle {

  private final Scenario scenario;
  private final InjectDecisions injects;

  Lifecycle(Scenario scenario, InjectDecisions injects) {
    this.scenario = scenario;
    this.injects = injects;
  }

  Decision create(State state, Command.CreateExercise create) {
    if (state.setup().isPresent()) {
      return Decision.refuse(Refusal.NOT_NOW, "the journal already holds an exercise");
    }
    if (create.teams().isEmpty() || new HashSet<>(create.teams()).size() != create.teams().size()) {
      return Decision.refuse(Refusal.INVALID, "name at least one team, and each team once");
    }
    for (String team : create.teams()) {
      if (scenario.team(team).isEmpty()) {
        return Decision.refuse(Refusal.NOT_FOUND, "the scenario has no team " + team);
      }
    }
    return Decision.accept(
        new ExerciseCreated(
            create.exercise(),
            scenario.id(),
            scenario.title(),
            scenario.digest(),
            create.archive(),
            inOrder(create.teams()),
            create.seed(),
            create.mode()));
  }

  private List<String> inOrder(List<String> playing) {
    return scenario.teams().stream().map(Team::id).filter(playing::contains).toList();
  }

  Decision start(State state, Command.StartClock start) {
    if (state.clock().status() != Clock.Status.READY) {
      return Decision.refuse(Refusal.NOT_NOW, "STARTEX has been; resume a paused clock instead");
    }
    if (!speedAllowed(start.speed())) {
      return speedRefused(start.speed());
    }
    return Decision.accept(
        new ClockStarted(start.speed()), new PhaseBegan(scenario.phases().getFirst().id()));
  }

  Decision pause(State state, Command.PauseClock pause, Now now) {
    if (!state.isRunning()) {
      return Decision.refuse(Refusal.NOT_NOW, "the clock is not running");
    }
    List<Event> events = new ArrayList<>(due(state, now, DuePolicy.FIRE));
    if (!endsAmong(events)) {
      events.add(new ClockPaused(pause.reason()));
    }
    return new Accepted(events);
  }

  Decision resume(State state, Command.ResumeClock resume, Now now) {
    if (state.clock().status() != Clock.Status.PAUSED) {
      return Decision.refuse(Refusal.NOT_NOW, "the clock is not paused");
    }
    DuePolicy policy = resume.policy().orElse(scenario.afterPause());
    List<Event> events = new ArrayList<>();
    events.add(new ClockResumed(policy));
    events.addAll(due(state, now, policy));
    return new Accepted(events);
  }

  Decision jump(State state, Command.JumpClock jump, Now now) {
    if (!state.isRunning() && state.clock().status() != Clock.Status.PAUSED) {
      return Decision.refuse(Refusal.NOT_NOW, "the clock can jump between STARTEX and ENDEX");
    }
    long end = scenario.duration().toMillis();
    if (jump.to() <= now.at() || jump.to() > end) {
      return Decision.refuse(
          Refusal.INVALID,
          "the clock jumps forward only: name a time after %s and up to %s"
              .formatted(Triggers.clock(now.at()), Triggers.clock(end)));
    }
    List<Event> events = new ArrayList<>(due(state, now, DuePolicy.FIRE));
    events.add(new ClockJumped(now.at(), jump.to(), jump.policy()));
    Now landed = new Now(now.utc(), jump.to());
    events.addAll(due(Exercise.folded(state, events, Actor.PLATFORM, now), landed, jump.policy()));
    return new Accepted(events);
  }

  Decision changeSpeed(State state, Command.ChangeSpeed change) {
    if (!state.isRunning()) {
      return Decision.refuse(Refusal.NOT_NOW, "the clock is not running");
    }
    return speedAllowed(change.speed())
        ? Decision.accept(new SpeedChanged(change.speed()))
        : speedRefused(change.speed());
  }

  Decision end(State state, Command.EndExercise end, Now now) {
    if (state.clock().status() == Clock.Status.READY) {
      return Decision.refuse(Refusal.NOT_NOW, "STARTEX has not been");
    }
    List<Event> events = new ArrayList<>();
    if (state.isRunning()) {
      events.addAll(due(state, now, DuePolicy.FIRE));
    }
    if (!endsAmong(events)) {
      events.add(new ExerciseEnded(end.reason()));
    }
    return new Accepted(events);
  }

  Decision tick(State state, Now now) {
    return new Accepted(state.isRunning() ? due(state, now, DuePolicy.FIRE) : List.of());
  }

  private List<Event> due(State state, Now now, DuePolicy policy) {
    List<Event> events = new ArrayList<>(phases(state, now));
    events.addAll(injects.due(state, now, policy));
    if (now.at() >= scenario.duration().toMillis()) {
      events.add(new ExerciseEnded("the planned end was reached"));
    }
    return events;
  }

  private List<Event> phases(State state, Now now) {
    List<Event> events = new ArrayList<>();
    boolean later = false;
    for (Phase phase : scenario.phases()) {
      if (later && phase.startsAt().toMillis() <= now.at()) {
        events.add(new PhaseBegan(phase.id()));
      }
      later = later || phase.id().equals(state.phase());
    }
    return events;
  }

  private static boolean endsAmong(List<Event> events) {
    return events.stream().anyMatch(ExerciseEnded.class::isInstance);
  }

  private static boolean speedAllowed(double speed) {
    return speed >= Clock.SLOWEST && speed <= Clock.FASTEST;
  }

  private static Decision speedRefused(double speed) {
    return Decision.refuse(
        Refusal.INVALID,
        "speed %s is not within %s to %s".formatted(speed, Clock.SLOWEST, Clock.FASTEST));
  }
}
