package io.shieldwall.scoring;

import io.shieldwall.scenario.Campaign.Objective;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One system of one team: the attempts against it and the team's reports about it.
///
/// A report is in time for an attempt between the attempt's start and the report window after its
/// first result. It returns the preset's share of the loss when it names the technique, three
/// quarters of that for the same technique with another sub-technique, and one half for any other.
/// Each report serves one attempt and each attempt takes one report: the most accurate pairs first,
/// among them the earlier report, then the earlier attempt. So the match depends on what happened,
/// not on the order in which it was scored.
final class Front {

  private static final BigDecimal SAME_TECHNIQUE = BigDecimal.ONE;
  private static final BigDecimal SAME_PARENT = new BigDecimal("0.75");
  private static final BigDecimal SAME_SYSTEM = new BigDecimal("0.5");
  private static final Comparator<Pair> MOST_ACCURATE_FIRST =
      Comparator.comparing(Pair::accuracy).reversed();

  final List<Attempt> attempts = new ArrayList<>();
  final List<Report> reports = new ArrayList<>();
  private final long window;
  private final BigDecimal most;

  /// @param most share of a loss that a fully accurate report returns
  Front(Duration reportWindow, BigDecimal most) {
    this.window = reportWindow.toMillis();
    this.most = most;
  }

  /// An objective played against the team, and what it has left of its budget.
  static final class Attempt {
    final String team;
    final Objective objective;
    final long budget;
    private final long startedAt;
    private long endedAt = Long.MAX_VALUE;
    private long kept;
    private long returned;

    Attempt(String team, Objective objective, long budget, long startedAt) {
      this.team = team;
      this.objective = objective;
      this.budget = budget;
      this.startedAt = startedAt;
    }

    /// Takes a result, or another one; its time stays that of the first.
    ///
    /// @return millipoints gained by it
    long end(long at, long nowKept) {
      endedAt = Math.min(endedAt, at);
      long delta = nowKept - kept;
      kept = nowKept;
      return delta;
    }

    /// @return millipoints gained by it
    long soften(long nowReturned) {
      long delta = nowReturned - returned;
      returned = nowReturned;
      return delta;
    }

    boolean hasEnded() {
      return endedAt != Long.MAX_VALUE;
    }

    long loss() {
      return budget - kept;
    }

    long held() {
      return kept + returned;
    }
  }

  record Report(String id, String technique, long at) {}

  private record Pair(Attempt attempt, Report report, BigDecimal accuracy) {}

  /// Which report each attempt has; attempts without one are missing.
  Map<Attempt, Report> match() {
    List<Pair> pairs = new ArrayList<>();
    for (Report report : reports) {
      for (Attempt attempt : attempts) {
        if (attempt.hasEnded() && attempt.loss() > 0 && isInTime(attempt, report)) {
          pairs.add(new Pair(attempt, report, accuracy(attempt, report)));
        }
      }
    }
    pairs.sort(MOST_ACCURATE_FIRST);
    Map<Attempt, Report> match = new LinkedHashMap<>();
    Set<Report> used = new HashSet<>();
    for (Pair pair : pairs) {
      if (!match.containsKey(pair.attempt()) && used.add(pair.report())) {
        match.put(pair.attempt(), pair.report());
      }
    }
    return match;
  }

  /// Millipoints of an attempt's loss that a report returns.
  long returned(Attempt attempt, Report report) {
    return Points.times(attempt.loss(), most.multiply(accuracy(attempt, report)));
  }

  private boolean isInTime(Attempt attempt, Report report) {
    return report.at() >= attempt.startedAt && report.at() - attempt.endedAt <= window;
  }

  private static BigDecimal accuracy(Attempt attempt, Report report) {
    String technique = attempt.objective.technique();
    if (report.technique().equals(technique)) {
      return SAME_TECHNIQUE;
    }
    return parent(report.technique()).equals(parent(technique)) ? SAME_PARENT : SAME_SYSTEM;
  }

  private static String parent(String technique) {
    int dot = technique.indexOf('.');
    return dot < 0 ? technique : technique.substring(0, dot);
  }
}
