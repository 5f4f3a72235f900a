package io.shieldwall.range.run;

import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.probing.Schedule;
import io.shieldwall.probing.Slot;
import io.shieldwall.probing.Verdict;
import io.shieldwall.range.Agent;
import io.shieldwall.range.nation.ModelProbe;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The checks of a fast run, measured over the model at the instants of the same schedule as live.
final class Checks {

  private static final long AHEAD = 60_000;
  private static final int LEAST_LATENCY = 900;

  private final Schedule schedule;
  private final Map<String, List<ModelProbe>> probes = new HashMap<>();
  private final Deque<Slot> ahead = new ArrayDeque<>();
  private long planned = -1;

  Checks(Nation nation, long seed) {
    List<Check> checks = nation.scenario().network().simulatedChecks();
    schedule = new Schedule(checks, nation.scenario().rules().holds(), seed);
    for (Check check : checks) {
      List<ModelProbe> ofTeams = new ArrayList<>();
      for (String team : nation.teams()) {
        ofTeams.add(nation.probe(team, check.system(), check.service(), check.probe()));
      }
      probes.put(check.id(), ofTeams);
    }
    plan();
  }

  private void plan() {
    if (!probes.isEmpty()) {
      ahead.addAll(schedule.between(planned, planned + AHEAD));
      planned += AHEAD;
    }
  }

  /// When the next check is due.
  long nextAt() {
    for (int minutes = 0; ahead.isEmpty() && minutes < 24 * 60 && !probes.isEmpty(); minutes++) {
      plan();
    }
    Slot first = ahead.peekFirst();
    return first == null ? Agent.WAITING : first.atMillis();
  }

  /// Measures everything that is due.
  List<Observation> until(long at) {
    if (nextAt() > at) {
      return List.of();
    }
    List<Observation> observations = new ArrayList<>();
    while (nextAt() <= at) {
      Slot slot = ahead.removeFirst();
      for (ModelProbe probe : probes.getOrDefault(slot.check().id(), List.of())) {
        observations.add(observe(probe, slot));
      }
    }
    return observations;
  }

  private static Observation observe(ModelProbe probe, Slot slot) {
    Verdict verdict = probe.at(slot.atMillis());
    boolean fine = verdict.outcome() == Outcome.OK;
    long latency = LEAST_LATENCY + (slot.atMillis() * 31 + slot.round() * 17) % 4000;
    return new Observation(
        probe.team(),
        slot.check().id(),
        slot.atMillis(),
        verdict.outcome(),
        verdict.cause(),
        fine ? latency : 0,
        fine ? "" : verdict.summary(),
        "");
  }
}
