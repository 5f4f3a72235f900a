package io.shieldwall.probing;

import java.util.List;

/// Shows two texts line by line: `-` what was expected and did not come, `+` what came instead. As
/// in a unified diff, equal lines at both ends are left out but for one.
public final class Difference {

  private static final int MOST_LINES = 12;
  private static final int LONGEST_LINE = 160;

  private Difference() {}

  public static String of(String expected, String got) {
    List<String> wanted = expected.strip().lines().toList();
    List<String> came = got.strip().lines().toList();
    int start = 0;
    int shorter = Math.min(wanted.size(), came.size());
    while (start < shorter && wanted.get(start).equals(came.get(start))) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && wanted.get(wanted.size() - 1 - end).equals(came.get(came.size() - 1 - end))) {
      end++;
    }
    StringBuilder text = new StringBuilder(256);
    if (start > 0) {
      append(text, ' ', wanted.subList(start - 1, start));
    }
    append(text, '-', wanted.subList(start, wanted.size() - end));
    append(text, '+', came.subList(start, came.size() - end));
    if (end > 0) {
      append(text, ' ', wanted.subList(wanted.size() - end, wanted.size() - end + 1));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, char mark, List<String> lines) {
    int shown = Math.min(lines.size(), MOST_LINES);
    for (String line : lines.subList(0, shown)) {
      String kept = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line;
      text.append(mark).append(' ').append(kept).append('\n');
    }
    if (shown < lines.size()) {
      text.append(mark).append(" … ").append(lines.size() - shown).append(" more lines\n");
    }
  }
}
