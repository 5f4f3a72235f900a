package io.shieldwall.probing.custom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Programs that a test brings along, in a folder that every user may read.
final class Scripts {

  static final Allowance ALLOWANCE = allowing(4);

  private final Path folder;

  private Scripts(Path folder) {
    this.folder = folder;
  }

  /// @param atOnce programs at a time
  static Allowance allowing(int atOnce) {
    return new Allowance(
        Duration.ofSeconds(20), 512L << 20, 1L << 20, 24, 64, Duration.ofMillis(300), atOnce);
  }

  /// @param folder a temporary one, which JUnit makes for its owner alone
  static Scripts in(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Scripts(folder);
  }

  /// A lane; where this machine cannot contain programs the test is skipped and says so.
  static Lane lane() throws IOException, InterruptedException {
    try {
      return Lane.open(ALLOWANCE, List.of());
    } catch (io.shieldwall.probing.ProbeFailure e) {
      skip(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  static void skip(String why) {
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail("in CI this must not be skipped: " + why);
    }
    System.out.println("SKIPPED: " + why);
    Assumptions.abort(why);
  }

  Path folder() {
    return folder;
  }

  Path shell(String name, String text) throws IOException {
    return write(name, "#!/bin/sh\n" + text);
  }

  Path python(String name, String text) throws IOException {
    if (!Files.isExecutable(Path.of("/usr/bin/python3"))) {
      skip("python3 is not installed on this machine");
    }
    return write(name, "#!/usr/bin/python3\n" + text);
  }

  /// A copy of a script of the test resources.
  Path resource(String name) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Scripts.class.getResourceAsStream("/checkers/" + name), name)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return text.startsWith("#!/usr/bin/python3")
          ? python(name, text.substring(text.indexOf('\n') + 1))
          : write(name, text);
    }
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  /// Command lines of living processes that contain a text; a dead one that nobody has waited for
  /// has none. Where a first thread has ended, those that live on are asked.
  static List<String> alive(String text) throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        String words = words(process);
        if (words.contains(text)) {
          found.add(process.getFileName() + " " + words);
        }
      }
    }
    return found;
  }

  private static String words(Path process) {
    StringBuilder words = new StringBuilder();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path thread : threads) {
        words.append(Files.readString(thread.resolve("cmdline"), StandardCharsets.ISO_8859_1));
      }
    } catch (IOException | DirectoryIteratorException _) {
      // it has ended meanwhile
    }
    return words.toString().replace('\0', ' ');
  }
}
