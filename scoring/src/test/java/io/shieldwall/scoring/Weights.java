package io.shieldwall.scoring;

import io.shieldwall.scenario.Presets;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.ScoringRules.Category;
import io.shieldwall.scenario.ScoringRules.Curve;
import io.shieldwall.scenario.ScoringRules.Release;
import io.shieldwall.scenario.UserSimulation.Severity;
import io.shieldwall.testkit.Dice;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Scoring rules that differ from the preset in what a test is about.
final class Weights {

  static final ScoringRules PRESET = Presets.named("locked-shields").orElseThrow();

  private Weights() {}

  static ScoringRules curve(Curve curve) {
    return with(PRESET, PRESET.total(), PRESET.categories(), curve, PRESET.ticketRates());
  }

  static ScoringRules total(int total) {
    return with(PRESET, total, PRESET.categories(), PRESET.curve(), PRESET.ticketRates());
  }

  static ScoringRules rates(Map<Severity, BigDecimal> rates) {
    return with(PRESET, PRESET.total(), PRESET.categories(), PRESET.curve(), rates);
  }

  /// Shares of the categories named, in percent; the others have none.
  static ScoringRules shares(Map<String, Integer> shares) {
    List<Category> categories =
        PRESET.categories().stream()
            .map(each ->
                new Category(
                    each.id(),
                    each.title(),
                    BigDecimal.valueOf(shares.getOrDefault(each.id(), 0)),
                    each.release()))
            .toList();
    return with(PRESET, PRESET.total(), categories, PRESET.curve(), PRESET.ticketRates());
  }

  /// Releases of the categories named; the others are seen live.
  static ScoringRules releases(Map<String, Release> releases) {
    List<Category> categories =
        PRESET.categories().stream()
            .map(each ->
                new Category(
                    each.id(),
                    each.title(),
                    each.share(),
                    releases.getOrDefault(each.id(), Release.LIVE)))
            .toList();
    return with(PRESET, PRESET.total(), categories, PRESET.curve(), PRESET.ticketRates());
  }

  /// Odd weights, so that nothing comes out even.
  static ScoringRules random(long seed) {
    Dice dice = new Dice(seed);
    Map<Severity, BigDecimal> rates = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      rates.put(severity, BigDecimal.valueOf(dice.between(0, 3_000_000), 6));
    }
    Map<String, BigDecimal> outcome = new HashMap<>(PRESET.attackOutcome());
    outcome.replaceAll((_, _) -> BigDecimal.valueOf(dice.between(0, 1000), 3));
    Map<String, BigDecimal> deadlines = new HashMap<>(PRESET.deadlineFactors());
    deadlines.replaceAll((_, _) -> BigDecimal.valueOf(dice.between(0, 1000), 3));
    return new ScoringRules(
        PRESET.preset(),
        (int) dice.between(1, 20_000),
        randomShares(dice),
        dice.pick(List.of(Curve.values())),
        outcome,
        BigDecimal.valueOf(dice.between(0, 1000), 3),
        rates,
        (int) dice.between(0, 30),
        (int) dice.between(0, 50),
        BigDecimal.valueOf(dice.between(0, 100)),
        BigDecimal.valueOf(dice.between(0, 100)),
        deadlines);
  }

  private static List<Category> randomShares(Dice dice) {
    return PRESET.categories().stream()
        .map(each ->
            new Category(
                each.id(),
                each.title(),
                BigDecimal.valueOf(dice.between(0, 4000), 2),
                each.release()))
        .toList();
  }

  private static ScoringRules with(
      ScoringRules base,
      int total,
      List<Category> categories,
      Curve curve,
      Map<Severity, BigDecimal> rates) {
    return new ScoringRules(
        base.preset(),
        total,
        categories,
        curve,
        base.attackOutcome(),
        base.reportReturns(),
        rates,
        base.falseFixMinutes(),
        base.falseFixPoints(),
        base.penaltyCap(),
        base.specialCap(),
        base.deadlineFactors());
  }
}
