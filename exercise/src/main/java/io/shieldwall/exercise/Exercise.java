package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Accepted;
import io.shieldwall.exercise.Decision.Refused;
import io.shieldwall.exercise.State.Answer;
import io.shieldwall.exercise.State.Asked;
import io.shieldwall.scenario.Scenario;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// An exercise at work: takes one command at a time, decides it, folds the events into the present
/// and keeps them until they are drained into a journal.
///
/// Confined to one thread at a time. It does no I/O: [ExerciseLoop] drains it durably before it
/// acknowledges; a fast run drains it in larger groups.
public final class Exercise {

  private final Scenario scenario;
  private final Decider decider;
  private State state;
  private List<Recorded> undrained = new ArrayList<>();

  public Exercise(Scenario scenario, State state) {
    this.scenario = scenario;
    this.decider = new Decider(scenario);
    this.state = state;
  }

  /// The answer to a command.
  public sealed interface Reply {

    /// @param events what was recorded; empty when nothing changed, or when `repeated`
    /// @param repeated whether the command of this id had been accepted before
    record Done(long first, int count, List<Recorded> events, boolean repeated) implements Reply {
      public Done {
        events = List.copyOf(events);
      }
    }

    /// Nothing was recorded.
    record No(Decision.Refusal refusal, String message) implements Reply {}

    /// It is not known whether it was recorded; ask again with the same id.
    record Unknown(String message) implements Reply {}
  }

  public Scenario scenario() {
    return scenario;
  }

  public State state() {
    return state;
  }

  /// Decides a command at a UTC instant. A command id that has been accepted from the same role and
  /// team gets its first answer again and changes nothing.
  public Reply handle(String commandId, Actor actor, Command command, Instant utc) {
    Answer before = state.answers().get(Asked.by(actor, commandId));
    if (before != null) {
      return new Reply.Done(before.first(), before.count(), List.of(), true);
    }
    Now now = now(utc);
    return switch (decider.decide(state, actor, command, now)) {
      case Refused refused -> new Reply.No(refused.refusal(), refused.message());
      case Accepted accepted -> record(commandId, actor, accepted.events(), now);
    };
  }

  /// The moment of a decision taken now. Exercise time never passes the planned end and never falls
  /// behind the last event.
  public Now now(Instant utc) {
    long at = Math.min(state.clock().at(utc), scenario.duration().toMillis());
    return new Now(utc.truncatedTo(ChronoUnit.MILLIS), Math.max(at, state.lastAt()));
  }

  /// Hands over the events recorded since the last drain.
  public List<Recorded> drain() {
    List<Recorded> drained = undrained;
    undrained = new ArrayList<>();
    return drained;
  }

  private Reply record(String commandId, Actor actor, List<Event> events, Now now) {
    long first = state.sequence();
    List<Recorded> recorded = new ArrayList<>(events.size());
    State next = state;
    for (Event event : events) {
      Recorded entry = envelope(next, commandId, actor, event, now);
      next = Evolution.evolve(next, entry);
      recorded.add(entry);
    }
    state = next;
    undrained.addAll(recorded);
    return new Reply.Done(first, recorded.size(), recorded, false);
  }

  private static Recorded envelope(
      State state, String commandId, Actor actor, Event event, Now now) {
    return new Recorded(
        state.sequence(), Math.max(now.at(), state.lastAt()), now.utc(), commandId, actor, event);
  }

  /// The state after provisional events, for decisions that look ahead.
  static State folded(State state, List<Event> events, Actor actor, Now now) {
    State next = state;
    for (Event event : events) {
      next = Evolution.evolve(next, envelope(next, "provisional", actor, event, now));
    }
    return next;
  }
}
