package io.shieldwall.scoring;

import io.shieldwall.exercise.Event.ActionCancelled;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.PointsEntered;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Rules.Growth;
import io.shieldwall.scenario.Scenario;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Priced requests, and what the White cell entered by hand.
final class PriceScorer implements CategoryScorer {

  static final String PENALTIES = "penalties";
  static final String SPECIAL = "special";

  private final Scenario scenario;
  private final Ledger ledger;
  private final Map<String, Charge> charges = new HashMap<>();
  private final Map<String, PointsEntered> manual = new HashMap<>();

  private record Charge(String team, String item, long price) {}

  PriceScorer(Scenario scenario, Ledger ledger) {
    this.scenario = scenario;
    this.ledger = ledger;
  }

  @Override
  public void apply(Recorded recorded) {
    switch (recorded.event()) {
      case ActionOrdered ordered -> charge(ordered, recorded);
      case ActionCancelled cancelled -> refund(cancelled, recorded);
      case PointsEntered entered -> enter(entered, recorded);
      default -> {}
    }
  }

  private void charge(ActionOrdered ordered, Recorded recorded) {
    ActionTerms terms = scenario.rules().actions().get(ordered.kind());
    if (ordered.request() == 0 || terms == null) {
      return;
    }
    long price =
        Points.ofWhole((long) terms.points() * multiplier(terms.growth(), ordered.request()));
    charges.put(ordered.action(), new Charge(ordered.team(), ordered.system(), price));
    ledger.post(
        ordered.team(),
        PENALTIES,
        ordered.system(),
        recorded.at(),
        -price,
        "%s of %s, request %d of its kind"
            .formatted(
                ordered.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                ordered.system(),
                ordered.request()),
        recorded.sequence());
  }

  /// How many times the first price the n-th request costs. Fibonacci grows up to the fortieth.
  static long multiplier(Growth growth, int request) {
    return switch (growth) {
      case FLAT -> 1;
      case LINEAR -> request;
      case FIBONACCI -> fibonacci(Math.min(request, 40));
    };
  }

  private static long fibonacci(int request) {
    long previous = 0;
    long current = 1;
    for (int index = 1; index < request; index++) {
      long next = previous + current;
      previous = current;
      current = next;
    }
    return current;
  }

  private void refund(ActionCancelled cancelled, Recorded recorded) {
    Charge charge = charges.remove(cancelled.action());
    if (charge != null) {
      ledger.post(
          charge.team(),
          PENALTIES,
          charge.item(),
          recorded.at(),
          charge.price(),
          "request cancelled before it took effect: price returned",
          recorded.sequence());
    }
  }

  private void enter(PointsEntered entered, Recorded recorded) {
    entered
        .supersedes()
        .map(manual::get)
        .ifPresent(old ->
            ledger.post(
                old.team(),
                old.category(),
                old.item(),
                recorded.at(),
                -old.millipoints(),
                "taken back, superseded by " + entered.entry(),
                recorded.sequence()));
    manual.put(entered.entry(), entered);
    ledger.post(
        entered.team(),
        entered.category(),
        entered.item(),
        recorded.at(),
        entered.millipoints(),
        entered.reason(),
        recorded.sequence());
  }
}
