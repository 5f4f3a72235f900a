package io.shieldwall.cluster;

import io.shieldwall.probing.Credentials;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/// Makes the probes of one or more zones: takes tasks, runs each on a virtual thread, reports, and
/// commits what is reported. Tasks start when they arrive; as many run at a time as its duty says.
///
/// What a task asks for is looked up in the worker's own copy of the scenario and made by its own
/// prober with its own guard. So whoever can write to the topics, even with the key, can have
/// nothing made but checks of this scenario inside its scope.
public final class Worker implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Worker.class.getName());
  private static final Duration LAST_PROBES = Duration.ofSeconds(60);
  private static final long PATIENCE_MILLIS = 30_000;

  private final Broker broker;
  private final Seal seal;
  private final Duty duty;
  private final Function<Credentials, Function<ProbeRequest, ProbeResult>> probers;
  private final String name = UUID.randomUUID().toString();
  private final Semaphore permits;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ExecutorService probes =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("task-", 0).factory());
  private final AtomicLong made = new AtomicLong();
  private final List<ZoneReader> readers;

  /// What a worker is there for.
  ///
  /// @param scenario digest of its scenario
  /// @param checks what is to be probed for a team and the id of a check; empty where the scenario
  ///   has none
  /// @param atOnce most probes at a time
  public record Duty(
      Set<String> zones,
      String scenario,
      BiFunction<String, String, Optional<ProbeRequest>> checks,
      int atOnce) {

    public static final int AT_ONCE = 4000;

    public Duty {
      zones = Set.copyOf(zones);
      if (zones.isEmpty() || atOnce < ZoneReader.BATCH) {
        throw new IllegalArgumentException(
            "a worker needs a zone and " + ZoneReader.BATCH + " probes");
      }
    }
  }

  /// @param probers makes probes with the passwords of one task
  public Worker(
      Broker broker,
      Seal seal,
      Duty duty,
      Function<Credentials, Function<ProbeRequest, ProbeResult>> probers) {
    this.broker = broker;
    this.seal = seal;
    this.duty = duty;
    this.probers = probers;
    this.permits = new Semaphore(duty.atOnce());
    this.producer = broker.producer(PATIENCE_MILLIS);
    this.readers = duty.zones().stream().map(zone -> new ZoneReader(broker, zone, this)).toList();
  }

  public void start() {
    readers.forEach(ZoneReader::start);
  }

  /// Probes that were made and reported.
  public long made() {
    return made.get();
  }

  String name() {
    return name;
  }

  /// Whether a whole batch may be taken.
  boolean hasRoom() {
    return permits.availablePermits() >= ZoneReader.BATCH;
  }

  /// Begins a task; waits for room where there is none.
  ///
  /// @param done runs when it is reported, or cannot be
  void begin(Task task, Runnable done) throws InterruptedException {
    permits.acquire();
    probes.execute(() -> make(task, done));
  }

  /// Waits until every task is reported.
  void finish() throws InterruptedException {
    if (permits.tryAcquire(duty.atOnce(), LAST_PROBES.toSeconds(), TimeUnit.SECONDS)) {
      permits.release(duty.atOnce());
    }
    producer.flush();
  }

  private void make(Task task, Runnable done) {
    Optional<Report> report = Optional.empty();
    try {
      report = report(task);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "a task failed", e);
    }
    if (report.isEmpty()) {
      ended(done);
      return;
    }
    try {
      Future<?> _ =
          producer.send(
              new ProducerRecord<>(broker.results(), Codec.bytes(report.get())),
              (_, failure) -> {
                if (failure == null) {
                  made.incrementAndGet();
                }
                ended(done);
              });
    } catch (KafkaException | IllegalStateException e) {
      LOG.log(System.Logger.Level.WARNING, "a report found no broker: {0}", e.getMessage());
      ended(done);
    }
  }

  private void ended(Runnable done) {
    done.run();
    permits.release();
  }

  private Optional<Report> report(Task task) {
    Secrets secrets;
    try {
      secrets =
          Codec.read(seal.open(task.sealed(), task.about()), Secrets.class)
              .orElse(new Secrets("", Map.of()));
    } catch (GeneralSecurityException _) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a task was not made with our key file and is ignored; it names check {0} of {1}",
          task.check(),
          task.team());
      return Optional.empty();
    }
    if (!task.scenario().equals(duty.scenario())) {
      return Optional.of(
          refused(task, "A worker has another version of the scenario and did not run the check."));
    }
    Optional<ProbeRequest> check = duty.checks().apply(task.team(), task.check());
    if (check.isEmpty()) {
      return Optional.of(refused(task, "A worker does not know the check."));
    }
    ProbeRequest request =
        check
            .get()
            .within(Duration.ofMillis(task.timeoutMillis()))
            .from(task.vantage())
            .remembering(secrets.memory());
    Credentials credentials =
        (_, _, account) -> Optional.ofNullable(secrets.passwords().get(account));
    return Optional.of(reported(task, probers.apply(credentials).apply(request)));
  }

  private Report refused(Task task, String why) {
    return sealed(task, why, new ProbeResult(Outcome.UNKNOWN, Cause.NOT_RUN, 0, why, ""));
  }

  private Report reported(Task task, ProbeResult result) {
    return sealed(task, "", result);
  }

  private Report sealed(Task task, String refusal, ProbeResult result) {
    Report report =
        new Report(
            task.run(),
            task.sequence(),
            task.attempt(),
            name,
            refusal,
            result.outcome(),
            result.cause(),
            result.latencyMicros(),
            result.summary(),
            result.evidence(),
            "");
    return report.sealedAs(
        seal.close(Codec.text(new Secrets(result.memory(), Map.of())), report.about()));
  }

  /// Takes no more tasks, finishes and reports those that run, and leaves.
  @Override
  public void close() {
    readers.forEach(ZoneReader::stop);
    try {
      for (ZoneReader reader : readers) {
        reader.join(LAST_PROBES.plusSeconds(10));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
    probes.shutdownNow();
  }
}
