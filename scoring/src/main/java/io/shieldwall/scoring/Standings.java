package io.shieldwall.scoring;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who leads.
///
/// @param at exercise time in milliseconds since STARTEX
/// @param rows best total first; equal totals share a rank and stand in the scenario's order
public record Standings(long at, List<Standing> rows) {

  public Standings {
    rows = List.copyOf(rows);
  }

  /// One team's score.
  ///
  /// @param rank 1 for the best; equal totals share it
  /// @param total millipoints
  /// @param categories millipoints by category id, in the scoring rules' order
  public record Standing(int rank, String team, long total, Map<String, Long> categories) {
    public Standing {
      categories = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(categories));
    }
  }

  /// Ranks teams by their categories.
  static Standings of(long at, Map<String, Map<String, Long>> categoriesByTeam) {
    List<Standing> unranked =
        categoriesByTeam.entrySet().stream()
            .map(entry ->
                new Standing(
                    0,
                    entry.getKey(),
                    entry.getValue().values().stream().mapToLong(Long::longValue).sum(),
                    entry.getValue()))
            .sorted(Comparator.comparingLong(Standing::total).reversed())
            .toList();
    return new Standings(
        at,
        unranked.stream()
            .map(row ->
                new Standing(
                    1
                        + (int)
                            unranked.stream().filter(other -> other.total() > row.total()).count(),
                    row.team(),
                    row.total(),
                    row.categories()))
            .toList());
  }
}
