package io.shieldwall.range.nation;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as planners write them in details of effects: `20m`, `1h30m`.
final class Lasting {

  private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  private Lasting() {}

  /// @param otherwise when the text is no duration
  static Duration parse(String text, Duration otherwise) {
    Matcher matcher = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      long count = Long.parseLong(matcher.group(1));
      sum = sum.plusMillis(count * unit(matcher.group(2)));
      end = matcher.end();
    }
    return end == text.length() && end > 0 ? sum : otherwise;
  }

  private static long unit(String name) {
    return switch (name) {
      case "ms" -> 1;
      case "s" -> 1000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }
}
