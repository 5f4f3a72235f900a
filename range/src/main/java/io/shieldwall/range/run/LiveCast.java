package io.shieldwall.range.run;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Clock;
import io.shieldwall.exercise.Command.Tick;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.range.Agent;
import io.shieldwall.range.Roster;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.users.Trying;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The same agents against the wall clock.
///
/// [#hear] is called with every event: after a restart with the journal's, then by the exercise's
/// subscription; the model follows at once, the agents at the next step. [#step] is called by one
/// thread about ten times a second; while the clock stands still nobody acts.
public final class LiveCast {

  private static final Actor TICKER = Actor.of(Actor.Role.PLATFORM, "clock");
  private static final long TICK_EVERY = 1000;
  private static final int MOST_ROUNDS = 100;

  private final Nation nation;
  private final Desk desk;
  private final InstantSource utc;
  private final Cast cast;
  private final Queue<Recorded> unheard = new ConcurrentLinkedQueue<>();
  private long tickedAt = -TICK_EVERY;
  private boolean concluded;

  /// @param trying how the simulated users try
  public LiveCast(
      Nation nation, Desk desk, InstantSource utc, Roster roster, Trying trying, long seed) {
    this.nation = nation;
    this.desk = desk;
    this.utc = utc;
    cast = Cast.of(nation, roster, trying, seed);
  }

  /// Takes in events that are remembered. Quick; called by any one thread at a time.
  public void hear(List<Recorded> events) {
    for (Recorded recorded : events) {
      nation.apply(recorded);
      unheard.add(recorded);
    }
  }

  /// Exercise time now.
  public long now() {
    State state = desk.state();
    long end = desk.scenario().duration().toMillis();
    return Math.max(state.lastAt(), Math.min(end, state.clock().at(utc.instant())));
  }

  /// Does everything that is due now.
  public void step() {
    State state = desk.state();
    listen();
    if (state.isRunning()) {
      tick();
      act(now());
    } else if (state.clock().status() == Clock.Status.ENDED && !concluded) {
      concluded = true;
      act(now());
    }
  }

  private void listen() {
    for (Recorded recorded = unheard.poll(); recorded != null; recorded = unheard.poll()) {
      cast.hear(recorded);
    }
  }

  /// Once a wall second at speed 1 and at every step on a fast clock.
  private void tick() {
    long at = now();
    if (at - tickedAt >= TICK_EVERY || at < tickedAt) {
      tickedAt = at;
      desk.submit("tick-" + at, TICKER, new Tick());
      listen();
    }
  }

  private void act(long at) {
    for (int round = 0; cast.nextAt() <= at && round < MOST_ROUNDS; round++) {
      for (Agent agent : cast.agents()) {
        if (agent.nextAt() <= at && mayAct()) {
          agent.act(at, desk);
          listen();
        }
      }
    }
  }

  private boolean mayAct() {
    return desk.state().isRunning() || concluded;
  }
}
