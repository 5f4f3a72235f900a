package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProbingEngineTest {

  private static final ProbeResult FINE =
      new ProbeResult(Outcome.OK, Cause.NONE, 1000, "Fine.", "");
  private static final List<String> TEAMS = List.of("blue01", "blue02", "blue03");

  private final AtomicLong exercise = new AtomicLong();
  private final AtomicLong wall = new AtomicLong(1_000_000);
  private final List<Observed> seen = new CopyOnWriteArrayList<>();
  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private final List<ProbeRequest> probed = new CopyOnWriteArrayList<>();
  private double speed = 1;
  private long stuck;

  @Test
  void probes_every_team_at_every_slot_and_hands_over_what_was_scheduled() {
    try (ProbingEngine engine = engine(checks(2), request -> FINE)) {
      pass(engine, 120_000);
      await().until(() -> engine.metrics().finished() == 12 && probed.size() == 12);
      assertThat(engine.metrics()).isEqualTo(new Metrics(12, 12, 0, 0, 0));
    }
    assertThat(seen).hasSize(12).allMatch(one -> one.result().equals(FINE));
    Map<String, List<Observed>> byTeam = new ConcurrentHashMap<>();
    seen.forEach(
        one -> byTeam.computeIfAbsent(one.team(), t -> new CopyOnWriteArrayList<>()).add(one));
    for (String team : TEAMS) {
      assertThat(byTeam.get(team))
          .extracting(Observed::checkId, Observed::round, Observed::scheduledMillis)
          .containsExactlyInAnyOrderElementsOf(
              new Schedule(checks(2), 1)
                  .between(-1, 120_000 - 1).stream()
                      .map(slot -> tuple(slot.check().id(), slot.round(), slot.atMillis()))
                      .toList());
    }
  }

  @Test
  void starts_nothing_while_the_clock_stands_still() {
    try (ProbingEngine engine = engine(checks(50), request -> FINE)) {
      pass(engine, 10_000);
      long before = engine.metrics().started();
      for (int i = 0; i < 100; i++) {
        wall.addAndGet(1000);
        engine.tick();
      }
      assertThat(engine.metrics().started()).isEqualTo(before);
      pass(engine, 10_000);
      assertThat(engine.metrics().started()).isGreaterThan(before);
    }
  }

  @Test
  void does_not_run_the_rounds_that_a_jump_left_out() {
    try (ProbingEngine engine = engine(checks(60), request -> FINE)) {
      pass(engine, 60_000);
      await().until(() -> engine.metrics().finished() == 180);
      exercise.addAndGet(3_600_000);
      engine.tick();
      assertThat(engine.metrics().started()).isEqualTo(183);
      pass(engine, 60_000);
      await().until(() -> engine.metrics().finished() == 360);
    }
    assertThat(seen)
        .allMatch(one -> one.scheduledMillis() < 60_000 || one.scheduledMillis() >= 3_660_000);
  }

  @Test
  void a_clock_that_is_set_back_goes_on_from_there() {
    try (ProbingEngine engine = engine(checks(60), request -> FINE)) {
      pass(engine, 60_000);
      exercise.set(0);
      engine.tick();
      await().until(() -> engine.metrics().finished() == 183);
      pass(engine, 30_000);
      await().until(() -> engine.metrics().finished() == 270);
    }
  }

  @Test
  void runs_what_fell_due_while_the_process_was_stopped() {
    try (ProbingEngine engine = engine(checks(60), request -> FINE)) {
      exercise.addAndGet(30_000);
      wall.addAndGet(30_000);
      engine.tick();
      assertThat(engine.metrics().started()).isEqualTo(93);
    }
  }

  @Test
  void a_round_whose_predecessor_still_runs_is_not_run_and_delays_nobody() {
    stuck = 1;
    CountDownLatch release = new CountDownLatch(1);
    Function<ProbeRequest, ProbeResult> slowForOne =
        request -> {
          if (request.team().equals("blue02")) {
            awaitQuietly(release);
          }
          return FINE;
        };
    try (ProbingEngine engine = engine(checks(1), slowForOne)) {
      pass(engine, 60_000);
      await().until(() -> engine.metrics().finished() == 2);
      pass(engine, 60_000);
      await().until(() -> engine.metrics().finished() == 4);
      assertThat(engine.metrics().late()).isEqualTo(1);
      assertThat(engine.metrics().inFlight()).isEqualTo(1);
      release.countDown();
      stuck = 0;
      await().until(() -> engine.metrics().inFlight() == 0);
      pass(engine, 60_000);
      await().until(() -> engine.metrics().finished() == 8);
    }
    assertThat(seen)
        .filteredOn(one -> one.team().equals("blue02"))
        .extracting(Observed::round, one -> one.result().cause())
        .containsExactlyInAnyOrder(
            tuple(0L, Cause.NONE), tuple(1L, Cause.NOT_RUN), tuple(2L, Cause.NONE));
    assertThat(seen)
        .filteredOn(one -> one.result().cause() == Cause.NOT_RUN)
        .allMatch(one -> one.result().outcome() == Outcome.UNKNOWN);
  }

  @Test
  void too_many_in_flight_are_not_run_instead_of_waiting() {
    stuck = 1;
    CountDownLatch release = new CountDownLatch(1);
    stuck = 2;
    Limits two = new Limits(2, Duration.ofMillis(1), 1000);
    try (ProbingEngine engine =
        engine(
            checks(1),
            request -> {
              awaitQuietly(release);
              return FINE;
            },
            two)) {
      pass(engine, 10);
      assertThat(engine.metrics()).isEqualTo(new Metrics(2, 0, 1, 2, 0));
      release.countDown();
    }
    assertThat(seen).hasSize(3);
  }

  @Test
  void serves_another_team_first_from_slot_to_slot() {
    List<String> first = new CopyOnWriteArrayList<>();
    Limits one = new Limits(1, Duration.ofMillis(1), 10_000);
    try (ProbingEngine engine =
        engine(
            checks(1),
            request -> {
              first.add(request.team());
              return FINE;
            },
            one)) {
      for (int round = 1; round <= 30; round++) {
        pass(engine, 60_000);
        long expected = round;
        await().until(() -> engine.metrics().finished() >= expected);
      }
    }
    assertThat(first).contains("blue01", "blue02", "blue03");
  }

  @Test
  void cuts_the_timeout_to_the_interval_in_wall_time_but_not_below_half_a_second() {
    speed = 30;
    try (ProbingEngine engine = engine(checks(1), request -> FINE)) {
      pass(engine, 1);
      speed = 10_000;
      exercise.addAndGet(60_000);
      engine.tick();
      await().until(() -> probed.size() == 6);
    }
    assertThat(probed.subList(0, 3)).allMatch(one -> one.timeout().equals(Duration.ofSeconds(2)));
    assertThat(probed.subList(3, 6)).allMatch(one -> one.timeout().equals(Duration.ofMillis(500)));
  }

  @Test
  void an_exception_of_the_prober_is_the_checkers_fault() {
    try (ProbingEngine engine =
        engine(
            checks(1),
            request -> {
              throw new IllegalStateException("bug");
            })) {
      pass(engine, 10);
    }
    assertThat(seen).hasSize(3).allMatch(one -> one.result().cause() == Cause.CHECKER_FAULT);
  }

  @Test
  void hands_over_in_batches_by_itself_once_it_is_started() {
    exercise.set(-1);
    try (ProbingEngine engine = engine(checks(10), request -> FINE)) {
      engine.start();
      exercise.set(0);
      wall.addAndGet(10);
      await().until(() -> seen.size() == 3);
      exercise.addAndGet(6000);
      wall.addAndGet(6000);
      await().until(() -> seen.size() == 6);
    }
    assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(6);
  }

  @Test
  void closing_stops_what_runs_and_hands_over_everything() {
    ProbingEngine engine =
        engine(
            checks(1),
            request -> {
              awaitQuietly(new CountDownLatch(1));
              return ProbeResult.notRun("Stopped.");
            });
    engine.start();
    exercise.addAndGet(1);
    await().until(() -> engine.metrics().inFlight() == 3);
    engine.close();
    assertThat(seen).hasSize(3);
    assertThat(engine.metrics()).isEqualTo(new Metrics(3, 3, 0, 0, 0));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Network.Check> checks(int count) {
    return ScheduleTest.checks(count, 60_000);
  }

  private ProbingEngine engine(
      List<Network.Check> checks, Function<ProbeRequest, ProbeResult> prober) {
    return engine(checks, prober, Limits.DEFAULT);
  }

  private ProbingEngine engine(
      List<Network.Check> checks, Function<ProbeRequest, ProbeResult> prober, Limits limits) {
    Targets targets =
        new Targets(
            TEAMS,
            (team, check) ->
                new ProbeRequest(
                    team,
                    "s",
                    "v",
                    check.id(),
                    "10.1.1.1",
                    80,
                    "",
                    check.probe(),
                    check.timeout()));
    return new ProbingEngine(
        new Schedule(checks, 1),
        request -> {
          probed.add(request);
          return prober.apply(request);
        },
        targets,
        exercise::get,
        () -> speed,
        batch -> {
          batches.add(batch.size());
          seen.addAll(batch);
        },
        wallClock(),
        limits);
  }

  private InstantSource wallClock() {
    return () -> Instant.ofEpochMilli(wall.get());
  }

  /// Lets both clocks run on by so many milliseconds in ticks of 10 ms, each time until all probes
  /// have ended but those that are meant to be stuck.
  private void pass(ProbingEngine engine, long millis) {
    for (long passed = 0; passed < millis; passed += 10) {
      engine.tick();
      exercise.addAndGet(10);
      wall.addAndGet(10);
      while (engine.metrics().inFlight() > stuck) {
        Thread.onSpinWait();
      }
    }
  }
}
