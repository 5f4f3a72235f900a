package io.shieldwall.range.adversary;

import io.shieldwall.range.Chance;
import io.shieldwall.scenario.Campaign;
import io.shieldwall.scenario.Campaign.Objective;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When an objective is played, the same for every team.
///
/// @param startsAt exercise time of the planned attempt; after everything that it needs has ended,
///   as far as its window allows
/// @param takes exercise time from attempt to end
record Plan(Objective objective, long startsAt, long takes) {

  private static final long MINUTE = 60_000;
  private static final long SHORTEST = 3;
  private static final long LONGEST = 9;

  long endsAt() {
    return startsAt + takes + Adversary.JITTER;
  }

  /// Plans in the order of their start.
  static List<Plan> of(Campaign campaign, long seed) {
    Map<String, Plan> plans = new HashMap<>();
    for (Objective objective : campaign.objectives()) {
      plan(campaign, objective, seed, plans, 0);
    }
    List<Plan> ordered = new ArrayList<>();
    for (Objective objective : campaign.objectives()) {
      Plan plan = plans.get(objective.id());
      if (plan != null) {
        ordered.add(plan);
      }
    }
    ordered.sort(java.util.Comparator.comparingLong(Plan::startsAt));
    return ordered;
  }

  private static Plan plan(
      Campaign campaign, Objective objective, long seed, Map<String, Plan> plans, int depth) {
    Plan known = plans.get(objective.id());
    if (known != null) {
      return known;
    }
    if (depth > campaign.objectives().size()) {
      throw new IllegalArgumentException("objectives need each other: " + objective.id());
    }
    long ready = 0;
    for (String need : objective.needs()) {
      Objective needed =
          campaign
              .objective(need)
              .orElseThrow(() -> new IllegalArgumentException("there is no objective " + need));
      ready = Math.max(ready, plan(campaign, needed, seed, plans, depth + 1).endsAt() + MINUTE);
    }
    Plan plan = plan(objective, ready, seed);
    plans.put(objective.id(), plan);
    return plan;
  }

  private static Plan plan(Objective objective, long ready, long seed) {
    Chance chance = Chance.of(seed, "plan", objective.id());
    long takes = chance.between(SHORTEST * 60, LONGEST * 60) * 1000;
    long opens = objective.opens().toMillis();
    long closes = objective.closes().toMillis();
    long latest = Math.max(opens, closes - takes - Adversary.JITTER);
    long drawn = chance.between(opens / 1000, latest / 1000) * 1000;
    long least = Math.max(drawn, ready);
    return new Plan(objective, Math.min(least, Math.max(drawn, closes)), takes);
  }
}
