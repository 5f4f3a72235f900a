package io.shieldwall.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/// A real Kafka broker in a process of its own, with its data in a folder of the test's.
final class KafkaProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path folder;
  private final Broker broker;
  private Process process;

  private KafkaProcess(Path folder, Broker broker, Process process) {
    this.folder = folder;
    this.broker = broker;
    this.process = process;
  }

  static KafkaProcess start(Path folder) throws IOException, InterruptedException {
    return start(folder, "PLAINTEXT", Map.of(), Map.of());
  }

  /// @param protocol of the listener for clients, such as `SSL`
  static KafkaProcess start(
      Path folder, String protocol, Map<String, String> server, Map<String, String> client)
      throws IOException, InterruptedException {
    int port = freePort();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    String quorum = "127.0.0.1:" + freePort();
    settings.put("controller.quorum.voters", "1@" + quorum);
    settings.put(
        "listeners",
        "CLIENT://127.0.0.1:"
            + port
            + ",CONTROLLER://"
            + quorum.substring(quorum.indexOf('@') + 1));
    settings.put("advertised.listeners", "CLIENT://127.0.0.1:" + port);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,CLIENT:" + protocol);
    settings.put("log.dirs", folder.resolve("data").toString());
    settings.put("num.partitions", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("auto.create.topics.enable", "false");
    settings.putAll(server);
    Path file = folder.resolve("server.properties");
    Files.write(
        file,
        settings.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
            .toList());
    run(
        folder,
        "kafka.tools.StorageTool",
        "format",
        "-t",
        "MkU3OEVBNTcwNTJENDM2Qg",
        "-c",
        file.toString());
    Broker broker = new Broker("127.0.0.1:" + port, client, Broker.PREFIX);
    KafkaProcess started = new KafkaProcess(folder, broker, launch(folder));
    started.awaitUp();
    return started;
  }

  private static Process launch(Path folder) throws IOException {
    return new ProcessBuilder(
            command("kafka.Kafka", folder.resolve("server.properties").toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()))
        .start();
  }

  private static void run(Path folder, String... words) throws IOException, InterruptedException {
    Process tool =
        new ProcessBuilder(command(words))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("tool.log").toFile())
            .start();
    if (tool.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("tool.log")));
    }
  }

  private static List<String> command(String... words) {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-cp", classPath()));
    command.addAll(List.of(words));
    return command;
  }

  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1");
  }

  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitUp() {
    await().atMost(PATIENCE).until(() -> answers() || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException("the broker ended by itself: " + log());
    }
  }

  private boolean answers() {
    try (Admin admin = broker.admin()) {
      return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (Exception _) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readAllLines(folder.resolve("broker.log")).stream()
          .limit(60)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Broker broker() {
    return broker;
  }

  /// Ends it without a farewell.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  void restart() throws IOException {
    process = launch(folder);
    awaitUp();
  }

  @Override
  public void close() {
    kill();
  }
}
