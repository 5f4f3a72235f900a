package io.shieldwall.range;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.ActionCompleted;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Scenario;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A nation with its own time, moved by events that a test makes up.
public final class World {

  public static final long SEED = 7;

  private final Scenario scenario;
  private final Nation nation;
  private final AtomicLong now = new AtomicLong(10 * Isle.MINUTE);
  private long events;

  public World(Scenario scenario, List<String> teams) {
    this.scenario = scenario;
    nation = new Nation(scenario, teams, SEED);
  }

  public static World ofHeron() {
    return new World(Isle.scenario(), List.of(Isle.HERON));
  }

  public Nation nation() {
    return nation;
  }

  public Scenario scenario() {
    return scenario;
  }

  public long now() {
    return now.get();
  }

  public World passes(long millis) {
    now.addAndGet(millis);
    return this;
  }

  /// An objective is played against heron and ends as the model judges.
  public AttackResult attacked(String objective) {
    String attempt = begun(objective);
    AttackResult result = nation.prospect(attempt).orElseThrow().result();
    happened(new AttackEnded(attempt, result, "evidence"));
    return result;
  }

  /// An objective begins against heron; answers the id of the attempt.
  public String begun(String objective) {
    String attempt = "attempt-" + objective;
    happened(new AttackAttempted(attempt, objective, Isle.HERON));
    return attempt;
  }

  /// An objective ends against heron in a way that nobody questions.
  public World struck(String objective, AttackResult result) {
    String attempt = begun(objective);
    happened(new AttackEnded(attempt, result, "evidence"));
    return this;
  }

  /// An action of heron is ordered and takes effect at once.
  public World acted(ActionKind kind, String system, String subject) {
    String action = ordered(kind, system, subject, 0);
    boolean succeeds = nation.outlook(action, now()).orElseThrow().succeeds();
    happened(new ActionCompleted(action, succeeds, "detail"));
    return this;
  }

  public String ordered(ActionKind kind, String system, String subject, long takes) {
    String action = "action-" + events;
    happened(new ActionOrdered(action, Isle.HERON, system, kind, subject, now() + takes, 0));
    return action;
  }

  public void happened(Event event) {
    nation.apply(
        new Recorded(
            events++, now(), Instant.EPOCH.plusMillis(now()), "test", Actor.PLATFORM, event));
  }
}
