package io.shieldwall.probing;

import io.shieldwall.scenario.Network;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Drives the probes of a live exercise: starts each slot of the schedule for all teams back to
/// back on virtual threads and hands the results to a sink.
///
/// - A check of a team is probed once at a time. A round that falls due while the one before still
///   runs, or while too many probes are in flight, is observed as `UNKNOWN NOT_RUN` and counted as
///   late; it never delays another.
/// - While the exercise clock stands still nothing starts. When it jumps, the rounds between are
///   not run and not observed. A clock that runs on while this process was stopped has not jumped:
///   what fell due is run.
/// - The order of the teams is drawn from the seed for each slot.
public final class ProbingEngine implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ProbingEngine.class.getName());
  private static final Duration TICK = Duration.ofMillis(5);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(500);
  private static final Duration SINK_GRACE = Duration.ofSeconds(5);
  private static final long JUMP_TOLERANCE_MILLIS = 1000;

  private final Schedule schedule;
  private final Function<ProbeRequest, ProbeResult> prober;
  private final Targets targets;
  private final LongSupplier exerciseMillis;
  private final DoubleSupplier speed;
  private final InstantSource clock;
  private final Outbox outbox;
  private final Semaphore permits;
  private final Limits limits;
  private final ExecutorService probes =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("probe-", 0).factory());
  private final Map<Measurement, List<Observed>> running = new ConcurrentHashMap<>();
  private final Map<Measurement, String> memories = new ConcurrentHashMap<>();
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final Thread scheduler;
  private final Thread courier;
  private volatile boolean closed;
  private long lastExerciseMillis;
  private long lastWallMillis;

  /// What is measured once at a time.
  private record Measurement(String team, String checkId) {}

  /// @param exerciseMillis exercise time since STARTEX; stands still while paused
  /// @param speed exercise seconds a wall second
  /// @param sink takes batches on one thread; must bear to see a batch again after it threw
  /// @param clock wall clock, only to tell a jump of exercise time from a late wake-up
  public ProbingEngine(
      Schedule schedule,
      Prober prober,
      Targets targets,
      LongSupplier exerciseMillis,
      DoubleSupplier speed,
      Consumer<List<Observed>> sink,
      InstantSource clock) {
    this(schedule, prober::probe, targets, exerciseMillis, speed, sink, clock, Limits.DEFAULT);
  }

  /// The same with other limits and anything that makes probes.
  public ProbingEngine(
      Schedule schedule,
      Function<ProbeRequest, ProbeResult> prober,
      Targets targets,
      LongSupplier exerciseMillis,
      DoubleSupplier speed,
      Consumer<List<Observed>> sink,
      InstantSource clock,
      Limits limits) {
    this.schedule = schedule;
    this.prober = prober;
    this.targets = targets;
    this.exerciseMillis = exerciseMillis;
    this.speed = speed;
    this.clock = clock;
    this.limits = limits;
    this.outbox = new Outbox(sink, limits);
    this.permits = new Semaphore(limits.inFlight());
    this.lastExerciseMillis = exerciseMillis.getAsLong() - 1;
    this.lastWallMillis = clock.millis();
    this.scheduler = Thread.ofPlatform().daemon().name("probe-scheduler").unstarted(this::run);
    this.courier = Thread.ofPlatform().daemon().name("probe-courier").unstarted(outbox::deliver);
  }

  /// Begins to probe what falls due from now on.
  public void start() {
    courier.start();
    scheduler.start();
  }

  private void run() {
    while (!closed) {
      try {
        tick();
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "a tick of the probe scheduler failed", e);
      }
      LockSupport.parkNanos(this, TICK.toNanos());
    }
  }

  /// Starts everything that fell due since the last tick.
  void tick() {
    long now = exerciseMillis.getAsLong();
    long wall = clock.millis();
    long from = lastExerciseMillis;
    boolean jumped = jumped(from, now, Math.max(0, wall - lastWallMillis));
    lastExerciseMillis = now;
    lastWallMillis = wall;
    if (jumped) {
      LOG.log(System.Logger.Level.INFO, "exercise time jumped from {0} to {1} ms", from, now);
    }
    for (Slot slot : schedule.between(jumped ? now - 1 : from, now)) {
      start(new Due(slot, System.nanoTime() - wallNanos(now - slot.atMillis())));
    }
  }

  private boolean jumped(long from, long now, long wallMillis) {
    double most = (wallMillis + JUMP_TOLERANCE_MILLIS) * Math.max(1, speed.getAsDouble());
    return now < from || now - from > most + 1;
  }

  /// A slot with the reading of the nano clock at its instant.
  private record Due(Slot slot, long nanos) {}

  private long wallNanos(long exerciseMillis) {
    return (long) (exerciseMillis * 1_000_000 / Math.max(speed.getAsDouble(), 0.001));
  }

  private void start(Due due) {
    List<String> teams = targets.teams();
    for (int team : schedule.order(due.slot(), teams.size())) {
      start(teams.get(team), due);
    }
  }

  private void start(String team, Due due) {
    Slot slot = due.slot();
    Measurement measurement = new Measurement(team, slot.check().id());
    if (running.putIfAbsent(measurement, new ArrayList<>()) != null) {
      waitBehind(measurement, slot);
      return;
    }
    if (!permits.tryAcquire()) {
      late.incrementAndGet();
      release(measurement);
      outbox.add(notRun(team, slot, "The platform had too many probes in flight."));
      return;
    }
    started.incrementAndGet();
    try {
      probes.execute(() -> probe(measurement, due));
    } catch (RejectedExecutionException _) {
      end(measurement);
    }
  }

  /// A round that could not be run is told after the result of the round that stood in its way, so
  /// that results of a check come in the order of their rounds.
  private void waitBehind(Measurement measurement, Slot slot) {
    late.incrementAndGet();
    Observed notRun =
        notRun(
            measurement.team(), slot, "The round before was still running when this one fell due.");
    boolean waits =
        running.computeIfPresent(
                measurement,
                (_, behind) -> {
                  behind.add(notRun);
                  return behind;
                })
            != null;
    if (!waits) {
      outbox.add(notRun);
    }
  }

  private static Observed notRun(String team, Slot slot, String why) {
    return observed(team, slot, ProbeResult.notRun(why), 0);
  }

  private void release(Measurement measurement) {
    List<Observed> behind = running.remove(measurement);
    if (behind != null) {
      behind.forEach(outbox::add);
    }
  }

  private void probe(Measurement measurement, Due due) {
    Slot slot = due.slot();
    long delayMicros = Math.max(0, System.nanoTime() - due.nanos()) / 1000;
    ProbeResult result;
    try {
      ProbeRequest request = targets.request().apply(measurement.team(), slot.check());
      result =
          Confirming.probe(
              prober,
              request
                  .within(wallTimeout(slot.check(), request.timeout()))
                  .remembering(memories.getOrDefault(measurement, "")),
              slot.check().confirm());
      if (!result.memory().isEmpty()) {
        memories.put(measurement, result.memory());
      }
    } catch (RuntimeException | Error e) {
      result = ProbeResult.fault(e);
    }
    outbox.add(observed(measurement.team(), slot, result, delayMicros));
    end(measurement);
  }

  private void end(Measurement measurement) {
    release(measurement);
    permits.release();
    finished.incrementAndGet();
  }

  /// The check's timeout, cut to its interval in wall time so that a fast clock meets no pile.
  private Duration wallTimeout(Network.Check check, Duration timeout) {
    double factor = Math.max(speed.getAsDouble(), 0.001);
    Duration interval = Duration.ofNanos((long) (check.every().toNanos() / factor));
    Duration most = interval.compareTo(SHORTEST_TIMEOUT) > 0 ? interval : SHORTEST_TIMEOUT;
    return timeout.compareTo(most) < 0 ? timeout : most;
  }

  private static Observed observed(String team, Slot slot, ProbeResult result, long delayMicros) {
    return new Observed(
        team, slot.check().id(), slot.round(), slot.atMillis(), result, delayMicros);
  }

  public Metrics metrics() {
    return new Metrics(
        started.get(),
        finished.get(),
        late.get(),
        limits.inFlight() - permits.availablePermits(),
        outbox.lost());
  }

  /// Stops the schedule, ends the probes in flight as `UNKNOWN NOT_RUN` and hands the rest to the
  /// sink.
  @Override
  public void close() {
    closed = true;
    try {
      if (scheduler.getState() != Thread.State.NEW) {
        scheduler.join();
      }
      probes.shutdownNow();
      if (!probes.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "probes did not end when they were stopped");
      }
      outbox.close();
      if (courier.getState() == Thread.State.NEW || courier.join(SINK_GRACE)) {
        outbox.finish();
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    courier.interrupt();
    outbox.abandon();
  }
}
