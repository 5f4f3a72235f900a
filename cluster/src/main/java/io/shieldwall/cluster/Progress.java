package io.shieldwall.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// How far a worker is on each partition: everything before the first task that is not yet reported
/// may be committed, however many after it are.
final class Progress {

  private final Map<TopicPartition, Track> tracks = new HashMap<>();

  private static final class Track {
    private final TreeSet<Long> open = new TreeSet<>();
    private long next;
    private long committed = -1;

    long reached() {
      return open.isEmpty() ? next : open.first();
    }
  }

  synchronized void begun(TopicPartition partition, long offset) {
    Track track = tracks.computeIfAbsent(partition, _ -> new Track());
    track.open.add(offset);
    track.next = Math.max(track.next, offset + 1);
  }

  /// A partition that was given up meanwhile is no matter.
  synchronized void done(TopicPartition partition, long offset) {
    Track track = tracks.get(partition);
    if (track != null) {
      track.open.remove(offset);
    }
  }

  /// What may be committed and has not been handed out before.
  synchronized Map<TopicPartition, OffsetAndMetadata> fresh() {
    Map<TopicPartition, OffsetAndMetadata> fresh = new HashMap<>();
    tracks.forEach((partition, track) -> {
      if (track.reached() > track.committed) {
        track.committed = track.reached();
        fresh.put(partition, new OffsetAndMetadata(track.committed));
      }
    });
    return fresh;
  }

  synchronized void drop(Collection<TopicPartition> partitions) {
    partitions.forEach(tracks::remove);
  }
}
