package io.shieldwall.scenario;

import io.shieldwall.scenario.ScoringRules.Category;
import io.shieldwall.scenario.ScoringRules.Curve;
import io.shieldwall.scenario.ScoringRules.Release;
import io.shieldwall.scenario.UserSimulation.Severity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Named sets of scoring rules that a scenario starts from. The shares of `locked-shields` follow a
/// participant's note on the 80/20 split of technical and other work; they are a preset, no claim
/// of equality with any year's exercise.
public final class Presets {

  private static final ScoringRules LOCKED_SHIELDS =
      new ScoringRules(
          "locked-shields",
          10_000,
          List.of(
              category("availability", "Availability", "15", Release.LIVE),
              category("usability", "Usability", "12", Release.LIVE),
              category("attack-defence", "Attack defence", "28", Release.LIVE),
              category("sitrep", "Situation reports", "8", Release.LIVE),
              category("threat-intelligence", "Threat intelligence", "7", Release.LIVE),
              category("forensics", "Forensics", "10", Release.LIVE),
              category("legal", "Legal", "6", Release.LIVE),
              category("media", "Strategic communication", "6", Release.LIVE),
              category("strategic", "Strategic decisions", "8", Release.LIVE),
              category("penalties", "Penalties", "0", Release.LIVE),
              category("special", "Special points", "0", Release.LIVE)),
          Curve.LINEAR,
          Map.of(
              "blocked", new BigDecimal("1"),
              "partial", new BigDecimal("0.5"),
              "success", new BigDecimal("0.2"),
              "persistent", new BigDecimal("0")),
          new BigDecimal("0.4"),
          Map.of(
              Severity.LOW, new BigDecimal("0.1"),
              Severity.NORMAL, new BigDecimal("0.25"),
              Severity.HIGH, new BigDecimal("0.5"),
              Severity.CRITICAL, new BigDecimal("1")),
          10,
          10,
          new BigDecimal("10"),
          new BigDecimal("3"),
          Map.of(
              "early", new BigDecimal("1"),
              "on-time", new BigDecimal("1"),
              "late", new BigDecimal("0.8"),
              "very-late", new BigDecimal("0.5")));

  private Presets() {}

  static List<String> names() {
    return List.of(LOCKED_SHIELDS.preset());
  }

  /// The rules of a preset by name.
  public static Optional<ScoringRules> named(String name) {
    return name.equals(LOCKED_SHIELDS.preset()) ? Optional.of(LOCKED_SHIELDS) : Optional.empty();
  }

  private static Category category(String id, String title, String share, Release release) {
    return new Category(id, title, new BigDecimal(share), release);
  }
}
