package io.shieldwall.range.run;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.Scenario;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The desk of a fast run: decides at once, on the caller's thread, at a virtual UTC that is
/// STARTEX plus exercise time. The model follows every event at once; others hear it when asked.
final class FastDesk implements Desk {

  private final Exercise exercise;
  private final Nation nation;
  private final Instant startsAt;
  private List<Recorded> unheard = new ArrayList<>();
  private Instant utc;

  FastDesk(Exercise exercise, Nation nation) {
    this.exercise = exercise;
    this.nation = nation;
    this.startsAt = exercise.scenario().startsAt();
    this.utc = startsAt;
  }

  void moveTo(long at) {
    utc = startsAt.plusMillis(at);
  }

  @Override
  public Scenario scenario() {
    return exercise.scenario();
  }

  @Override
  public State state() {
    return exercise.state();
  }

  @Override
  public Reply submit(String commandId, Actor actor, Command command) {
    Reply reply = exercise.handle(commandId, actor, command, utc);
    if (reply instanceof Reply.Done done) {
      done.events().forEach(nation::apply);
      unheard.addAll(done.events());
    }
    return reply;
  }

  /// The events that nobody but the model has heard of.
  List<Recorded> unheard() {
    List<Recorded> taken = unheard;
    if (!taken.isEmpty()) {
      unheard = new ArrayList<>();
    }
    return taken;
  }
}
