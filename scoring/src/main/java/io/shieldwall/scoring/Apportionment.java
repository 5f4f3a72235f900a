package io.shieldwall.scoring;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Divides a category's millipoints among items by weight, to the last thousandth (Hamilton's
/// method of largest remainders; ties go to the earlier item).
final class Apportionment {

  private Apportionment() {}

  static Map<String, Long> split(long total, Map<String, Integer> weights) {
    long sum = weights.values().stream().mapToLong(Integer::longValue).sum();
    Map<String, Long> parts = new LinkedHashMap<>();
    List<Remainder> remainders = new ArrayList<>();
    long given = 0;
    for (Map.Entry<String, Integer> entry : weights.entrySet()) {
      long product = Math.multiplyExact(total, entry.getValue().longValue());
      parts.put(entry.getKey(), product / sum);
      given += product / sum;
      remainders.add(new Remainder(entry.getKey(), product % sum, remainders.size()));
    }
    remainders.sort(
        Comparator.comparingLong(Remainder::rest).reversed().thenComparingInt(Remainder::position));
    for (int index = 0; index < total - given; index++) {
      parts.merge(remainders.get(index).item(), 1L, Long::sum);
    }
    return parts;
  }

  private record Remainder(String item, long rest, int position) {}

  /// Millipoints of a share of the total.
  static long share(int totalPoints, BigDecimal percent) {
    return Points.of(BigDecimal.valueOf(totalPoints).multiply(percent).movePointLeft(2));
  }
}
