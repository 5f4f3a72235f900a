package io.shieldwall.probing.custom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The processes of this machine as `/proc` shows them.
final class ProcessTable {

  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  /// Every process that carries a mark in its environment or belongs to a user. A process keeps the
  /// environment it was started with, so one that left its group and its parents is found as well.
  static List<Long> marked(String mark, long user) {
    return all(
        process -> owner(process) == user || text(process.resolve("environ")).contains(mark));
  }

  /// The same without those that have ended.
  static List<Long> atWork(String mark, long user) {
    return marked(mark, user).stream().filter(pid -> !ended(PROC.resolve("" + pid))).toList();
  }

  /// A process that has ended keeps its number until its parent, or the first process of the
  /// machine, asks how.
  private static boolean ended(Path process) {
    String line = text(process.resolve("stat"));
    return line.startsWith("Z", line.lastIndexOf(')') + 2);
  }

  /// Tasks of a user, threads counted.
  static long tasks(long user) {
    long tasks = 0;
    for (long pid : all(process -> owner(process) == user)) {
      for (String line : text(PROC.resolve(pid + "/status")).lines().toList()) {
        if (line.startsWith("Threads:")) {
          tasks += Long.parseLong(line.substring("Threads:".length()).strip());
        }
      }
    }
    return tasks;
  }

  /// The user that this process runs as.
  static long self() {
    return owner(PROC.resolve("self"));
  }

  private static List<Long> all(Predicate<Path> wanted) {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (wanted.test(process)) {
          found.add(Long.valueOf(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("/proc cannot be read", e);
    }
    return found;
  }

  private static long owner(Path process) {
    try {
      return ((Number) Files.getAttribute(process, "unix:uid")).longValue() & 0xFFFF_FFFFL;
    } catch (IOException | UnsupportedOperationException _) {
      return -1;
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }

  static boolean readable() {
    return Files.isDirectory(PROC.resolve("self"), LinkOption.NOFOLLOW_LINKS)
        || Files.isSymbolicLink(PROC.resolve("self"));
  }
}
