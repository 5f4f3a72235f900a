package io.shieldwall.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// `shieldwall demo` as a process of its own, with what it printed.
final class RunningDemo implements AutoCloseable {

  private final Process process;
  private final Path output;

  private RunningDemo(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static RunningDemo start(Path folder, String... options) throws IOException {
    Path root = Path.of(System.getProperty("shieldwall.root", ".")).toAbsolutePath();
    Path output = folder.resolve("demo.out");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx768m",
            "--enable-native-access=ALL-UNNAMED",
            "-Dshieldwall.home=" + root,
            "-jar",
            root.resolve("app/target/shieldwall.jar").toString(),
            "demo",
            "--port",
            "0",
            "--journal",
            folder.resolve("demo.journal").toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .directory(folder.toFile())
            .start();
    RunningDemo demo = new RunningDemo(process, output);
    Awaitility.await("the demo prints its links")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> demo.printed().contains("Ctrl-C") || !process.isAlive());
    if (!process.isAlive()) {
      throw new IOException("the demo ended: " + demo.printed());
    }
    return demo;
  }

  String printed() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// The address printed behind a name, such as `Director` or `blue01`.
  String link(String name) {
    Matcher line =
        Pattern.compile("^\\s*" + Pattern.quote(name) + "\\s+(http\\S+)", Pattern.MULTILINE)
            .matcher(printed());
    if (!line.find()) {
      throw new IllegalStateException("no link for " + name + " in: " + printed());
    }
    return line.group(1);
  }

  String base() {
    String board = link("Scoreboard");
    return board.substring(0, board.length() - 1);
  }

  /// Ends it as Ctrl-C does and waits for its last words.
  int interrupt() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the demo does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
