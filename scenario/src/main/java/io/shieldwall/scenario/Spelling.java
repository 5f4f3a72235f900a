package io.shieldwall.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds the known word nearest to a mistyped one.
final class Spelling {

  private Spelling() {}

  /// The nearest word within a third of its length, at least two edits, that has something in
  /// common; empty when none is near.
  static Optional<String> nearest(String word, Collection<String> known) {
    return known.stream()
        .filter(candidate -> isNear(word, candidate))
        .min(
            Comparator.comparingInt((String candidate) -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isNear(String word, String candidate) {
    int distance = distance(word, candidate);
    return distance <= Math.max(2, candidate.length() / 3)
        && distance < Math.max(word.length(), candidate.length());
  }

  /// `did you mean 'x'?`, or the list of what is known when nothing is near.
  static String suggestion(String word, Collection<String> known) {
    return nearest(word, known)
        .map(near -> "did you mean '" + near + "'?")
        .orElseGet(() -> oneOf(known.stream().filter(each -> !each.isEmpty()).distinct().toList()));
  }

  private static String oneOf(List<String> known) {
    if (known.isEmpty()) {
      return "none is defined";
    }
    String list = String.join(", ", known.stream().sorted().limit(12).toList());
    return "use one of " + (known.size() > 12 ? list + ", … (" + known.size() + " in all)" : list);
  }

  /// Levenshtein distance.
  static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= left.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= right.length(); column++) {
        int substitution = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(substitution, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[right.length()];
  }
}
