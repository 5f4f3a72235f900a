package io.shieldwall.probing.custom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The processes of this machine as `/proc` shows them.
final class ProcessTable {

  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  /// Numbers of processes.
  ///
  /// @param dead those that have ended, and whose numbers are still taken
  record Found(List<Long> alive, Set<Long> dead) {}

  /// Every process that carries a mark in its environment or belongs to a user. A process keeps the
  /// environment it was started with, so one that left its group and its parents is found as well;
  /// a dead one has none and is found by its user only.
  static Found found(String mark, long user) {
    List<Long> alive = new ArrayList<>();
    Set<Long> dead = new HashSet<>();
    for (long pid : all(process -> owner(process) == user || environment(process).contains(mark))) {
      if (ended(PROC.resolve("" + pid))) {
        dead.add(pid);
      } else {
        alive.add(pid);
      }
    }
    return new Found(alive, dead);
  }

  /// Whether only the number of a process is left: it stays until its parent, or the first process
  /// of the machine, asks how the process ended, and that may take seconds. One whose first thread
  /// alone has ended looks the same but for its number of threads.
  private static boolean ended(Path process) {
    return firstThreadEnded(process) && threads(process) <= 1;
  }

  private static boolean firstThreadEnded(Path process) {
    String line = text(process.resolve("stat"));
    return line.startsWith("Z", line.lastIndexOf(')') + 2);
  }

  /// A first thread that has ended shows no environment any more; the others do.
  private static String environment(Path process) {
    String first = text(process.resolve("environ"));
    if (!first.isEmpty() || !firstThreadEnded(process)) {
      return first;
    }
    StringBuilder environments = new StringBuilder();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
      threads.forEach(thread -> environments.append(text(thread.resolve("environ"))));
    } catch (IOException | DirectoryIteratorException _) {
      // it has ended meanwhile
    }
    return environments.toString();
  }

  /// Tasks of a user as the kernel counts them for its limit: threads one by one, and the dead that
  /// nobody has asked after.
  static long tasks(long user) {
    return all(process -> owner(process) == user).stream()
        .mapToLong(pid -> threads(PROC.resolve("" + pid)))
        .sum();
  }

  /// The dead among them.
  static long deadTasks(long user) {
    return all(process -> owner(process) == user && ended(process)).size();
  }

  /// Threads of a process; none when it is gone.
  private static long threads(Path process) {
    return text(process.resolve("status"))
        .lines()
        .filter(line -> line.startsWith("Threads:"))
        .mapToLong(line -> Long.parseLong(line.substring("Threads:".length()).strip()))
        .sum();
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
