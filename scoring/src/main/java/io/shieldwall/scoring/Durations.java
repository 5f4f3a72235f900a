package io.shieldwall.scoring;

/// Spans of time as people read them.
public final class Durations {

  private Durations() {}

  /// Such as `3 m 12 s` or `1 h 4 m`.
  public static String text(long millis) {
    long seconds = millis / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " m" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s")
        : seconds / 3600 + " h" + (seconds / 60 % 60 == 0 ? "" : " " + seconds / 60 % 60 + " m");
  }
}
