package io.shieldwall.scoring;

import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.ClockJumped;
import io.shieldwall.exercise.Event.ExerciseEnded;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Event.OrganiserFaultClosed;
import io.shieldwall.exercise.Event.OrganiserFaultDeclared;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scoring.AvailabilityItem.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Availability: each check of each team, from its observations.
final class AvailabilityScorer implements CategoryScorer {

  static final String CATEGORY = "availability";

  private final Ledger ledger;
  private final Map<String, Map<String, AvailabilityItem>> items = new LinkedHashMap<>();
  private final Map<String, Cause> causes = new HashMap<>();
  private final Map<String, Fault> faults = new LinkedHashMap<>();
  private boolean ended;
  private long lastCause;

  private record Fault(List<String> checks, long from, long to) {}

  AvailabilityScorer(Scenario scenario, ScoringRules rules, List<String> teams, Ledger ledger) {
    this.ledger = ledger;
    Map<String, Integer> weights = new LinkedHashMap<>();
    for (Network.Check check : scenario.network().checks()) {
      weights.put(check.id(), check.budget());
    }
    Map<String, Long> budgets =
        weights.isEmpty() ? Map.of() : Apportionment.split(Scorer.budget(rules, CATEGORY), weights);
    for (String team : teams) {
      Map<String, AvailabilityItem> own = new LinkedHashMap<>();
      budgets.forEach((check, budget) ->
          own.put(
              check, new AvailabilityItem(budget, scenario.duration().toMillis(), rules.curve())));
      items.put(team, own);
    }
  }

  @Override
  public void apply(Recorded recorded) {
    switch (recorded.event()) {
      case ChecksObserved observed ->
          observed.observations().forEach(observation -> observe(observation, recorded));
      case ClockJumped jumped -> jump(jumped, recorded);
      case OrganiserFaultDeclared declared -> {
        faults.put(declared.fault(), new Fault(declared.checks(), declared.from(), Long.MAX_VALUE));
        exclude(declared.checks(), declared.reason(), recorded);
      }
      case OrganiserFaultClosed closed -> close(closed, recorded);
      case ExerciseEnded _ -> end(recorded);
      default -> {}
    }
  }

  private void observe(Observation observation, Recorded recorded) {
    AvailabilityItem item = item(observation.team(), observation.check());
    if (item == null || ended) {
      return;
    }
    item.holdUntil(observation.at());
    lastCause = recorded.sequence();
    if (item.outcome() != observation.outcome()) {
      post(observation.team(), observation.check(), item, recorded.sequence());
      item.change(observation.outcome());
      causes.put(observation.team() + " " + observation.check(), observation.cause());
    }
  }

  private void post(String team, String check, AvailabilityItem item, long cause) {
    if (item.until() > item.since()) {
      ledger.post(
          team, CATEGORY, check, item.until(), item.post(), reason(team, check, item), cause);
    }
  }

  private String reason(String team, String check, AvailabilityItem item) {
    Cause cause = causes.getOrDefault(team + " " + check, Cause.NONE);
    String state =
        cause == Cause.NONE ? item.outcome().name() : item.outcome().name() + " (" + cause + ")";
    return check + " was " + state + " for " + Durations.text(item.until() - item.since());
  }

  private void jump(ClockJumped jumped, Recorded recorded) {
    forEachItem((team, check, item) -> {
      item.holdUntil(jumped.from());
      post(team, check, item, recorded.sequence());
      item.skipTo(jumped.to());
    });
  }

  private void close(OrganiserFaultClosed closed, Recorded recorded) {
    Fault fault = faults.get(closed.fault());
    if (fault != null) {
      faults.put(closed.fault(), new Fault(fault.checks(), fault.from(), closed.to()));
      exclude(fault.checks(), closed.fault() + " ended", recorded);
    }
  }

  private void exclude(List<String> checks, String reason, Recorded recorded) {
    for (String check : checks) {
      List<Window> windows = windows(check);
      for (Map.Entry<String, Map<String, AvailabilityItem>> team : items.entrySet()) {
        AvailabilityItem item = team.getValue().get(check);
        if (item != null) {
          long before = item.worth();
          item.exclude(windows);
          correct(team.getKey(), check, item, before, reason, recorded);
        }
      }
    }
  }

  /// Posts what the window changed together with the stretch so far.
  private void correct(
      String team,
      String check,
      AvailabilityItem item,
      long before,
      String reason,
      Recorded recorded) {
    if (item.worth() != before) {
      ledger.post(
          team,
          CATEGORY,
          check,
          recorded.at(),
          item.post(),
          "organisers' fault, window left out for every team: " + reason,
          recorded.sequence());
    }
  }

  private List<Window> windows(String check) {
    List<Window> merged = new ArrayList<>();
    faults.values().stream()
        .filter(fault -> fault.checks().contains(check))
        .map(fault -> new Window(fault.from(), fault.to()))
        .sorted(Comparator.comparingLong(Window::from).thenComparingLong(Window::to))
        .forEach(window -> merge(merged, window));
    return merged;
  }

  private static void merge(List<Window> merged, Window window) {
    if (!merged.isEmpty() && merged.getLast().to() >= window.from()) {
      Window last = merged.removeLast();
      merged.add(new Window(last.from(), Math.max(last.to(), window.to())));
    } else {
      merged.add(window);
    }
  }

  private void end(Recorded recorded) {
    forEachItem((team, check, item) -> {
      item.holdUntil(recorded.at());
      post(team, check, item, recorded.sequence());
      item.change(Outcome.UNKNOWN);
    });
    ended = true;
  }

  @Override
  public List<LedgerEntry> running(String team, long at) {
    List<LedgerEntry> running = new ArrayList<>();
    items
        .getOrDefault(team, Map.of())
        .forEach((check, item) -> {
          if (item.until() > item.since()) {
            running.add(
                new LedgerEntry(
                    0,
                    team,
                    CATEGORY,
                    check,
                    item.until(),
                    item.worth() - item.posted(),
                    reason(team, check, item),
                    lastCause,
                    true));
          }
        });
    return running;
  }

  private interface ItemVisitor {
    void visit(String team, String check, AvailabilityItem item);
  }

  private void forEachItem(ItemVisitor visitor) {
    items.forEach((team, own) -> own.forEach((check, item) -> visitor.visit(team, check, item)));
  }

  private @org.jspecify.annotations.Nullable AvailabilityItem item(String team, String check) {
    return items.getOrDefault(team, Map.of()).get(check);
  }
}
