package io.shieldwall.server.team;

import io.shieldwall.scenario.ScoringRules.Category;
import io.shieldwall.scoring.LedgerEntry;
import io.shieldwall.server.live.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A team's ledger: every released point with its reason, newest first.
///
/// @param running stretches that have not ended; they still change
/// @param left number of older entries that are not shown
public record LedgerView(
    List<Line> entries,
    List<Line> running,
    Map<String, Long> categories,
    Map<String, String> titles,
    int left) {

  private static final int SHOWN = 400;

  public LedgerView {
    entries = List.copyOf(entries);
    running = List.copyOf(running);
    categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
    titles = Map.copyOf(titles);
  }

  /// @param number position in the ledger; 0 while it runs
  public record Line(
      int number, long at, String category, String item, long delta, String reason, long cause) {}

  static LedgerView of(Stage.Moment moment, String team, int most) {
    List<LedgerEntry> entries = moment.scorer().releasedLedger(team);
    List<Line> shown = new ArrayList<>();
    for (int index = entries.size() - 1;
        index >= 0 && shown.size() < Math.min(most, SHOWN);
        index--) {
      shown.add(line(entries.get(index)));
    }
    Map<String, Long> sums =
        moment.scorer().released(moment.now()).rows().stream()
            .filter(row -> row.team().equals(team))
            .findFirst()
            .orElseThrow()
            .categories();
    Map<String, String> titles = new LinkedHashMap<>();
    for (Category category : moment.scenario().scoring().categories()) {
      titles.put(category.id(), category.title());
    }
    List<Line> running =
        moment.scorer().running(team, moment.now()).stream()
            .filter(entry -> moment.scorer().isReleased(entry.category()))
            .map(LedgerView::line)
            .toList();
    return new LedgerView(shown, running, sums, titles, entries.size() - shown.size());
  }

  private static Line line(LedgerEntry entry) {
    return new Line(
        entry.number(),
        entry.at(),
        entry.category(),
        entry.item(),
        entry.delta(),
        entry.reason(),
        entry.cause());
  }
}
