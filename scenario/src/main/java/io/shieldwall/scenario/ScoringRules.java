package io.shieldwall.scenario;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What counts how much. Every number of the score stands here; see `docs/scoring.md`.
///
/// @param preset name of the preset that unset values were taken from
/// @param total points of a perfect team over all shares, e.g. 10000
/// @param categories shares add up to 100 percent, counting only categories with a share
/// @param curve how the OK share of a check becomes points
/// @param attackOutcome share of an objective's budget kept, 0 to 1, per outcome name: `blocked`,
///   `partial`, `success`, `persistent`
/// @param reportReturns largest share of a loss that an accurate report in time returns, 0 to 1
/// @param ticketRates points lost a minute by an open ticket, by severity
/// @param falseFixMinutes extra minutes charged for a fix that was claimed and is none
/// @param falseFixPoints flat fine in points for the same
/// @param penaltyCap most points a team can lose by penalties, percent of the total
/// @param specialCap most points a team can gain by special points, percent of the total
/// @param deadlineFactors factor by window: `early`, `on-time`, `late`, `very-late`
public record ScoringRules(
    String preset,
    int total,
    List<Category> categories,
    Curve curve,
    Map<String, BigDecimal> attackOutcome,
    BigDecimal reportReturns,
    Map<UserSimulation.Severity, BigDecimal> ticketRates,
    int falseFixMinutes,
    int falseFixPoints,
    BigDecimal penaltyCap,
    BigDecimal specialCap,
    Map<String, BigDecimal> deadlineFactors) {

  public ScoringRules {
    categories = List.copyOf(categories);
    attackOutcome = Map.copyOf(attackOutcome);
    ticketRates = Map.copyOf(ticketRates);
    deadlineFactors = Map.copyOf(deadlineFactors);
  }

  /// A category of the score.
  ///
  /// @param share percent of the total; zero for penalties and special points
  public record Category(String id, String title, BigDecimal share, Release release) {}

  /// When a team and the public see a category's entries.
  public enum Release {
    LIVE,
    /// at the next phase
    PHASE_END,
    /// at ENDEX
    ENDEX
  }

  /// The shape of the scoring curve g(u) over the share of OK time u.
  public enum Curve {
    /// g(u) = u
    LINEAR,
    /// g(u) = u², the last minutes of outage hurt least
    CONVEX,
    /// g(u) = 1 − (1 − u)², the first minutes of outage hurt least
    CONCAVE
  }

  /// Ids of the categories the scoring room knows how to fill.
  public static final List<String> CATEGORY_IDS =
      List.of(
          "availability",
          "usability",
          "attack-defence",
          "sitrep",
          "threat-intelligence",
          "forensics",
          "legal",
          "media",
          "strategic",
          "penalties",
          "special");

  public Optional<Category> category(String id) {
    return categories.stream().filter(category -> category.id().equals(id)).findFirst();
  }
}
