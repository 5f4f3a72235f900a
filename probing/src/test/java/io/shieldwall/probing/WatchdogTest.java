package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchdogTest {

  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private final Watchdog watchdog = new Watchdog(nanos::get);
  private final List<String> rung = new ArrayList<>();

  @Test
  void rings_when_the_time_has_come_and_not_before() {
    watchdog.after(Duration.ofMillis(100), () -> rung.add("a"));
    advance(99);
    assertThat(rung).isEmpty();
    advance(11);
    assertThat(rung).containsExactly("a");
    advance(60_000);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void does_not_ring_what_was_cancelled() {
    watchdog.after(Duration.ofMillis(100), () -> rung.add("a")).cancel();
    advance(30_000);
    assertThat(rung).isEmpty();
  }

  @Test
  void rings_alarms_that_lie_several_turns_of_the_wheel_ahead() {
    watchdog.after(Duration.ofMinutes(2), () -> rung.add("late"));
    for (int second = 0; second < 119; second++) {
      advance(1000);
    }
    assertThat(rung).isEmpty();
    advance(1010);
    assertThat(rung).containsExactly("late");
  }

  @Test
  void rings_everything_after_a_long_sleep() {
    watchdog.after(Duration.ofMillis(10), () -> rung.add("a"));
    watchdog.after(Duration.ofSeconds(9), () -> rung.add("b"));
    watchdog.after(Duration.ofSeconds(50), () -> rung.add("c"));
    advance(3_600_000);
    assertThat(rung).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void an_alarm_that_fails_does_not_keep_the_others_from_ringing() {
    watchdog.after(
        Duration.ofMillis(10),
        () -> {
          throw new IllegalStateException("on purpose");
        });
    watchdog.after(Duration.ofMillis(10), () -> rung.add("b"));
    advance(20);
    assertThat(rung).containsExactly("b");
  }

  @Test
  void random_alarms_ring_within_two_ticks_of_their_time() {
    Random random = new Random(42);
    for (int i = 0; i < 2000; i++) {
      long due = millis() + random.nextInt(30_000);
      watchdog.after(
          Duration.ofMillis(due - millis()),
          () -> {
            assertThat(millis()).isBetween(due, due + 10);
            rung.add("x");
          });
      advance(random.nextInt(5));
    }
    for (int i = 0; i < 30_100; i++) {
      advance(1);
    }
    assertThat(rung).hasSize(2000);
  }

  @Test
  void the_shared_one_rings_by_itself() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    Watchdog.shared().after(Duration.ofMillis(20), latch::countDown);
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private long millis() {
    return nanos.get() / 1_000_000;
  }

  private void advance(long millis) {
    nanos.addAndGet(millis * 1_000_000);
    watchdog.turn();
  }
}
