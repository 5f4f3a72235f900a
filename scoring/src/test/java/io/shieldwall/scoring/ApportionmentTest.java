package io.shieldwall.scoring;

import static io.shieldwall.testkit.RandomHistories.forSeeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.testkit.Dice;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sums are exact, to the last thousandth of a point.
final class ApportionmentTest {

  @Test
  void the_parts_add_up_to_the_whole_and_agree_with_the_oracle() {
    forSeeds(
        500,
        seed -> {
          Dice dice = new Dice(seed);
          Map<String, Integer> weights = new LinkedHashMap<>();
          for (long items = dice.between(1, 40); items > 0; items--) {
            weights.put("item-" + items, (int) dice.between(1, dice.percent(50) ? 3 : 10_000));
          }
          long total = dice.between(0, 100_000_000);
          Map<String, Long> parts = Apportionment.split(total, weights);
          assertThat(parts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(total);
          assertThat(parts).isEqualTo(Oracle.apportion(total, weights));
        });
  }

  @Test
  void what_cannot_be_divided_goes_to_the_largest_rests_and_then_to_the_first() {
    Map<String, Integer> equal = new LinkedHashMap<>();
    equal.put("a", 1);
    equal.put("b", 1);
    equal.put("c", 1);
    assertThat(Apportionment.split(8, equal))
        .containsExactly(Map.entry("a", 3L), Map.entry("b", 3L), Map.entry("c", 2L));
    Map<String, Integer> uneven = new LinkedHashMap<>();
    uneven.put("small", 1);
    uneven.put("large", 2);
    assertThat(Apportionment.split(10, uneven))
        .containsExactly(Map.entry("small", 3L), Map.entry("large", 7L));
  }

  @ParameterizedTest
  @CsvSource({
    "10000, 15, 1500000",
    "10000, 0.01, 1000",
    "1, 0.05, 0",
    "1, 0.15, 2",
    "3, 33.33, 1000"
  })
  void a_share_is_a_percentage_of_the_total(int total, BigDecimal percent, long millipoints) {
    assertThat(Apportionment.share(total, percent)).isEqualTo(millipoints);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.000", "1, 0.001", "-30000, -30.000", "1234567, 1234.567", "-1, -0.001"})
  void points_read_with_three_decimals(long millipoints, String text) {
    assertThat(Points.text(millipoints)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 2, 0",
    "3, 1, 2, 2",
    "5, 1, 2, 2",
    "-1, 1, 2, 0",
    "-3, 1, 2, -2",
    "7, 1, 3, 2",
    "8, 1, 3, 3"
  })
  void halves_are_rounded_to_the_even_neighbour(
      long amount, long numerator, long denominator, long expected) {
    assertThat(Points.times(amount, BigInteger.valueOf(numerator), BigInteger.valueOf(denominator)))
        .isEqualTo(expected);
    assertThat(Fraction.of(amount * numerator, denominator).rounded()).isEqualTo(expected);
    assertThat(
            Points.times(
                BigDecimal.valueOf(amount),
                BigDecimal.valueOf(numerator),
                BigDecimal.valueOf(denominator)))
        .isEqualTo(expected);
  }

  @Test
  void a_number_that_does_not_fit_is_an_error_and_never_another_number() {
    assertThatThrownBy(() -> Points.ofWhole(Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Points.times(Long.MAX_VALUE, BigInteger.TWO, BigInteger.ONE))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59999, 59 s",
    "60000, 1 m",
    "192000, 3 m 12 s",
    "3600000, 1 h",
    "3840000, 1 h 4 m",
    "90000000, 25 h"
  })
  void spans_of_time_read_as_people_say_them(long millis, String text) {
    assertThat(Durations.text(millis)).isEqualTo(text);
  }
}
