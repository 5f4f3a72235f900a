package io.shieldwall.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Measured figures by their key. A measuring process writes each as a line `key=value` and its
/// parent reads them again.
final class Figures {

  private final Map<String, Double> values = new LinkedHashMap<>();

  void put(String key, double value) {
    values.put(key, value);
    System.out.println(key + "=" + value);
  }

  void count(String key, long value) {
    put(key, (double) value);
  }

  /// Tells whoever waits what is being done.
  static void say(String text) {
    System.err.println("bench: " + text);
  }

  static double percentile(long[] sorted, double percent) {
    if (sorted.length == 0) {
      return 0;
    }
    int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted[Math.max(0, index)];
  }

  static long[] sorted(long[] values) {
    long[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }
}
