package io.shieldwall.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The written forms of times: `1h30m`, `3h..5h`, `2026-05-05T06:00:00Z`.
final class Spans {

  private static final Pattern SPAN = Pattern.compile("(?:\\d{1,9}(?:ms|s|m|h|d)){1,5}");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private Spans() {}

  record Window(Duration opens, Duration closes) {}

  static boolean isSpan(String text) {
    return SPAN.matcher(text).matches();
  }

  static Duration span(String text) {
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long number = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
              });
    }
    return sum;
  }

  static Optional<Window> window(String text) {
    int dots = text.indexOf("..");
    if (dots < 0) {
      return Optional.empty();
    }
    String opens = text.substring(0, dots).strip();
    String closes = text.substring(dots + 2).strip();
    return isSpan(opens) && isSpan(closes)
        ? Optional.of(new Window(span(opens), span(closes)))
        : Optional.empty();
  }

  static boolean isMoment(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeParseException _) {
      return false;
    }
  }
}
