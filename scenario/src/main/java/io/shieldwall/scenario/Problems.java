package io.shieldwall.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The mistakes found so far in a folder. Collected as values and reported once, together.
final class Problems {

  /// Mistakes reported of one folder; a folder with more has one cause.
  static final int MOST = 500;

  private final List<Problem> found = new ArrayList<>();

  void add(Place place, String message, String fix) {
    if (found.size() < MOST) {
      found.add(new Problem(place.file(), place.line(), place.column(), message, fix));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<Problem> sorted() {
    return List.copyOf(new TreeSet<>(found.stream().map(Ordered::new).toList())).stream()
        .map(Ordered::problem)
        .toList();
  }

  /// Orders problems by place and, at the same place, by text.
  private record Ordered(Problem problem) implements Comparable<Ordered> {
    @Override
    public int compareTo(Ordered other) {
      int byPlace = problem.compareTo(other.problem);
      return byPlace != 0 ? byPlace : problem.message().compareTo(other.problem.message());
    }
  }
}
