package io.shieldwall.probing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/// Python packages that bring a server, each set in an environment of its own beside the compiled
/// classes. Without Python or the package index the test is skipped.
public final class Python {

  private Python() {}

  /// The interpreter of an environment with these packages, such as `c104==2.2.1`.
  public static Path with(String... packages) throws IOException, InterruptedException {
    Path folder =
        Path.of("target", "python-" + Integer.toHexString(Arrays.hashCode(packages)))
            .toAbsolutePath();
    Path interpreter = folder.resolve("bin/python");
    Path done = folder.resolve("complete");
    if (!Files.exists(done)) {
      Files.createDirectories(folder);
      try {
        Daemon.run(folder, Daemon.program("python3"), "-m", "venv", "--clear", folder);
        Object[] install = {interpreter, "-m", "pip", "install", "-q", "--no-input"};
        Daemon.run(
            folder, Stream.concat(Stream.of(install), Stream.of((Object[]) packages)).toArray());
      } catch (IOException e) {
        Daemon.skip("no Python environment with " + String.join(", ", packages) + ": " + e);
      }
      Files.createFile(done);
    }
    return interpreter;
  }

  /// Runs a server and waits until it listens. The script's arguments are the address, the port and
  /// these words.
  ///
  /// @param script its text
  public static Daemon serve(
      Path folder, Path interpreter, String script, int port, Object... words) throws IOException {
    Path file = Files.writeString(folder.resolve("server.py"), script);
    String address = TestingRange.real(TestingRange.ADDRESS).getHostAddress();
    return Daemon.start(
        folder,
        TestingRange.ADDRESS,
        port,
        Stream.concat(Stream.of(interpreter, file, address, port), Stream.of(words)).toArray());
  }
}
