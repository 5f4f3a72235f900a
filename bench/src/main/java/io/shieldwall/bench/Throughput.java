package io.shieldwall.bench;

import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.probing.Guard;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Checks per second of processor time, the whole path of each: prober with guard, deadline and
/// evidence on a virtual thread of its own, batch, command, journal on disk, score. As fast as it
/// goes with a bounded number in flight. Then the same requests from bare sockets.
///
/// Processor time is that of this whole process: sockets in the kernel, compiler and collector
/// included, the targets' not.
final class Throughput {

  private static final int IN_FLIGHT = 24;
  private static final double SPEED = 60;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Figures figures = new Figures();
  private final Layout layout = new Layout(16, 120, 0);
  private final Scenario scenario = layout.scenario(Duration.ofMinutes(1), TIMEOUT);
  private final boolean quick;
  private long lost;

  private Throughput(boolean quick) {
    this.quick = quick;
  }

  /// A check of a team that is probed once at a time.
  private record Subject(ProbeRequest request, AtomicBoolean busy) {}

  /// @param count finished work
  /// @param cpu processor seconds of this process
  private record Mark(long count, double cpu, long nanos) {
    static Mark now(long count) {
      return new Mark(count, Machine.cpuSeconds(), System.nanoTime());
    }
  }

  /// Argument: `true` when quick.
  public static void main(String[] arguments) throws IOException {
    new Throughput(Boolean.parseBoolean(arguments[0])).run();
    System.exit(0);
  }

  private void run() throws IOException {
    for (Kind kind : List.of(Kind.HTTP, Kind.DNS, Kind.TCP, Kind.SSH)) {
      try (Targets targets = Targets.start(layout)) {
        Figures.say("checks as fast as they go: " + kind.word());
        checks(kind, targets);
        if (kind == Kind.HTTP || kind == Kind.DNS) {
          Figures.say("the same requests from bare sockets: " + kind.word());
          bare(kind, targets);
        }
      }
    }
    figures.count("throughput_lost", lost);
  }

  private Duration warmUp(Kind kind) {
    return Duration.ofSeconds(quick ? kind == Kind.HTTP ? 5 : 3 : kind == Kind.HTTP ? 25 : 12);
  }

  private Duration window() {
    return Duration.ofSeconds(quick ? 4 : 12);
  }

  private void checks(Kind kind, Targets targets) throws IOException {
    AtomicLong fine = new AtomicLong();
    AtomicLong finished = new AtomicLong();
    List<Long> latencies = new ArrayList<>();
    try (Desk desk =
            new Desk(
                layout,
                scenario,
                SPEED,
                observation -> {
                  latencies.add(observation.latency());
                  if (observation.outcome() == Outcome.OK) {
                    fine.incrementAndGet();
                  }
                });
        Courier courier = new Courier(desk::report)) {
      Drive drive = new Drive(subjects(kind), prober(), desk, courier, finished);
      Thread driver = Thread.ofPlatform().name("driver").start(drive);
      LockSupport.parkNanos(warmUp(kind).toNanos());
      Mark from = Mark.now(desk.observations());
      LockSupport.parkNanos(window().toNanos());
      Mark to = Mark.now(desk.observations());
      drive.stop(driver);
      courier.finish();
      tell(kind.word() + "_checks", from, to);
      long arrived = targets.arrived().getOrDefault(kind.name(), 0L);
      figures.count(kind.word() + "_arrived", arrived);
      figures.count(kind.word() + "_finished", finished.get());
      figures.count(kind.word() + "_recorded", desk.observations());
      figures.count(kind.word() + "_not_ok", desk.observations() - fine.get());
      lost +=
          Math.max(
              Math.abs(finished.get() - desk.observations()), Math.abs(finished.get() - arrived));
    }
    long[] micros = Figures.sorted(latencies.stream().mapToLong(Long::longValue).toArray());
    figures.put(kind.word() + "_latency_p50_ms", Figures.percentile(micros, 50) / 1000.0);
    figures.put(kind.word() + "_latency_p99_ms", Figures.percentile(micros, 99) / 1000.0);
  }

  private void tell(String name, Mark from, Mark to) {
    double seconds = (to.nanos() - from.nanos()) / 1e9;
    long count = to.count() - from.count();
    figures.put(name + "_per_cpu_s", count / (to.cpu() - from.cpu()));
    figures.put(name + "_per_s", count / seconds);
  }

  private void bare(Kind kind, Targets targets) throws IOException {
    List<java.net.InetSocketAddress> places =
        subjects(kind).stream()
            .map(subject -> layout.realise(subject.request().address(), kind.port()))
            .toList();
    long before = targets.arrived().getOrDefault(kind.name(), 0L);
    try (BareSockets sockets = new BareSockets(kind, places)) {
      LockSupport.parkNanos(Duration.ofSeconds(quick ? 2 : 5).toNanos());
      Mark from = Mark.now(sockets.count());
      LockSupport.parkNanos(window().toNanos());
      Mark to = Mark.now(sockets.count());
      sockets.stop();
      tell("raw_" + kind.word(), from, to);
      long arrived = targets.arrived().getOrDefault(kind.name(), 0L) - before;
      figures.count("raw_" + kind.word() + "_arrived", arrived);
      figures.count("raw_" + kind.word() + "_finished", sockets.count());
    }
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

  private List<Subject> subjects(Kind kind) {
    List<Subject> subjects = new ArrayList<>();
    for (DefendedSystem system : scenario.network().systems()) {
      Service service = system.services().getFirst();
      if (service.id().equals(kind.word())) {
        for (Team team : layout.teamList()) {
          subjects.add(
              new Subject(
                  ProbeRequest.of(team, system, service, service.checks().getFirst()),
                  new AtomicBoolean()));
        }
      }
    }
    return subjects;
  }

  /// Starts probes one after the other, each on a virtual thread of its own.
  private static final class Drive implements Runnable {
    private final List<Subject> subjects;
    private final Prober prober;
    private final Desk desk;
    private final Courier courier;
    private final AtomicLong finished;
    private final Semaphore permits = new Semaphore(IN_FLIGHT);
    private volatile boolean stopped;

    Drive(List<Subject> subjects, Prober prober, Desk desk, Courier courier, AtomicLong finished) {
      this.subjects = subjects;
      this.prober = prober;
      this.desk = desk;
      this.courier = courier;
      this.finished = finished;
    }

    @Override
    public void run() {
      for (int next = 0; !stopped; next = (next + 1) % subjects.size()) {
        Subject subject = subjects.get(next);
        if (subject.busy().compareAndSet(false, true)) {
          permits.acquireUninterruptibly();
          Thread.ofVirtual().start(() -> probe(subject));
        }
      }
      permits.acquireUninterruptibly(IN_FLIGHT);
    }

    private void probe(Subject subject) {
      ProbeRequest request = subject.request();
      long at = desk.loop().exerciseMillis();
      ProbeResult result = prober.probe(request);
      courier.add(
          new Observation(
              request.team(),
              request.checkId(),
              at,
              result.outcome(),
              result.cause(),
              result.latencyMicros(),
              result.summary(),
              result.outcome() == Outcome.OK ? "" : result.evidence()));
      finished.incrementAndGet();
      subject.busy().set(false);
      permits.release();
    }

    void stop(Thread driver) {
      stopped = true;
      try {
        driver.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
