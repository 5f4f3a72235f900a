package io.shieldwall.server.pages;

import io.shieldwall.scoring.Durations;
import io.shieldwall.scoring.Points;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Numbers and times as pages show them.
public final class Format {

  private static final DateTimeFormatter WALL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

  private Format() {}

  /// Exercise time such as `4:07:30`.
  public static String time(long millis) {
    long seconds = Math.max(0, millis) / 1000;
    return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /// Such as `3 m 12 s`.
  public static String span(long millis) {
    return Durations.text(Math.max(0, millis));
  }

  /// Wall time for hovering.
  public static String wall(Instant instant) {
    return WALL.format(instant.atOffset(ZoneOffset.UTC));
  }

  /// Points with one decimal, such as `4,312.5`.
  public static String points(long millipoints) {
    long tenths = Math.round(millipoints / 100.0);
    return "%s%,d.%d"
        .formatted(tenths < 0 ? "−" : "", Math.abs(tenths) / 10, Math.abs(tenths) % 10);
  }

  /// A difference with its sign and all places, such as `+17.940`.
  public static String delta(long millipoints) {
    String text = Points.text(Math.abs(millipoints));
    if (millipoints == 0) {
      return "±0.000";
    }
    return (millipoints > 0 ? "+" : "−") + text;
  }

  /// `up`, `down` or `flat`, the class of a difference.
  public static String direction(long millipoints) {
    if (millipoints == 0) {
      return "flat";
    }
    return millipoints > 0 ? "up" : "down";
  }

  /// Words of a constant, such as `rotate credential`.
  public static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
