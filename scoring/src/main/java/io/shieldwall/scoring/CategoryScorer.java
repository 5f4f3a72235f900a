package io.shieldwall.scoring;

import io.shieldwall.exercise.Recorded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns events into entries of one or a few categories.
interface CategoryScorer {

  void apply(Recorded recorded);

  /// Entries that still change, as they would be posted now.
  ///
  /// @param at exercise time up to which running losses count
  default List<LedgerEntry> running(String team, long at) {
    return List.of();
  }

  /// Sums of the running entries by category.
  default Map<String, Long> runningSums(String team, long at) {
    Map<String, Long> sums = new HashMap<>();
    running(team, at).forEach(entry -> sums.merge(entry.category(), entry.delta(), Long::sum));
    return sums;
  }
}
