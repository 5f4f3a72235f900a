package io.shieldwall.range.adversary;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command.AttemptObjective;
import io.shieldwall.exercise.Command.EndAttempt;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State.Attempt;
import io.shieldwall.range.Agenda;
import io.shieldwall.range.Agent;
import io.shieldwall.range.Chance;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Campaign.ThreatActor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The adversary: plays every objective against every team at the same planned instant plus a small
/// seeded jitter, within its window. How it ends is judged by the model; its effect is applied when
/// the model hears of the end.
///
/// An objective whose instant was jumped over is not played against anybody: nobody gains or loses
/// because Red had no time.
public final class Adversary implements Agent {

  /// Most milliseconds between the planned instant and the attempt against a team.
  public static final long JITTER = 30_000;

  private static final long TOO_LATE = 15 * 60_000;

  private final Nation nation;
  private final Map<String, Plan> plans = new HashMap<>();
  private final Map<String, Boolean> played = new HashMap<>();
  private final Agenda<Step> agenda = new Agenda<>();

  private sealed interface Step {}

  private record Begin(Plan plan, String team) implements Step {}

  private record End(Plan plan, String team) implements Step {}

  public Adversary(Nation nation, List<String> teams, long seed) {
    this.nation = nation;
    for (Plan plan : Plan.of(nation.scenario().campaign(), seed)) {
      plans.put(plan.objective().id(), plan);
      for (String team : teams) {
        agenda.note(plan.startsAt() + jitter(plan, team, seed), new Begin(plan, team));
      }
    }
  }

  /// The instant at which an objective is planned against every team.
  public Optional<Long> plannedAt(String objective) {
    return Optional.ofNullable(plans.get(objective)).map(Plan::startsAt);
  }

  private static long jitter(Plan plan, String team, long seed) {
    return Chance.of(seed, "jitter", plan.objective().id(), team).between(0, JITTER / 1000) * 1000;
  }

  @Override
  public long nextAt() {
    return agenda.nextAt();
  }

  @Override
  public void hear(Recorded recorded) {}

  @Override
  public void act(long at, Desk desk) {
    for (Step step : agenda.due(at)) {
      switch (step) {
        case Begin begin -> begin(begin, at, desk);
        case End end -> end(end, desk);
      }
    }
  }

  private void begin(Begin begin, long at, Desk desk) {
    Plan plan = begin.plan();
    Objective objective = plan.objective();
    Optional<Attempt> before = desk.state().attempt(begin.team(), objective.id());
    if (before.isPresent()) {
      played.put(objective.id(), true);
      agenda.note(before.get().startedAt() + plan.takes(), new End(plan, begin.team()));
      return;
    }
    boolean inTime = at - plan.startsAt() <= TOO_LATE;
    if (!played.computeIfAbsent(objective.id(), _ -> inTime)) {
      return;
    }
    Reply reply =
        desk.submit(
            "attempt-%s-%s".formatted(objective.id(), begin.team()),
            actor(objective),
            new AttemptObjective(objective.id(), begin.team()));
    if (reply instanceof Reply.Done) {
      agenda.note(at + plan.takes(), new End(plan, begin.team()));
    }
  }

  private void end(End end, Desk desk) {
    Objective objective = end.plan().objective();
    Optional<Attempt> attempt = desk.state().attempt(end.team(), objective.id());
    if (attempt.isEmpty() || attempt.get().result().isPresent()) {
      return;
    }
    String id = attempt.get().id();
    nation
        .prospect(id)
        .ifPresent(prospect ->
            desk.submit(
                "end-%s-%s".formatted(objective.id(), end.team()),
                actor(objective),
                new EndAttempt(id, prospect.result(), prospect.evidence())));
  }

  private Actor actor(Objective objective) {
    String name =
        nation.scenario().campaign().actors().stream()
            .filter(actor -> actor.id().equals(objective.actor()))
            .map(ThreatActor::title)
            .findFirst()
            .orElse("red");
    return Actor.of(Actor.Role.RED, name);
  }
}
