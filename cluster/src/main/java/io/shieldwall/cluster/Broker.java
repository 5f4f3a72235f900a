package io.shieldwall.cluster;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Where Kafka is and how to talk with it: as a plain ordered log, without compaction and without
/// transactions.
///
/// @param address `HOST:PORT`, or several with commas between
/// @param properties of a standard Kafka client: TLS, SASL and the like
/// @param prefix begins the names of all topics and groups, so that exercises can share a broker
public record Broker(String address, Map<String, String> properties, String prefix) {

  public static final String PREFIX = "shieldwall";

  public Broker {
    properties = Map.copyOf(properties);
  }

  public static Broker at(String address) {
    return new Broker(address, Map.of(), PREFIX);
  }

  /// @param file properties of a standard Kafka client
  public static Broker of(String address, Path file) throws IOException {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no properties file: " + e.getMessage(), e);
    }
    Map<String, String> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return new Broker(address, properties, PREFIX);
  }

  /// Checks address and properties without a connection.
  ///
  /// @throws IOException when Kafka's client does not take them; says why
  public void verify() throws IOException {
    try {
      admin().close();
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "Kafka's client does not take these settings: " + cause.getMessage(), e);
    }
  }

  String tasks(String zone) {
    return prefix + ".tasks." + zone;
  }

  String results() {
    return prefix + ".results";
  }

  String group(String zone) {
    return prefix + ".workers." + zone;
  }

  Admin admin() {
    Map<String, Object> settings = common();
    settings.put("request.timeout.ms", "5000");
    settings.put("default.api.timeout.ms", "10000");
    return Admin.create(settings);
  }

  /// @param patience milliseconds after which a record that no broker took is given up
  KafkaProducer<byte[], byte[]> producer(long patience) {
    Map<String, Object> settings = common();
    settings.put("acks", "all");
    settings.put("linger.ms", "2");
    settings.put("max.block.ms", "2000");
    settings.put("request.timeout.ms", Long.toString(Math.min(3000, patience - 100)));
    settings.put("delivery.timeout.ms", Long.toString(patience));
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  KafkaConsumer<byte[], byte[]> consumer(Map<String, String> more) {
    Map<String, Object> settings = common();
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("allow.auto.create.topics", "false");
    settings.put("fetch.max.wait.ms", "100");
    settings.putAll(more);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> common() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("reconnect.backoff.ms", "50");
    settings.put("reconnect.backoff.max.ms", "1000");
    settings.put("retry.backoff.ms", "50");
    settings.put("retry.backoff.max.ms", "1000");
    settings.put("metadata.recovery.rebootstrap.trigger.ms", "5000");
    settings.putAll(properties);
    settings.put("bootstrap.servers", address);
    return settings;
  }

  /// Creates what is not there; a topic that is there stays as it is.
  ///
  /// @throws IOException when no broker answers
  void createTopics(Collection<String> names, int partitions)
      throws IOException, InterruptedException {
    try (Admin admin = admin()) {
      new Topics(admin).create(names, partitions);
    } catch (KafkaException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }
}
