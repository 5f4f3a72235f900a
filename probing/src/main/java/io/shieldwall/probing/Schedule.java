package io.shieldwall.probing;

import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Rules.Hold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// When each check starts, in exercise time. Pure: no clock, no state, and every start is computed
/// from STARTEX, so nothing drifts.
///
/// Checks with the same interval share its rounds. In round k the m of them start evenly spread
/// over `[k·every, (k+1)·every)`. A check keeps to its quarter of the interval, which the seed
/// chooses; within the quarter the order is drawn anew each round. So starts cannot be foretold,
/// and two starts of one check always lie more than three quarters of the interval apart.
///
/// Teams do not occur: a slot is the same instant for all of them.
public final class Schedule {

  private static final int QUARTERS = 4;

  private final List<Rhythm> rhythms;
  private final List<Hold> holds;
  private final long seed;

  /// A schedule without holds.
  public Schedule(List<Network.Check> checks, long seed) {
    this(checks, List.of(), seed);
  }

  /// @param holds windows in which checks are not run
  /// @param seed decides the order; publish it afterwards and everybody can recompute it
  public Schedule(List<Network.Check> checks, List<Hold> holds, long seed) {
    this.holds = List.copyOf(holds);
    this.seed = seed;
    Map<Long, List<Network.Check>> byInterval = new LinkedHashMap<>();
    for (Network.Check check : checks) {
      long every = check.every().toMillis();
      if (every < 1) {
        throw new IllegalArgumentException(check.id() + " has no interval");
      }
      byInterval.computeIfAbsent(every, key -> new ArrayList<>()).add(check);
    }
    rhythms =
        byInterval.entrySet().stream()
            .map(entry -> Rhythm.of(entry.getValue(), entry.getKey(), seed))
            .toList();
  }

  /// Every start after one exercise time up to and including another, in order.
  public List<Slot> between(long fromMillisExclusive, long toMillisInclusive) {
    List<Slot> slots = new ArrayList<>();
    long from = Math.max(0, fromMillisExclusive + 1);
    if (from <= toMillisInclusive) {
      for (Rhythm rhythm : rhythms) {
        rhythm.addTo(slots, from, toMillisInclusive);
      }
    }
    slots.removeIf(this::isHeld);
    slots.sort(Comparator.comparingLong(Slot::atMillis));
    return slots;
  }

  /// In which order the teams are served when a slot is due: drawn anew for each slot (Fisher and
  /// Yates), so that no team is first more often than another.
  ///
  /// @return indexes of the teams
  public int[] order(Slot slot, int teams) {
    long drawn = Permutation.mix(seed + slot.atMillis() * 31 + slot.check().id().hashCode());
    int[] order = new int[teams];
    for (int i = 0; i < teams; i++) {
      drawn += 0x9E3779B97F4A7C15L;
      int other = (int) Long.remainderUnsigned(Permutation.mix(drawn), i + 1L);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  private boolean isHeld(Slot slot) {
    return holds.stream().anyMatch(hold -> hold.holds(slot.check().id(), slot.atMillis()));
  }

  /// The checks of one interval.
  ///
  /// @param checks in the order of their quarters
  /// @param every the interval in milliseconds
  private record Rhythm(List<Network.Check> checks, long every, long seed) {

    static Rhythm of(List<Network.Check> checks, long every, long seed) {
      Permutation order = new Permutation(checks.size(), Permutation.mix(seed ^ every));
      List<Network.Check> ordered = new ArrayList<>(checks.size());
      for (int i = 0; i < checks.size(); i++) {
        ordered.add(checks.get(order.at(i)));
      }
      return new Rhythm(List.copyOf(ordered), every, seed);
    }

    void addTo(List<Slot> slots, long from, long to) {
      for (long round = from / every; round * every <= to; round++) {
        long start = round * every;
        int first = positionAtOrAfter(Math.max(0, from - start));
        int end = positionAtOrAfter(Math.min(every, to - start + 1));
        for (int position = first; position < end; position++) {
          slots.add(new Slot(checkAt(round, position), round, start + offset(position)));
        }
      }
    }

    private long offset(int position) {
      return position * every / checks.size();
    }

    /// The smallest position whose offset is not before a time within the interval.
    private int positionAtOrAfter(long millis) {
      return (int) Math.min(checks.size(), Math.ceilDiv(millis * checks.size(), every));
    }

    private Network.Check checkAt(long round, int position) {
      int quarter = (int) ((long) position * QUARTERS / checks.size());
      int first = firstOf(quarter);
      int size = firstOf(quarter + 1) - first;
      long drawn = Permutation.mix(seed + every + Permutation.mix(round * QUARTERS + quarter));
      return checks.get(first + new Permutation(size, drawn).at(position - first));
    }

    private int firstOf(int quarter) {
      return (int) Math.ceilDiv((long) quarter * checks.size(), (long) QUARTERS);
    }
  }
}
