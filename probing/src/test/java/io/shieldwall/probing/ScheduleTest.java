package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  private static final long SEED = 20260505L;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 100, 1000})
  void every_check_starts_exactly_once_in_every_round(int count) {
    Schedule schedule = new Schedule(checks(count, 60_000), SEED);
    Map<Long, List<Slot>> byRound =
        schedule.between(-1, 100 * 60_000L - 1).stream()
            .collect(Collectors.groupingBy(Slot::round));
    assertThat(byRound).hasSize(100);
    byRound.forEach((round, slots) -> {
      assertThat(slots).extracting(slot -> slot.check().id()).doesNotHaveDuplicates();
      assertThat(slots).hasSize(count);
      assertThat(slots)
          .allSatisfy(slot ->
              assertThat(slot.atMillis()).isBetween(round * 60_000, round * 60_000 + 59_999));
    });
  }

  @Test
  void nothing_drifts_the_hundred_thousandth_round_starts_when_it_should() {
    Schedule schedule = new Schedule(checks(1, 7_001), SEED);
    long round = 100_000;
    assertThat(schedule.between(round * 7_001 - 1, round * 7_001))
        .extracting(Slot::round, Slot::atMillis)
        .containsExactly(tuple(round, round * 7_001));
  }

  @Test
  void the_instants_of_a_round_are_the_same_in_every_round() {
    Schedule schedule = new Schedule(checks(97, 60_000), SEED);
    List<Long> first = offsets(schedule, 0);
    for (long round = 1; round < 50; round++) {
      assertThat(offsets(schedule, round)).isEqualTo(first);
    }
  }

  @Test
  void starts_are_spread_evenly_over_the_interval() {
    Schedule schedule = new Schedule(checks(600, 60_000), SEED);
    for (int second = 0; second < 60; second++) {
      assertThat(schedule.between(second * 1000L - 1, second * 1000L + 999)).hasSize(10);
    }
  }

  @Test
  void two_starts_of_a_check_lie_more_than_three_quarters_of_the_interval_apart() {
    Schedule schedule = new Schedule(checks(64, 60_000), SEED);
    Map<String, List<Long>> starts = starts(schedule, 200 * 60_000L);
    starts.forEach((check, times) -> {
      for (int i = 1; i < times.size(); i++) {
        assertThat(times.get(i) - times.get(i - 1)).isGreaterThan(45_000).isLessThan(75_000);
      }
    });
  }

  @Test
  void the_order_within_a_quarter_changes_from_round_to_round() {
    Schedule schedule = new Schedule(checks(64, 60_000), SEED);
    long kinds =
        IntStream.range(0, 20)
            .mapToObj(round -> ids(schedule.between(round * 60_000L - 1, round * 60_000L + 59_999)))
            .distinct()
            .count();
    assertThat(kinds).isEqualTo(20);
  }

  @Test
  void the_seed_alone_decides() {
    List<Network.Check> checks = checks(500, 60_000);
    List<Slot> once = new Schedule(checks, SEED).between(-1, 600_000);
    assertThat(new Schedule(checks, SEED).between(-1, 600_000)).isEqualTo(once);
    assertThat(new Schedule(checks, SEED + 1).between(-1, 600_000)).isNotEqualTo(once);
  }

  @Test
  void how_time_is_cut_into_pieces_makes_no_difference() {
    List<Network.Check> checks = new ArrayList<>(checks(50, 60_000));
    checks.addAll(checks(31, 7_777));
    checks.addAll(checks(3, 100));
    Schedule schedule = new Schedule(checks, SEED);
    List<Slot> whole = schedule.between(-1, 300_000);
    List<Slot> pieces = new ArrayList<>();
    Random random = new Random(7);
    for (long from = -1; from < 300_000; ) {
      long to = Math.min(300_000, from + random.nextInt(5_000));
      pieces.addAll(schedule.between(from, to));
      from = to;
    }
    assertThat(pieces).isEqualTo(whole);
    assertThat(whole).isSortedAccordingTo(Comparator.comparingLong(Slot::atMillis));
  }

  @Test
  void serves_fifty_thousand_checks() {
    Schedule schedule = new Schedule(checks(50_000, 60_000), SEED);
    assertThat(schedule.between(-1, 59_999)).hasSize(50_000);
    assertThat(schedule.between(3_600_000, 3_600_012)).hasSize(10);
  }

  @Test
  void has_nothing_for_no_checks_or_no_time() {
    assertThat(new Schedule(List.of(), SEED).between(-1, 1_000_000)).isEmpty();
    assertThat(new Schedule(checks(5, 1000), SEED).between(5000, 5000)).isEmpty();
    assertThat(new Schedule(checks(5, 1000), SEED).between(5000, 4000)).isEmpty();
  }

  @Test
  void refuses_a_check_without_an_interval() {
    assertThatThrownBy(() -> new Schedule(checks(1, 0), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("c0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 17, 1000, 65_537})
  void a_permutation_takes_every_place_once(int size) {
    Permutation permutation = new Permutation(size, 99);
    assertThat(IntStream.range(0, size).map(permutation::at).sorted().toArray())
        .isEqualTo(IntStream.range(0, size).toArray());
  }

  @Test
  void a_permutation_favours_no_place() {
    int[] seen = new int[10];
    for (int seed = 0; seed < 20_000; seed++) {
      seen[new Permutation(10, Permutation.mix(seed)).at(0)]++;
    }
    for (int count : seen) {
      assertThat(count).isBetween(1_600, 2_400);
    }
  }

  private static List<Long> offsets(Schedule schedule, long round) {
    return schedule.between(round * 60_000 - 1, round * 60_000 + 59_999).stream()
        .map(slot -> slot.atMillis() - round * 60_000)
        .toList();
  }

  private static Map<String, List<Long>> starts(Schedule schedule, long until) {
    Map<String, List<Long>> starts = new TreeMap<>();
    for (Slot slot : schedule.between(-1, until - 1)) {
      starts.computeIfAbsent(slot.check().id(), id -> new ArrayList<>()).add(slot.atMillis());
    }
    return starts;
  }

  @Test
  void every_team_is_as_often_first_and_last_as_any_other() {
    Schedule schedule = new Schedule(List.of(check("a/b", 60_000)), 11);
    int[] first = new int[24];
    int[] last = new int[24];
    for (Slot slot : schedule.between(-1, 24_000L * 60_000)) {
      int[] order = schedule.order(slot, 24);
      assertThat(order).hasSize(24);
      first[order[0]]++;
      last[order[23]]++;
    }
    // 1000 expected; five standard deviations are 155
    assertThat(first)
        .satisfies(counts ->
            assertThat(java.util.Arrays.stream(counts))
                .allMatch(each -> each > 845 && each < 1155));
    assertThat(last)
        .satisfies(counts ->
            assertThat(java.util.Arrays.stream(counts))
                .allMatch(each -> each > 845 && each < 1155));
  }

  private static List<String> ids(List<Slot> slots) {
    return slots.stream().map(slot -> slot.check().id()).toList();
  }

  static List<Network.Check> checks(int count, long everyMillis) {
    return IntStream.range(0, count).mapToObj(i -> check("c" + i, everyMillis)).toList();
  }

  static Network.Check check(String id, long everyMillis) {
    return new Network.Check(
        id,
        "system",
        "service",
        1,
        Duration.ofMillis(everyMillis),
        Duration.ofSeconds(8),
        new Probe("tcp", Map.of()));
  }
}
