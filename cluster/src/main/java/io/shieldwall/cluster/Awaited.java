package io.shieldwall.cluster;

import io.shieldwall.probing.ProbeResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A probe whose result somebody waits for. The first result counts; whatever comes later finds
/// nobody who waits.
final class Awaited {

  private final long sequence;
  private final String zone;
  private final String subject;
  private final int vantage;
  private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final Map<Integer, Integer> partitions = new HashMap<>();

  /// @param subject team and check
  Awaited(long sequence, String zone, String subject, int vantage) {
    this.sequence = sequence;
    this.zone = zone;
    this.subject = subject;
    this.vantage = vantage;
  }

  String subject() {
    return subject;
  }

  int vantage() {
    return vantage;
  }

  long sequence() {
    return sequence;
  }

  String zone() {
    return zone;
  }

  /// What the one who waits is woken by.
  sealed interface News {

    record Came(ProbeResult result) implements News {}

    /// An attempt is over without a result.
    ///
    /// @param byWorker whether a worker let it down, not the broker
    record Failed(int attempt, String why, boolean byWorker) implements News {}
  }

  void came(ProbeResult result) {
    news.add(new News.Came(result));
  }

  void failed(int attempt, String why, boolean byWorker) {
    news.add(new News.Failed(attempt, why, byWorker));
  }

  synchronized void sent(int attempt, int partition) {
    partitions.put(attempt, partition);
  }

  /// Where an attempt went.
  synchronized Optional<Integer> partition(int attempt) {
    return Optional.ofNullable(partitions.get(attempt));
  }

  synchronized Set<Integer> tried() {
    return new HashSet<>(partitions.values());
  }

  Optional<News> next(Duration patience) throws InterruptedException {
    return Optional.ofNullable(news.poll(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS));
  }
}
