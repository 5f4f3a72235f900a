package io.shieldwall.bench;

import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.probing.Guard;
import io.shieldwall.probing.Metrics;
import io.shieldwall.probing.Observed;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.ProbingEngine;
import io.shieldwall.probing.Schedule;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// The live engine at work: 24 teams, 40 % of the services black holes. Counts what the schedule
/// wanted, what was started, what arrived, and what the journal holds.
final class LiveRounds {

  private static final long SEED = 7;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Figures figures = new Figures();
  private final String name;
  private final Duration every;
  private final Layout layout;
  private final Scenario scenario;
  private final AtomicLong wrong = new AtomicLong();
  private final AtomicLong fine = new AtomicLong();
  private final List<Long> early = new ArrayList<>();
  private final List<Long> shells = new ArrayList<>();
  private final List<Long> others = new ArrayList<>();

  /// The exercise clock as the engine sees it, with the span that it has seen.
  private static final class Span implements LongSupplier {
    private final LongSupplier clock;
    private volatile long first = -1;
    private volatile long last;
    private volatile boolean frozen;

    Span(LongSupplier clock) {
      this.clock = clock;
    }

    /// Lets nothing more fall due.
    void freeze() {
      frozen = true;
    }

    @Override
    public long getAsLong() {
      if (frozen) {
        return last;
      }
      long now = clock.getAsLong();
      if (first < 0) {
        first = now;
      }
      last = now;
      return now;
    }
  }

  private LiveRounds(String name, Layout layout, Duration every) {
    this.name = name;
    this.layout = layout;
    this.every = every;
    this.scenario = layout.scenario(every, TIMEOUT);
  }

  /// Arguments: name of the figures, wall seconds, teams, checks of each, seconds between two
  /// rounds, percent of black holes.
  public static void main(String[] arguments) throws IOException {
    Layout layout =
        new Layout(
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[5]));
    new LiveRounds(arguments[0], layout, Duration.ofSeconds(Long.parseLong(arguments[4])))
        .run(Duration.ofSeconds(Long.parseLong(arguments[1])));
    System.exit(0);
  }

  private void run(Duration length) throws IOException {
    Figures.say(
        "live rounds, %d checks every %d s, %d %% black holes"
            .formatted(layout.teams() * layout.systems(), every.toSeconds(), layout.holes()));
    try (Targets targets = Targets.start(layout);
        Desk desk = new Desk(layout, scenario, 1, this::hear)) {
      Span span = new Span(desk.loop()::exerciseMillis);
      Schedule schedule = new Schedule(scenario.network().checks(), SEED);
      ProbingEngine engine =
          new ProbingEngine(
              schedule,
              prober(),
              io.shieldwall.probing.Targets.of(scenario.network(), layout.teamList()),
              span,
              () -> 1,
              batch -> desk.report(batch.stream().map(LiveRounds::observation).toList()),
              InstantSource.system());
      double cpu = Machine.cpuSeconds();
      engine.start();
      long most = watch(engine, length);
      span.freeze();
      LockSupport.parkNanos(TIMEOUT.plusSeconds(1).toNanos());
      cpu = Machine.cpuSeconds() - cpu;
      engine.close();
      int slots = schedule.between(span.first - 1, span.last).size();
      tell(engine.metrics(), (long) slots * layout.teams(), desk.observations(), targets.arrived());
      figures.count(name + "_in_flight_most", most);
      figures.put(name + "_checks_per_s", desk.observations() / (length.toMillis() / 1000.0));
      figures.put(name + "_cpu_s", cpu);
      figures.put(name + "_cores_busy", cpu / (length.toMillis() / 1000.0));
      figures.count(name + "_peak_memory_mb", Machine.peakMemory());
    }
  }

  private static long watch(ProbingEngine engine, Duration length) {
    long most = 0;
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK.toNanos());
      most = Math.max(most, engine.metrics().inFlight());
    }
    return most;
  }

  private void tell(Metrics metrics, long scheduled, long recorded, Map<String, Long> arrived) {
    long answered = 0;
    for (Kind kind : Kind.values()) {
      answered += arrived.getOrDefault(kind.name(), 0L);
    }
    figures.count(name.equals("live") ? "late_rounds" : name + "_late_rounds", metrics.late());
    figures.count(name + "_scheduled", scheduled);
    figures.count(name + "_started", metrics.started());
    figures.count(name + "_recorded", recorded);
    figures.count(name + "_ok", fine.get());
    figures.count(name + "_answered_by_targets", answered);
    figures.count(name + "_wrong_verdicts", wrong.get());
    latencies(name + "_first_rounds", early);
    latencies(name + "_ssh", shells);
    latencies(name + "_others", others);
    figures.count(name + "_lost", Math.abs(scheduled - recorded) + Math.abs(answered - fine.get()));
  }

  private void latencies(String series, List<Long> latencies) {
    long[] micros = Figures.sorted(latencies.stream().mapToLong(Long::longValue).toArray());
    figures.put(series + "_p50_ms", Figures.percentile(micros, 50) / 1000.0);
    figures.put(series + "_p99_ms", Figures.percentile(micros, 99) / 1000.0);
    figures.put(series + "_most_ms", Figures.percentile(micros, 100) / 1000.0);
  }

  private Prober prober() {
    Prober prober =
        new Prober(
            Protocols.ALL,
            Prober.Surroundings.of(
                new Guard(scenario.rules(), layout.teamList(), layout),
                layout,
                (_, _, _) -> Optional.of(Layout.PASSWORD)));
    prober.prepare(java.util.Set.of("http", "dns", "tcp", "ssh"));
    return prober;
  }

  private static Observation observation(Observed observed) {
    boolean good = observed.result().outcome() == Outcome.OK;
    return new Observation(
        observed.team(),
        observed.checkId(),
        observed.scheduledMillis(),
        observed.result().outcome(),
        observed.result().cause(),
        observed.result().latencyMicros(),
        observed.result().summary(),
        good ? "" : observed.result().evidence());
  }

  /// A service must be OK, a black hole a timeout.
  private void hear(Observation observation) {
    int team = Integer.parseInt(observation.team().substring("blue".length()));
    String system = observation.check().substring(0, observation.check().indexOf('/'));
    boolean hole = layout.isHole(team, Integer.parseInt(system.substring("system".length())));
    if (observation.outcome() == Outcome.OK) {
      fine.incrementAndGet();
      boolean warm = observation.at() >= WARM_UP.toMillis();
      boolean shell = observation.check().endsWith(Kind.SSH.word());
      (warm ? shell ? shells : others : early).add(observation.latency());
    }
    if (hole ? observation.cause() != Cause.TIMEOUT : observation.outcome() != Outcome.OK) {
      if (wrong.getAndIncrement() == 0) {
        Figures.say("first wrong verdict: " + observation);
      }
    }
  }
}
