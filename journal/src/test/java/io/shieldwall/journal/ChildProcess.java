package io.shieldwall.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A [JournalChild] seen from its parent.
final class ChildProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private ChildProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static ChildProcess start(String mode, Path file) throws IOException {
    return new ChildProcess(command(mode, file));
  }

  /// A child that may write no file larger than this.
  static ChildProcess startWithin(int kilobytes, String mode, Path file) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("bash", "-c", "ulimit -f " + kilobytes + " && exec \"$@\"", "bash"));
    command.addAll(command(mode, file));
    return new ChildProcess(command);
  }

  private static List<String> command(String mode, Path file) {
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    return List.of(
        Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Xshare:auto",
        "-Xmx256m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classes,
        JournalChild.class.getName(),
        mode,
        file.toString());
  }

  /// The next line that the child says; empty text when it has ended.
  String line() {
    try {
      String line = output.readLine();
      return line == null ? "" : line;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Everything that the child still says until it ends.
  List<String> rest() {
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return lines;
  }

  /// SIGKILL: the process gets no chance to do anything more. What it said before can still be
  /// read; [Process#destroyForcibly] would close the pipe.
  void kill() {
    process.toHandle().destroyForcibly();
  }

  boolean waitFor(long milliseconds) throws InterruptedException {
    return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    kill();
    process.onExit().join();
  }
}
