package io.shieldwall.range.nation;

/// A line of a system's log.
///
/// @param at exercise time in milliseconds since STARTEX
public record LogLine(long at, String text) {

  /// `[h:mm:ss] text`.
  @Override
  public String toString() {
    return "[" + clock(at) + "] " + text;
  }

  /// Exercise time as `h:mm:ss`.
  public static String clock(long millis) {
    long seconds = millis / 1000;
    return (seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
  }

  private static String two(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }
}
