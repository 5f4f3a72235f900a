package io.shieldwall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Actor.Role;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.EvidenceShelf;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.probing.Limits;
import io.shieldwall.probing.Observed;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.ProbingEngine;
import io.shieldwall.probing.Schedule;
import io.shieldwall.probing.Slot;
import io.shieldwall.probing.Targets;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.testkit.InMemoryJournal;
import io.shieldwall.testkit.TinyScenario;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A live exercise whose wall clock is set and whose store stands still: no result is lost, none
/// counts twice, and nobody is served differently.
final class DisturbancesTest {

  private static final long SEED = 5;

  private final Scenario scenario = TinyScenario.scenario();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong wallSkew = new AtomicLong();
  private final SteadyTime steady =
      new SteadyTime(
          () -> scenario.startsAt().plusNanos(nanos.get()).plusMillis(wallSkew.get()), nanos::get);
  private final StoppableJournal journal = new StoppableJournal();
  private final Schedule schedule = new Schedule(scenario.network().checks(), SEED);
  private ExerciseLoop loop = loop();
  private ProbingEngine engine = engine();

  /// A store that can be made to stand still.
  private static final class StoppableJournal implements Journal {
    private final InMemoryJournal journal = new InMemoryJournal();
    private final ReentrantLock disk = new ReentrantLock();

    @Override
    public void append(List<Recorded> batch) {
      disk.lock();
      try {
        journal.append(batch);
      } finally {
        disk.unlock();
      }
    }

    @Override
    public long size() {
      return journal.size();
    }

    @Override
    public String root() {
      return journal.root();
    }

    @Override
    public void replay(long from, Consumer<Recorded> consumer) {
      journal.replay(from, consumer);
    }

    @Override
    public void close() {
      journal.close();
    }
  }

  private ExerciseLoop loop() {
    Exercise exercise = new Exercise(scenario, State.EMPTY);
    exercise.handle("create", Actor.PLATFORM, TinyScenario.creation(), steady.instant());
    exercise.handle(
        "start", Actor.of(Role.DIRECTOR, "director"), new Command.StartClock(1), steady.instant());
    journal.append(exercise.drain());
    return new ExerciseLoop(exercise, journal, steady, ExerciseLoop.DEFAULT_CAPACITY);
  }

  private ProbingEngine engine() {
    return new ProbingEngine(
        schedule,
        _ -> new ProbeResult(Outcome.OK, Cause.NONE, 900, "as expected", ""),
        Targets.of(scenario.network(), scenario.teams()),
        loop::exerciseMillis,
        () -> 1,
        this::report,
        steady,
        Limits.DEFAULT);
  }

  private final Findings findings = new Findings(EvidenceShelf.none());
  private final AtomicLong batches = new AtomicLong();

  private void report(List<Observed> observed) {
    Reply reply =
        loop.submit(
            "checks-" + batches.incrementAndGet(),
            Actor.PLATFORM,
            new Command.ReportObservations(findings.observations(observed, loop.presentMillis())));
    if (!(reply instanceof Reply.Done)) {
      throw new IllegalStateException("not taken: " + reply);
    }
  }

  @BeforeEach
  void begin() {
    loop.start();
    engine.start();
  }

  @AfterEach
  void end() {
    engine.close();
    loop.close();
  }

  /// Lets time pass second by second; in each everything that is due is run before the next begins.
  private void pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      nanos.addAndGet(1_000_000_000L);
      long due = (long) due().size() * scenario.teams().size();
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofMinutes(1))
          .until(() -> engine.metrics().finished() == due);
    }
  }

  private List<Slot> due() {
    return schedule.between(-1, loop.exerciseMillis());
  }

  private void assertThatEveryRoundWasRecordedOnce() {
    Set<String> expected = new TreeSet<>();
    for (Slot slot : due()) {
      scenario
          .teams()
          .forEach(
              team -> expected.add(team.id() + " " + slot.check().id() + " " + slot.atMillis()));
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(recorded()).hasSameSizeAs(expected));
    assertThat(new TreeSet<>(recorded())).isEqualTo(expected);
    assertThat(engine.metrics().late()).isZero();
    assertThat(engine.metrics().lost()).isZero();
  }

  private List<String> recorded() {
    List<String> all = new ArrayList<>();
    journal.replay(
        0,
        recorded -> {
          if (recorded.event() instanceof Event.ChecksObserved observed) {
            for (Observation each : observed.observations()) {
              all.add(each.team() + " " + each.check() + " " + each.at());
            }
          }
        });
    return all;
  }

  @Test
  void a_wall_clock_that_is_set_by_an_hour_changes_nothing() {
    pass(Duration.ofSeconds(90));
    wallSkew.addAndGet(Duration.ofHours(1).toMillis());
    pass(Duration.ofSeconds(90));
    wallSkew.addAndGet(-Duration.ofHours(2).toMillis());
    pass(Duration.ofSeconds(90));
    assertThat(loop.exerciseMillis()).isEqualTo(270_000);
    assertThatEveryRoundWasRecordedOnce();
    assertThat(due()).hasSizeGreaterThan(10);
  }

  @Test
  void a_store_that_stands_still_for_twenty_seconds_costs_no_result() {
    pass(Duration.ofSeconds(60));
    long before = journal.size();
    journal.disk.lock();
    try {
      pass(Duration.ofSeconds(40));
      await().atMost(Duration.ofMinutes(1)).until(() -> journal.disk.getQueueLength() == 1);
    } finally {
      journal.disk.unlock();
    }
    pass(Duration.ofSeconds(60));
    assertThatEveryRoundWasRecordedOnce();
    assertThat(journal.size()).isGreaterThan(before);
  }

  @Test
  void time_goes_on_whatever_the_wall_clock_says() {
    AtomicLong ticks = new AtomicLong();
    Instant[] wall = {Instant.parse("2026-05-05T06:00:00Z")};
    SteadyTime time = new SteadyTime(() -> wall[0], ticks::get);
    ticks.set(1_500_000_000L);
    wall[0] = wall[0].minusSeconds(3600);
    assertThat(time.instant()).isEqualTo(Instant.parse("2026-05-05T06:00:01.500Z"));
    wall[0] = wall[0].plusSeconds(7200);
    assertThat(time.instant()).isEqualTo(Instant.parse("2026-05-05T06:00:01.500Z"));
  }
}
