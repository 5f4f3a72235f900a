package io.shieldwall.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// Everything that was ever written on the topics, as an eavesdropper reads it.
final class Records {

  private Records() {}

  static String all(Broker broker) {
    StringBuilder text = new StringBuilder();
    try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of())) {
      List<TopicPartition> places =
          List.of(broker.results(), broker.tasks(TestingField.ZONE)).stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(places);
      consumer.seekToBeginning(places);
      Map<TopicPartition, Long> ends = consumer.endOffsets(places);
      while (places.stream()
          .anyMatch(place -> consumer.position(place) < ends.getOrDefault(place, 0L))) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        records.forEach(
            record -> text.append(new String(record.value(), StandardCharsets.UTF_8)).append('\n'));
      }
    }
    return text.toString();
  }
}
