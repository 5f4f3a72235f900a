package io.shieldwall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpreadTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Spread spread = new Spread(4, nanos::get);

  private int choose() {
    return spread.choose(Set.of(), "");
  }

  @Test
  void partitions_take_turns() {
    assertThat(new int[] {choose(), choose(), choose(), choose(), choose()})
        .containsExactly(0, 1, 2, 3, 0);
  }

  @Test
  void another_attempt_goes_elsewhere() {
    assertThat(spread.choose(Set.of(0, 1), "")).isEqualTo(2);
    assertThat(spread.choose(Set.of(0, 1, 2, 3), "")).isBetween(0, 3);
  }

  @Test
  void one_lost_lease_shuns_everything_of_a_silent_worker_for_a_while() {
    spread.heard(0, "dead");
    spread.heard(1, "alive");
    spread.heard(2, "dead");
    spread.heard(3, "alive");
    nanos.set(10);
    spread.lost(0, 5);
    assertThat(new int[] {choose(), choose(), choose()}).containsExactly(1, 3, 1);
    nanos.set(Duration.ofSeconds(11).toNanos());
    assertThat(new int[] {choose(), choose()}).containsExactly(2, 3);
  }

  @Test
  void a_worker_that_was_heard_since_loses_only_the_partition() {
    spread.heard(0, "slow");
    nanos.set(10);
    spread.heard(2, "slow");
    spread.lost(0, 5);
    assertThat(new int[] {choose(), choose(), choose(), choose()}).containsExactly(1, 2, 3, 1);
    spread.heard(0, "slow");
    assertThat(new int[] {choose(), choose(), choose()}).containsExactly(2, 3, 0);
  }

  @Test
  void another_vantage_is_another_worker_where_there_is_one() {
    spread.heard(0, "a");
    spread.heard(1, "a");
    spread.heard(2, "b");
    spread.heard(3, "b");
    assertThat(spread.choose(Set.of(), "a")).isEqualTo(2);
    assertThat(spread.choose(Set.of(2, 3), "b")).isEqualTo(0);
  }
}
