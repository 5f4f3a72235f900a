package io.shieldwall.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// Chooses partitions of a zone's tasks. They take turns. One whose worker let a lease pass is left
/// out for a while, with all others that the same worker reported from last, unless the worker has
/// been heard since: so one lost lease is enough to know a dead or hung worker.
final class Spread {

  private static final long QUARANTINE = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanoTime;
  private final String[] worker;
  private final long[] shunnedSince;
  private final boolean[] shunned;
  private final Map<String, Long> heard = new HashMap<>();
  private int next;

  Spread(int partitions, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.worker = new String[partitions];
    Arrays.fill(worker, "");
    this.shunnedSince = new long[partitions];
    this.shunned = new boolean[partitions];
  }

  /// A partition for an attempt; one of those that were tried only when there is no other.
  ///
  /// @param avoided worker that had better not make it; empty for none
  synchronized int choose(Set<Integer> tried, String avoided) {
    int chosen = next;
    int most = -1;
    for (int i = 0; i < worker.length; i++) {
      int partition = (next + i) % worker.length;
      boolean other = avoided.isEmpty() || !worker[partition].equals(avoided);
      int merit =
          (tried.contains(partition) ? 0 : 4) + (isShunned(partition) ? 0 : 2) + (other ? 1 : 0);
      if (merit > most) {
        most = merit;
        chosen = partition;
      }
    }
    next = (chosen + 1) % worker.length;
    return chosen;
  }

  private boolean isShunned(int partition) {
    if (shunned[partition] && nanoTime.getAsLong() - shunnedSince[partition] > QUARANTINE) {
      shunned[partition] = false;
    }
    return shunned[partition];
  }

  /// A report came from a partition.
  synchronized void heard(int partition, String from) {
    worker[partition] = from;
    shunned[partition] = false;
    heard.put(from, nanoTime.getAsLong());
  }

  /// A task that was sent to a partition brought nothing within its lease.
  synchronized void lost(int partition, long sentAt) {
    String owner = worker[partition];
    shun(partition);
    Long last = heard.get(owner);
    if (last == null || last - sentAt > 0) {
      return;
    }
    for (int other = 0; other < worker.length; other++) {
      if (worker[other].equals(owner)) {
        shun(other);
      }
    }
  }

  private void shun(int partition) {
    shunned[partition] = true;
    shunnedSince[partition] = nanoTime.getAsLong();
  }
}
