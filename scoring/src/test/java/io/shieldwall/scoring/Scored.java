package io.shieldwall.scoring;

import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.util.List;
import java.util.Optional;

/// A play and what it is worth, for tests that read like a story.
final class Scored {

  private final Scorer scorer;
  private final long at;

  private Scored(Scorer scorer, long at) {
    this.scorer = scorer;
    this.at = at;
  }

  static Scored of(Play play, ScoringRules rules) {
    Scorer scorer = new Scorer(TinyScenario.scenario(), rules);
    play.events().forEach(scorer::apply);
    return new Scored(scorer, play.now());
  }

  static Scored of(Play play) {
    return of(play, Weights.PRESET);
  }

  Scorer scorer() {
    return scorer;
  }

  /// Millipoints of a team's category, as standings show it.
  long points(String team, String category) {
    return scorer.standings(at).rows().stream()
        .filter(row -> row.team().equals(team))
        .findFirst()
        .flatMap(row -> Optional.ofNullable(row.categories().get(category)))
        .orElseThrow();
  }

  /// Final and running millipoints of one item.
  long item(String team, String category, String item) {
    return entries(team, category).stream()
        .filter(entry -> entry.item().equals(item))
        .mapToLong(LedgerEntry::delta)
        .sum();
  }

  /// Final and running entries of a category, oldest first.
  List<LedgerEntry> entries(String team, String category) {
    return java.util.stream.Stream.concat(
            scorer.ledger(team).stream(), scorer.running(team, at).stream())
        .filter(entry -> entry.category().equals(category))
        .toList();
  }

  /// `delta reason` of each entry of a category.
  List<String> story(String team, String category) {
    return entries(team, category).stream()
        .map(entry -> Points.text(entry.delta()) + " " + entry.reason())
        .toList();
  }
}
