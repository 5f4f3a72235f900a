package io.shieldwall.scoring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The entries of all teams in the order in which they came, with sums by category.
final class Ledger {

  private final Map<String, List<LedgerEntry>> entries = new HashMap<>();
  private final Map<String, Map<String, Long>> sums = new HashMap<>();

  void post(
      String team, String category, String item, long at, long delta, String reason, long cause) {
    List<LedgerEntry> own = entries.computeIfAbsent(team, _ -> new ArrayList<>());
    own.add(new LedgerEntry(own.size() + 1, team, category, item, at, delta, reason, cause, false));
    sums.computeIfAbsent(team, _ -> new HashMap<>()).merge(category, delta, Long::sum);
  }

  long sum(String team, String category) {
    return sums.getOrDefault(team, Map.of()).getOrDefault(category, 0L);
  }

  /// The team's entries, oldest first; a view that does not change later.
  List<LedgerEntry> of(String team) {
    return List.copyOf(entries.getOrDefault(team, List.of()));
  }

  int size(String team) {
    return entries.getOrDefault(team, List.of()).size();
  }

  List<LedgerEntry> since(String team, int number) {
    List<LedgerEntry> own = entries.getOrDefault(team, List.of());
    return List.copyOf(own.subList(Math.min(number, own.size()), own.size()));
  }
}
