package io.shieldwall.cluster;

import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// The engine's side of the topics: sends tasks, reads every report, and knows who waits for what.
final class PostOffice implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PostOffice.class.getName());
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);
  private static final long PATIENCE_MILLIS = 5000;

  private final Broker broker;
  private final Seal seal;
  private final String scenario;
  private final Set<String> zones;
  private final int partitions;
  private final String run = UUID.randomUUID().toString();
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Spread> spreads = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, Awaited> awaited = new ConcurrentSkipListMap<>();
  private final Map<String, Vantage> vantages = new ConcurrentHashMap<>();
  private final AtomicLong sequences = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread reader;
  private volatile String obstacle;
  private volatile boolean closed;

  /// Who made the last probe of a check of a team.
  private record Vantage(int number, String worker) {}

  PostOffice(Broker broker, Seal seal, String scenario, Set<String> zones, int partitions) {
    this.broker = broker;
    this.seal = seal;
    this.scenario = scenario;
    this.zones = zones;
    this.partitions = partitions;
    this.obstacle = "No Kafka broker answered at " + broker.address() + ".";
    this.producer = broker.producer(PATIENCE_MILLIS);
    this.reader = Thread.ofPlatform().daemon().name("reports").start(this::read);
  }

  boolean awaitReady(Duration patience) throws InterruptedException {
    return ready.await(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
  }

  String obstacle() {
    return obstacle;
  }

  Spread spread(String zone) {
    return Objects.requireNonNull(spreads.get(zone), () -> "zone " + zone + " is not known");
  }

  Awaited open(ProbeRequest request, String zone) {
    synchronized (sequences) {
      // no later one may be seen as the oldest before this one is entered: workers skip what is
      // older than the oldest that somebody waits for
      Awaited opened =
          new Awaited(
              sequences.incrementAndGet(),
              zone,
              request.team() + '/' + request.checkId(),
              request.vantage());
      awaited.put(opened.sequence(), opened);
      return opened;
    }
  }

  void close(Awaited opened) {
    awaited.remove(opened.sequence());
  }

  /// Sends an attempt on its way; whoever waits is told when no broker took it.
  ///
  /// @return the partition that it went to
  int send(ProbeRequest request, Secrets secrets, Awaited waiting, int attempt) {
    int partition = spread(waiting.zone()).choose(waiting.tried(), avoided(request));
    waiting.sent(attempt, partition);
    sent.incrementAndGet();
    try {
      Future<?> _ =
          producer.send(
              new ProducerRecord<>(
                  broker.tasks(waiting.zone()),
                  partition,
                  null,
                  Codec.bytes(task(request, secrets, waiting.sequence(), attempt))),
              (_, failure) -> {
                if (failure != null) {
                  waiting.failed(attempt, unreachable(failure), false);
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      waiting.failed(attempt, unreachable(e), false);
    }
    return partition;
  }

  /// Another vantage is, where there are several workers, another worker.
  private String avoided(ProbeRequest request) {
    Vantage last = vantages.get(request.team() + '/' + request.checkId());
    return last == null || last.number() == request.vantage() ? "" : last.worker();
  }

  private Task task(ProbeRequest request, Secrets secrets, long sequence, int attempt) {
    Map.Entry<Long, Awaited> first = awaited.firstEntry();
    return new Task(
            run,
            sequence,
            first == null ? sequence : first.getKey(),
            attempt,
            scenario,
            request.team(),
            request.checkId(),
            request.timeout().toMillis(),
            request.vantage(),
            "")
        .sealed(seal, secrets);
  }

  private static String unreachable(Exception failure) {
    return "No Kafka broker took the probe: " + failure.getMessage() + ".";
  }

  private void read() {
    while (!closed) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          broker.consumer(Map.of("max.poll.records", "2000"))) {
        prepare(consumer);
        ready.countDown();
        while (!closed) {
          consumer.poll(POLL).forEach(this::take);
        }
      } catch (IOException | RuntimeException e) {
        complain(e);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void complain(Exception e) {
    if (closed) {
      return;
    }
    obstacle = "No Kafka broker answered at %s: %s.".formatted(broker.address(), e.getMessage());
    LOG.log(
        System.Logger.Level.WARNING,
        "the broker at {0} cannot be used ({1}); trying again",
        broker.address(),
        e.getMessage());
    LockSupport.parkNanos(BACK_OFF.toNanos());
  }

  /// Creates topics and stands at the end of the reports before the first task is sent.
  private void prepare(KafkaConsumer<byte[], byte[]> consumer)
      throws IOException, InterruptedException {
    List<String> topics = new ArrayList<>(zones.stream().map(broker::tasks).toList());
    topics.add(broker.results());
    broker.createTopics(topics, partitions);
    for (String zone : zones) {
      int there = producer.partitionsFor(broker.tasks(zone)).size();
      spreads.computeIfAbsent(zone, _ -> new Spread(there, System::nanoTime));
    }
    List<TopicPartition> places = places(consumer);
    while (places.isEmpty() && !closed) {
      // a new topic is not known to every part of the broker at once
      LockSupport.parkNanos(POLL.toNanos());
      places = places(consumer);
    }
    consumer.assign(places);
    consumer.seekToEnd(places);
    places.forEach(consumer::position);
  }

  private List<TopicPartition> places(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.partitionsFor(broker.results()).stream()
        .map(each -> new TopicPartition(each.topic(), each.partition()))
        .toList();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Optional<Report> read = Codec.read(record.value(), Report.class);
    if (read.isEmpty() || !read.get().run().equals(run)) {
      return;
    }
    Report report = read.get();
    Secrets secrets;
    try {
      secrets =
          Codec.read(seal.open(report.sealed(), report.about()), Secrets.class)
              .orElse(new Secrets("", Map.of()));
    } catch (GeneralSecurityException _) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a report was not made with our key file and is ignored; it names worker {0}",
          report.worker());
      return;
    }
    deliver(report, secrets);
  }

  private void deliver(Report report, Secrets secrets) {
    Awaited waiting = awaited.get(report.sequence());
    if (waiting == null) {
      dropped.incrementAndGet();
      return;
    }
    if (!report.refusal().isEmpty()) {
      waiting.failed(report.attempt(), report.refusal(), true);
      return;
    }
    waiting
        .partition(report.attempt())
        .ifPresent(partition -> spread(waiting.zone()).heard(partition, report.worker()));
    if (awaited.remove(report.sequence(), waiting)) {
      vantages.put(waiting.subject(), new Vantage(waiting.vantage(), report.worker()));
      counted.incrementAndGet();
      waiting.came(
          new ProbeResult(
              report.outcome(),
              report.cause(),
              report.latencyMicros(),
              report.summary(),
              report.evidence(),
              secrets.memory()));
    }
  }

  RemoteProber.Counts counts() {
    return new RemoteProber.Counts(sent.get(), counted.get(), dropped.get());
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (!reader.join(Duration.ofSeconds(2))) {
        reader.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(1));
  }
}
