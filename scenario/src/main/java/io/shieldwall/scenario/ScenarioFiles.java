package io.shieldwall.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Takes a scenario folder from the disk: regular files only, nothing from outside of it.
public final class ScenarioFiles {

  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private long total;

  private ScenarioFiles() {}

  /// What taking a folder came to.
  ///
  /// @param problems links, oversized files and names that cannot be archived
  public record Taken(ScenarioFolder folder, List<Problem> problems) {
    public Taken {
      problems = List.copyOf(problems);
    }
  }

  /// @throws IOException when the folder does not exist or cannot be read
  public static Taken take(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException(root + " is no folder");
    }
    ScenarioFiles taking = new ScenarioFiles();
    Path top = root.toRealPath();
    try (Stream<Path> walk = Files.walk(top)) {
      for (Path path : (Iterable<Path>) walk.sorted()::iterator) {
        taking.see(path, top.relativize(path).toString().replace('\\', '/'));
      }
    }
    return new Taken(new ScenarioFolder(taking.files), taking.problems);
  }

  private void see(Path path, String name) throws IOException {
    if (isHidden(name)) {
      return;
    }
    if (Files.isSymbolicLink(path)) {
      problem(name, "a symbolic link stands here", "put the file itself in its place");
    } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      take(path, name);
    }
  }

  private static boolean isHidden(String name) {
    return Stream.of(name.split("/")).anyMatch(part -> part.startsWith("."));
  }

  private void take(Path path, String name) throws IOException {
    long size = Files.size(path);
    if (!ScenarioArchive.isSafe(name)) {
      problem(name, "the file's name cannot be archived", "use letters, digits, '.', '-' and '_'");
    } else if (size > YamlFile.LARGEST) {
      problem(name, "the file has more than 16 MB", "split it or write less");
    } else if (total + size > ScenarioArchive.LARGEST) {
      problem(
          name,
          "the folder holds more than %d MB".formatted(ScenarioArchive.LARGEST >> 20),
          "remove some files");
    } else if (files.size() >= ScenarioArchive.MOST_FILES) {
      problem(
          name,
          "the folder holds more than " + ScenarioArchive.MOST_FILES + " files",
          "remove some");
    } else {
      files.put(name, Files.readAllBytes(path));
      total += size;
    }
  }

  private void problem(String name, String message, String fix) {
    problems.add(new Problem(name, 1, 1, message, fix));
  }
}
