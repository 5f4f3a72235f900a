package io.shieldwall.app;

/// Exercise times on the command line.
final class Times {

  private Times() {}

  static String text(long millis) {
    long seconds = millis / 1000;
    return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /// Milliseconds of `h:mm` or `h:mm:ss`.
  static long parse(String text) {
    if (!text.matches("\\d{1,3}:\\d{2}(:\\d{2})?")) {
      throw new UserMistake("'" + text + "' is no exercise time; write one such as 4:30", 2);
    }
    String[] parts = text.split(":");
    long seconds = 0;
    for (int index = 0; index < 3; index++) {
      seconds = seconds * 60 + (index < parts.length ? Long.parseLong(parts[index]) : 0);
    }
    return seconds * 1000;
  }
}
