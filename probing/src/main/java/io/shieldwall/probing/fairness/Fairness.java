package io.shieldwall.probing.fairness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Watches when the probes of each team really began. Everybody is due at the same instant; what
/// differs is the delay until the start. Keeps the latest delays of each team and the latest
/// spreads between the first and the last team of an instant. Safe for use by several threads.
public final class Fairness {

  /// Latest delays kept of each team.
  static final int SAMPLE = 4096;

  /// Instants of which not every team has been heard yet; older ones are given up.
  private static final int MOST_OPEN = 5000;

  private final Map<String, Series> delays = new LinkedHashMap<>();
  private final Map<String, Series> latencies = new LinkedHashMap<>();
  private final Map<String, Long> firsts = new LinkedHashMap<>();
  private final Series spreads = new Series();
  private final SequencedMap<Instant, Open> open = new LinkedHashMap<>();

  /// One instant at which a check was due for everybody.
  private record Instant(String check, long at) {}

  /// What is known of an instant.
  private static final class Open {
    private int heard;
    private long least = Long.MAX_VALUE;
    private long most;
    private String first = "";
  }

  /// The latest values of a series.
  private static final class Series {
    private final long[] ring = new long[SAMPLE];
    private long count;
    private long sum;
    private long most;

    void add(long value) {
      ring[(int) (count++ % SAMPLE)] = value;
      sum += value;
      most = Math.max(most, value);
    }

    long[] sample() {
      return Arrays.copyOf(ring, (int) Math.min(count, SAMPLE));
    }
  }

  /// @param teams ids of the teams that are measured
  public Fairness(List<String> teams) {
    for (String team : teams) {
      delays.put(team, new Series());
      latencies.put(team, new Series());
      firsts.put(team, 0L);
    }
  }

  /// Hears of one probe that was run.
  ///
  /// @param at the instant at which it was due
  /// @param delayMicros from that instant to its start
  /// @param latencyMicros from its start to its end
  public synchronized void add(
      String team, String check, long at, long delayMicros, long latencyMicros) {
    Series series = delays.get(team);
    Series latency = latencies.get(team);
    if (series == null || latency == null) {
      return;
    }
    series.add(delayMicros);
    latency.add(latencyMicros);
    Instant instant = new Instant(check, at);
    Open known = open.computeIfAbsent(instant, _ -> new Open());
    if (delayMicros < known.least) {
      known.least = delayMicros;
      known.first = team;
    }
    known.most = Math.max(known.most, delayMicros);
    if (++known.heard == delays.size()) {
      open.remove(instant);
      spreads.add(known.most - known.least);
      firsts.merge(known.first, 1L, Long::sum);
    } else if (open.size() > MOST_OPEN) {
      open.pollFirstEntry();
    }
  }

  /// What is known now.
  public synchronized Report report() {
    List<Row> rows = new ArrayList<>();
    delays.forEach((team, series) -> rows.add(row(team, series)));
    return new Report(Figures.of(spreads), rows, spreads.count);
  }

  private Row row(String team, Series series) {
    Series latency = latencies.getOrDefault(team, new Series());
    return new Row(
        team,
        Figures.of(series),
        Figures.of(latency),
        firsts.getOrDefault(team, 0L),
        KolmogorovSmirnov.of(series.sample(), others(team)));
  }

  private long[] others(String team) {
    return delays.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(team))
        .flatMapToLong(entry -> Arrays.stream(entry.getValue().sample()))
        .toArray();
  }

  /// Statistics of a series in microseconds; mean and greatest of all values, the others of the
  /// latest.
  public record Figures(long count, long mean, long median, long p99, long greatest) {

    private static Figures of(Series series) {
      long[] sample = series.sample();
      Arrays.sort(sample);
      return new Figures(
          series.count,
          series.count == 0 ? 0 : series.sum / series.count,
          at(sample, 0.5),
          at(sample, 0.99),
          series.most);
    }

    private static long at(long[] sorted, double share) {
      return sorted.length == 0
          ? 0
          : sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }
  }

  /// A team beside the others.
  ///
  /// @param delay from the common instant to the start
  /// @param first how often it was the first of an instant
  /// @param test its delays against those of all other teams
  public record Row(
      String team, Figures delay, Figures latency, long first, KolmogorovSmirnov test) {

    /// Whether its delays differ from those of the others more than chance explains: below one in a
    /// hundred, divided by the number of teams that are tested (Bonferroni), and at a distance that
    /// matters.
    public boolean isSuspicious(int teams) {
      return test.probability() < 0.01 / Math.max(1, teams) && test.distance() > 0.1;
    }
  }

  /// @param spread between the first and the last team of an instant
  /// @param instants instants of which every team was heard
  public record Report(Figures spread, List<Row> rows, long instants) {
    public Report {
      rows = List.copyOf(rows);
    }

    public boolean isFair() {
      return rows.stream().noneMatch(row -> row.isSuspicious(rows.size()));
    }
  }
}
