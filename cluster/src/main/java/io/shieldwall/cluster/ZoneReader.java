package io.shieldwall.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Takes the tasks of one zone for a worker, as a member of the zone's group, and commits how far
/// they are reported. While the worker has no room it takes none and stays in the group. Without a
/// broker it tries again until there is one.
final class ZoneReader {

  static final int BATCH = 200;

  private static final System.Logger LOG = System.getLogger(ZoneReader.class.getName());
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);
  private static final int MOST_RUNS = 64;

  private final Broker broker;
  private final String zone;
  private final Worker worker;
  private final Map<String, Long> oldest = new LinkedHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  ZoneReader(Broker broker, String zone, Worker worker) {
    this.broker = broker;
    this.zone = zone;
    this.worker = worker;
    this.thread = Thread.ofPlatform().name("tasks-" + zone).unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  /// Takes no more tasks; those that run are finished.
  void stop() {
    closed = true;
  }

  void join(Duration patience) throws InterruptedException {
    if (thread.getState() != Thread.State.NEW) {
      boolean _ = thread.join(patience);
    }
  }

  private void work() {
    while (!closed) {
      Progress progress = new Progress();
      try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
        List<String> topics = List.of(broker.tasks(zone));
        broker.createTopics(topics, RemoteProber.Terms.PARTITIONS);
        consumer.subscribe(topics, new Handover(consumer, progress));
        LOG.log(
            System.Logger.Level.INFO, "worker {0} takes tasks of zone {1}", worker.name(), zone);
        work(consumer, progress);
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          LOG.log(
              System.Logger.Level.WARNING,
              "the broker at {0} cannot be used ({1}); trying again",
              broker.address(),
              e.getMessage());
          LockSupport.parkNanos(BACK_OFF.toNanos());
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, String> settings = new HashMap<>();
    settings.put("group.id", broker.group(zone));
    settings.put("client.id", "worker-" + worker.name() + "-" + zone);
    settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    settings.put("session.timeout.ms", "6000");
    settings.put("heartbeat.interval.ms", "1500");
    settings.put("max.poll.records", Integer.toString(BATCH));
    return broker.consumer(settings);
  }

  private void work(KafkaConsumer<byte[], byte[]> consumer, Progress progress)
      throws InterruptedException {
    while (!closed) {
      if (worker.hasRoom()) {
        consumer.resume(consumer.paused());
      } else {
        consumer.pause(consumer.assignment());
      }
      take(consumer.poll(POLL), progress);
      commit(consumer, progress);
    }
    worker.finish();
    consumer.commitSync(progress.fresh(), Duration.ofSeconds(5));
  }

  private static void commit(KafkaConsumer<byte[], byte[]> consumer, Progress progress) {
    Map<TopicPartition, OffsetAndMetadata> fresh = progress.fresh();
    if (!fresh.isEmpty()) {
      consumer.commitAsync(
          fresh,
          (_, failure) -> {
            if (failure != null) {
              LOG.log(
                  System.Logger.Level.DEBUG, "a commit failed; some tasks may come again", failure);
            }
          });
    }
  }

  /// Begins every task that somebody may still wait for.
  private void take(ConsumerRecords<byte[], byte[]> records, Progress progress)
      throws InterruptedException {
    Map<ConsumerRecord<byte[], byte[]>, Task> tasks = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Codec.read(record.value(), Task.class)
          .ifPresent(task -> {
            tasks.put(record, task);
            oldest.merge(task.run(), task.oldest(), Math::max);
          });
    }
    for (Map.Entry<ConsumerRecord<byte[], byte[]>, Task> entry : tasks.entrySet()) {
      ConsumerRecord<byte[], byte[]> record = entry.getKey();
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      progress.begun(partition, record.offset());
      if (entry.getValue().sequence() < oldest.getOrDefault(entry.getValue().run(), 0L)) {
        progress.done(partition, record.offset());
        continue;
      }
      worker.begin(entry.getValue(), () -> progress.done(partition, record.offset()));
    }
    while (oldest.size() > MOST_RUNS) {
      oldest.remove(oldest.keySet().iterator().next());
    }
  }

  /// Partitions that other workers take over: what is reported is committed before.
  private record Handover(KafkaConsumer<byte[], byte[]> consumer, Progress progress)
      implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      try {
        consumer.commitSync(progress.fresh(), Duration.ofSeconds(2));
      } catch (KafkaException e) {
        LOG.log(System.Logger.Level.DEBUG, "a commit failed; some tasks may come again", e);
      }
      progress.drop(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      progress.drop(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.log(System.Logger.Level.DEBUG, "got {0} partitions", partitions.size());
    }
  }
}
