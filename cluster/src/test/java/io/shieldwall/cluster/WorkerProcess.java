package io.shieldwall.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A [TestingWorker] seen from the test.
final class WorkerProcess implements AutoCloseable {

  private final Process process;
  private final Path log;

  private WorkerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static WorkerProcess start(Path folder, String name, Broker broker, Path key, int port)
      throws IOException {
    List<String> command = new ArrayList<>(KafkaProcess.java());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-cp",
            KafkaProcess.classPath(),
            TestingWorker.class.getName(),
            broker.address(),
            key.toString(),
            Integer.toString(port),
            broker.prefix()));
    Path log = folder.resolve(name + ".log");
    return new WorkerProcess(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
        log);
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Stops it in its tracks, as a machine does that hangs.
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int _ = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /// Asks it to end, and waits.
  int end() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    kill();
  }
}
