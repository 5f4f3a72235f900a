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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Availability: each check of each team, from its observations.
final class AvailabilityScorer implements CategoryScorer {

  static final String CATEGORY = "availability";

  private final Ledger ledger;
  private final Map<String, Map<String, AvailabilityItem>> items = new LinkedHashMap<>();
  private final Map<String, Fault> faults = new LinkedHashMap<>();
  private final List<Window> jumps = new ArrayList<>();
  private final PlayedTime played = new PlayedTime();
  private boolean ended;

  private record Fault(List<String> checks, Window window) {}

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
      case ClockJumped jumped -> {
        played.jumped(jumped.from(), jumped.to());
        jumps.add(new Window(jumped.from(), jumped.to()));
        forEachItem((_, check, item) -> item.exclude(windows(check)));
      }
      case OrganiserFaultDeclared declared -> {
        Window window = new Window(declared.from(), Long.MAX_VALUE);
        faults.put(declared.fault(), new Fault(declared.checks(), window));
        exclude(declared.checks(), declared.reason(), recorded);
      }
      case OrganiserFaultClosed closed -> close(closed, recorded);
      case ExerciseEnded _ -> end(recorded);
      default -> {}
    }
  }

  private void observe(Observation observation, Recorded recorded) {
    AvailabilityItem item =
        items.getOrDefault(observation.team(), Map.of()).get(observation.check());
    if (item == null || ended) {
      return;
    }
    item.holdUntil(observation.at(), recorded.sequence());
    if (item.outcome() != observation.outcome()) {
      post(observation.team(), observation.check(), item, recorded.sequence());
      item.change(observation.outcome(), observation.cause());
    }
  }

  private void post(String team, String check, AvailabilityItem item, long cause) {
    if (item.isUnderWay()) {
      ledger.post(team, CATEGORY, check, item.until(), item.post(), reason(check, item), cause);
    }
  }

  private String reason(String check, AvailabilityItem item) {
    String state =
        item.cause() == Cause.NONE
            ? item.outcome().name()
            : item.outcome().name() + " (" + item.cause() + ")";
    String words =
        "%s was %s for %s"
            .formatted(check, state, Durations.text(played.between(item.since(), item.until())));
    boolean costs = item.outcome() == Outcome.CRITICAL || item.outcome() == Outcome.WARNING;
    return costs ? words + "; possible were " + Points.text(item.possible()) : words;
  }

  private void close(OrganiserFaultClosed closed, Recorded recorded) {
    Fault fault = faults.get(closed.fault());
    if (fault != null) {
      Window window = new Window(fault.window().from(), closed.to());
      faults.put(closed.fault(), new Fault(fault.checks(), window));
      exclude(fault.checks(), closed.fault() + " ended", recorded);
    }
  }

  private void exclude(List<String> checks, String reason, Recorded recorded) {
    forEachItem((team, check, item) -> {
      if (checks.contains(check)) {
        long before = item.worth();
        item.exclude(windows(check));
        if (item.worth() != before) {
          correct(team, check, item, reason, recorded);
        }
      }
    });
  }

  /// Posts what the window changed together with the stretch so far.
  private void correct(
      String team, String check, AvailabilityItem item, String reason, Recorded recorded) {
    ledger.post(
        team,
        CATEGORY,
        check,
        recorded.at(),
        item.post(),
        "organisers' fault, window left out for every team: " + reason,
        recorded.sequence());
  }

  /// What is left out of a check: faults that concern it, and all jumps, as one ordered list.
  private List<Window> windows(String check) {
    List<Window> all = new ArrayList<>(jumps);
    faults.values().stream()
        .filter(fault -> fault.checks().contains(check))
        .forEach(fault -> all.add(fault.window()));
    all.sort(Comparator.comparingLong(Window::from).thenComparingLong(Window::to));
    List<Window> merged = new ArrayList<>();
    all.forEach(window -> merge(merged, window));
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
      item.holdUntil(recorded.at(), recorded.sequence());
      post(team, check, item, recorded.sequence());
      item.change(Outcome.UNKNOWN, Cause.NONE);
      item.finish();
      if (item.unposted() != 0) {
        ledger.post(
            team,
            CATEGORY,
            check,
            recorded.at(),
            item.post(),
            "the exercise ended early: scaled to the whole budget of " + check,
            recorded.sequence());
      }
    });
    ended = true;
  }

  @Override
  public List<LedgerEntry> running(String team, long at) {
    List<LedgerEntry> running = new ArrayList<>();
    items
        .getOrDefault(team, Map.of())
        .forEach((check, item) -> {
          if (item.isUnderWay()) {
            running.add(
                new LedgerEntry(
                    0,
                    team,
                    CATEGORY,
                    check,
                    item.until(),
                    item.unposted(),
                    reason(check, item),
                    item.lastEvent(),
                    true));
          }
        });
    return running;
  }

  @Override
  public Map<String, Long> runningSums(String team, long at) {
    long sum =
        items.getOrDefault(team, Map.of()).values().stream()
            .filter(AvailabilityItem::isUnderWay)
            .mapToLong(AvailabilityItem::unposted)
            .sum();
    return Map.of(CATEGORY, sum);
  }

  private interface ItemVisitor {
    void visit(String team, String check, AvailabilityItem item);
  }

  private void forEachItem(ItemVisitor visitor) {
    items.forEach((team, own) -> own.forEach((check, item) -> visitor.visit(team, check, item)));
  }
}
