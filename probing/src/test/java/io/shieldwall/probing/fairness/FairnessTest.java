package io.shieldwall.probing.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shieldwall.probing.fairness.Fairness.Report;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class FairnessTest {

  private static final List<String> TEAMS = List.of("blue01", "blue02", "blue03", "blue04");

  private static long[] numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).toArray();
  }

  @Test
  void equal_samples_have_no_distance() {
    KolmogorovSmirnov test = KolmogorovSmirnov.of(numbers(1, 50), numbers(1, 50));
    assertThat(test.distance()).isZero();
    assertThat(test.probability()).isEqualTo(1);
  }

  @Test
  void shifted_samples_have_the_distance_that_tables_give() {
    KolmogorovSmirnov test = KolmogorovSmirnov.of(numbers(1, 10), numbers(4, 13));
    assertThat(test.distance()).isCloseTo(0.3, within(1e-12));
    // sqrt(5) + 0.12 + 0.11 / sqrt(5) = 2.4053; times 0.3 = 0.7216; Q(0.7216) = 0.6750
    assertThat(test.probability()).isCloseTo(0.6750, within(5e-4));
  }

  @Test
  void samples_without_a_common_value_are_as_far_apart_as_can_be() {
    KolmogorovSmirnov test = KolmogorovSmirnov.of(numbers(1, 100), numbers(200, 300));
    assertThat(test.distance()).isEqualTo(1);
    assertThat(test.probability()).isLessThan(1e-6);
    assertThat(KolmogorovSmirnov.of(new long[0], numbers(1, 9)).probability()).isEqualTo(1);
  }

  @Test
  void samples_of_one_distribution_rarely_look_different() {
    SplittableRandom random = new SplittableRandom(7);
    long rejected =
        LongStream.range(0, 400)
            .filter(_ ->
                KolmogorovSmirnov.of(
                            random.longs(200, 0, 10_000).toArray(),
                            random.longs(300, 0, 10_000).toArray())
                        .probability()
                    < 0.05)
            .count();
    assertThat(rejected).isBetween(5L, 35L);
  }

  private static Report play(long handicapOfTheLast) {
    Fairness fairness = new Fairness(TEAMS);
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 600; round++) {
      for (String team : TEAMS) {
        long handicap = team.equals("blue04") ? handicapOfTheLast : 0;
        fairness.add(team, "a/b", round, random.nextLong(100, 900) + handicap, 5_000);
      }
    }
    return fairness.report();
  }

  @Test
  void teams_that_are_served_alike_are_fair() {
    Report report = play(0);
    assertThat(report.isFair()).isTrue();
    assertThat(report.instants()).isEqualTo(600);
    assertThat(report.spread().greatest()).isLessThan(800);
    assertThat(report.rows()).extracting(Fairness.Row::team).containsExactlyElementsOf(TEAMS);
    assertThat(report.rows()).extracting(row -> row.delay().count()).containsOnly(600L);
    assertThat(report.rows().stream().mapToLong(Fairness.Row::first).sum()).isEqualTo(600);
  }

  @Test
  void a_team_that_is_always_served_late_is_found() {
    Report report = play(300);
    assertThat(report.isFair()).isFalse();
    assertThat(report.rows().get(3).isSuspicious(4)).isTrue();
    assertThat(report.rows().get(3).first()).isLessThan(100);
  }

  @Test
  void instants_that_never_complete_are_given_up() {
    Fairness fairness = new Fairness(TEAMS);
    for (long at = 0; at < 20_000; at++) {
      fairness.add("blue01", "a/b", at, 1, 1);
    }
    fairness.add("stranger", "a/b", 1, 1, 1);
    Report report = fairness.report();
    assertThat(report.instants()).isZero();
    assertThat(report.rows().getFirst().delay().count()).isEqualTo(20_000);
  }
}
