package io.shieldwall.range.wire;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.State;
import io.shieldwall.scenario.Scenario;

/// A desk that refuses everything.
public record DeafDesk(Scenario scenario) implements Desk {

  @Override
  public State state() {
    return State.EMPTY;
  }

  @Override
  public Reply submit(String commandId, Actor actor, Command command) {
    return new Reply.No(Refusal.NOT_NOW, "nobody is at the desk");
  }
}
