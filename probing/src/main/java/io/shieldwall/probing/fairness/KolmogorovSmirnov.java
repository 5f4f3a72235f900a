package io.shieldwall.probing.fairness;

import java.util.Arrays;

/// The two-sample test of Kolmogorov and Smirnov: whether two samples may come from one
/// distribution, whatever its form.
///
/// @param distance D, the greatest distance of the two empirical distribution functions, 0 to 1
/// @param probability how probable a distance of at least D is when they do; the asymptotic formula
///   with the correction for small samples of M. A. Stephens (1970)
public record KolmogorovSmirnov(double distance, double probability) {

  private static final int MOST_TERMS = 100;

  /// Compares two samples; an empty one differs from nothing.
  public static KolmogorovSmirnov of(long[] first, long[] second) {
    if (first.length == 0 || second.length == 0) {
      return new KolmogorovSmirnov(0, 1);
    }
    double distance = distance(first, second);
    double size = (double) first.length * second.length / (first.length + second.length);
    double root = Math.sqrt(size);
    return new KolmogorovSmirnov(distance, tail((root + 0.12 + 0.11 / root) * distance));
  }

  private static double distance(long[] first, long[] second) {
    long[] a = first.clone();
    long[] b = second.clone();
    Arrays.sort(a);
    Arrays.sort(b);
    double greatest = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      long value = Math.min(a[i], b[j]);
      while (i < a.length && a[i] == value) {
        i++;
      }
      while (j < b.length && b[j] == value) {
        j++;
      }
      greatest = Math.max(greatest, Math.abs((double) i / a.length - (double) j / b.length));
    }
    return greatest;
  }

  /// The tail of Kolmogorov's distribution, `2 Σ (-1)^(k-1) exp(-2 k² x²)`.
  private static double tail(double x) {
    if (x < 0.2) {
      return 1;
    }
    double sum = 0;
    for (int k = 1; k <= MOST_TERMS; k++) {
      double term = Math.exp(-2 * k * k * x * x);
      sum += k % 2 == 1 ? term : -term;
      if (term < 1e-12) {
        break;
      }
    }
    return Math.clamp(2 * sum, 0, 1);
  }
}
