package io.shieldwall.bench;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The launcher as a user calls it, from the command to the result.
final class WholeProgram {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LIFE = Duration.ofSeconds(20);

  private final Path launcher;
  private final Path work;
  private final Figures figures = new Figures();

  private WholeProgram(Path launcher, Path work) {
    this.launcher = launcher;
    this.work = work;
  }

  /// Arguments: launcher, folder for journals, runs of each measurement.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    WholeProgram program = new WholeProgram(Path.of(arguments[0]), Path.of(arguments[1]));
    int runs = Integer.parseInt(arguments[2]);
    program.fast(runs);
    program.live(runs);
  }

  private void fast(int runs) throws IOException, InterruptedException {
    long[] nanos = new long[runs];
    for (int run = 0; run < runs; run++) {
      Figures.say("Berylia from beginning to end in virtual time");
      Path journal = work.resolve("fast.journal");
      Files.deleteIfExists(journal);
      long from = System.nanoTime();
      Process process =
          start("demo", "--headless", "--until-end", "--seed", "7", "--json", "--journal")
              .apply(journal);
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroy();
        throw new IOException("the demo did not end well");
      }
      nanos[run] = System.nanoTime() - from;
    }
    figures.put("berylia_fast_s", Figures.percentile(Figures.sorted(nanos), 50) / 1e9);
  }

  private void live(int runs) throws IOException, InterruptedException {
    long[] nanos = new long[runs];
    for (int run = 0; run < runs; run++) {
      Figures.say("the live demo until its scoreboard answers");
      Path journal = work.resolve("live-" + run + ".journal");
      int port = freePort();
      long from = System.nanoTime();
      Process process =
          start("demo", "--seed", "7", "--port", Integer.toString(port), "--journal")
              .apply(journal);
      try {
        awaitScoreboard(port, process);
        nanos[run] = System.nanoTime() - from;
        if (run == runs - 1) {
          memory(process);
        }
      } finally {
        process.destroy();
        process.waitFor();
      }
    }
    figures.put("start_s", Figures.percentile(Figures.sorted(nanos), 50) / 1e9);
  }

  /// The launcher becomes the Java process, so its memory is that of its id.
  private void memory(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return;
    }
    LockSupport.parkNanos(LIFE.toNanos());
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        figures.put("memory_mb", Long.parseLong(line.replaceAll("\\D", "")) / 1024.0);
      }
    }
  }

  /// A start that takes the journal last.
  private interface Start {
    Process apply(Path journal) throws IOException;
  }

  private Start start(String... arguments) {
    return journal -> {
      List<String> command = new ArrayList<>();
      command.add(launcher.toString());
      command.addAll(List.of(arguments));
      command.add(journal.toString());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectErrorStream(true);
      builder.redirectOutput(new File(work.toFile(), "demo.log"));
      return builder.start();
    };
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitScoreboard(int port, Process process) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(port)) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new IOException("the scoreboard did not answer");
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private static boolean answers(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(10_000);
      return connection.getResponseCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }
}
