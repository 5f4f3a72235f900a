package io.shieldwall.scoring;

import io.shieldwall.exercise.Recorded;
import java.util.List;

/// Turns events into entries of one or a few categories.
interface CategoryScorer {

  void apply(Recorded recorded);

  /// Entries that still change, as they would be posted now.
  ///
  /// @param at exercise time up to which running losses count
  List<LedgerEntry> running(String team, long at);
}
