package io.shieldwall.cluster;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/// The topics of the workers. What is older than an hour is of no use to anybody and may go.
final class Topics {

  private static final Map<String, String> SETTINGS =
      Map.of("cleanup.policy", "delete", "retention.ms", "3600000", "segment.ms", "600000");

  private final Admin admin;

  Topics(Admin admin) {
    this.admin = admin;
  }

  void create(Collection<String> names, int partitions) throws IOException, InterruptedException {
    try {
      Set<String> missing = new TreeSet<>(names);
      missing.removeAll(admin.listTopics().names().get());
      admin
          .createTopics(
              missing.stream()
                  .map(name ->
                      new NewTopic(name, Optional.of(partitions), Optional.empty())
                          .configs(SETTINGS))
                  .toList())
          .all()
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IOException(String.valueOf(e.getCause()), e);
      }
      // another process was quicker
    }
  }
}
