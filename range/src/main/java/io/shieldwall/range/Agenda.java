package io.shieldwall.range;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Things to do by exercise time. What is due at the same time is done in the order in which it was
/// noted.
///
/// @param <T> what is to be done
public final class Agenda<T> {

  private final PriorityQueue<Entry<T>> entries =
      new PriorityQueue<>(
          Comparator.<Entry<T>>comparingLong(Entry::at).thenComparingLong(Entry::number));
  private long numbers;

  private record Entry<T>(long at, long number, T thing) {}

  public void note(long at, T thing) {
    entries.add(new Entry<>(at, numbers++, thing));
  }

  /// When the first thing is due, or [Agent#WAITING].
  public long nextAt() {
    Entry<T> first = entries.peek();
    return first == null ? Agent.WAITING : first.at();
  }

  /// Takes out everything that is due.
  public List<T> due(long at) {
    if (nextAt() > at) {
      return List.of();
    }
    List<T> due = new ArrayList<>();
    while (nextAt() <= at) {
      due.add(entries.remove().thing());
    }
    return due;
  }
}
