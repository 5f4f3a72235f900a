package io.shieldwall.scoring;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Exact arithmetic in millipoints, thousandths of a point. Nothing here is binary floating point.
public final class Points {

  private Points() {}

  /// Decimal text with three places, such as `-30.000`.
  public static String text(long millipoints) {
    return BigDecimal.valueOf(millipoints, 3).toPlainString();
  }

  public static long ofWhole(long points) {
    return Math.multiplyExact(points, 1000L);
  }

  /// Millipoints of a decimal number of points, half to even.
  public static long of(BigDecimal points) {
    return round(points.movePointRight(3));
  }

  /// An amount times a factor, half to even.
  static long times(long millipoints, BigDecimal factor) {
    return round(BigDecimal.valueOf(millipoints).multiply(factor));
  }

  /// A decimal number of millipoints times a factor over a divisor, half to even.
  static long times(BigDecimal millipoints, BigDecimal factor, BigDecimal divisor) {
    return millipoints.multiply(factor).divide(divisor, 0, RoundingMode.HALF_EVEN).longValueExact();
  }

  /// An amount times numerator over denominator, half to even.
  static long times(long millipoints, BigInteger numerator, BigInteger denominator) {
    BigInteger product = BigInteger.valueOf(millipoints).multiply(numerator);
    return new BigDecimal(product)
        .divide(new BigDecimal(denominator), 0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  static long times(long millipoints, long numerator, long denominator) {
    return times(millipoints, BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
  }

  private static long round(BigDecimal millipoints) {
    return millipoints.setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }
}
