package io.shieldwall.probing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// A real server program that runs while a test needs it, with everything it writes in a folder of
/// the test's own. It is ended by its process id.
public final class Daemon implements AutoCloseable {

  private static final List<String> PLACES =
      List.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin", "/sbin", "/bin");

  private final Process process;

  private Daemon(Process process) {
    this.process = process;
  }

  /// Where a program is. Without it the test is skipped and says so; where the environment variable
  /// `CI` is `true` it fails.
  public static Path program(String name) {
    Optional<Path> program =
        PLACES.stream().map(place -> Path.of(place, name)).filter(Files::isExecutable).findFirst();
    if (program.isEmpty()) {
      skip(name + " is not installed on this machine");
    }
    return program.orElseThrow();
  }

  /// Skips the test with a printed line.
  public static void skip(String why) {
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail("in CI this must not be skipped: " + why);
    }
    System.out.println("SKIPPED: " + why);
    Assumptions.abort(why);
  }

  /// A copy of a program in the test's folder: not set-uid, and not bound by a profile that a
  /// distribution confines the installed one with.
  public static Path copy(Path program, Path folder) throws IOException {
    Path copy = folder.resolve(program.getFileName());
    return Files.copy(
        program, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  /// Starts a program that listens to datagrams; the test waits for it.
  public static Daemon launch(Path folder, Object... command) throws IOException {
    return new Daemon(
        new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("daemon.log").toFile())
            .start());
  }

  /// Starts a program and waits until its port accepts connections.
  public static Daemon start(Path folder, String scenarioAddress, int port, Object... command)
      throws IOException {
    Path log = folder.resolve("daemon.log");
    Process process =
        new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Daemon daemon = new Daemon(process);
    InetSocketAddress address = new InetSocketAddress(TestingRange.real(scenarioAddress), port);
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive() || accepts(address));
    } catch (RuntimeException e) {
      daemon.close();
      throw e;
    }
    if (!process.isAlive()) {
      throw new IOException(command[0] + " ended by itself: " + Files.readString(log));
    }
    return daemon;
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Runs a program to its end.
  public static void run(Path folder, Object... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("run.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command[0] + " failed: " + Files.readString(folder.resolve("run.log")));
    }
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  public static boolean asRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
