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
    Map<String, byte[]> files = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(root, 6)) {
      for (Path path : (Iterable<Path>) walk.sorted()::iterator) {
        String name = root.relativize(path).toString().replace('\\', '/');
        if (Files.isSymbolicLink(path)) {
          problems.add(
              new Problem(
                  name, 1, 1, "a symbolic link stands here", "put the file itself in its place"));
        } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !isHidden(name)) {
          take(path, name, files, problems);
        }
      }
    }
    return new Taken(new ScenarioFolder(files), problems);
  }

  private static boolean isHidden(String name) {
    return Stream.of(name.split("/")).anyMatch(part -> part.startsWith("."));
  }

  private static void take(
      Path path, String name, Map<String, byte[]> files, List<Problem> problems)
      throws IOException {
    if (!ScenarioArchive.isSafe(name)) {
      problems.add(
          new Problem(
              name,
              1,
              1,
              "the file's name cannot be archived",
              "use letters, digits, '.', '-' and '_'"));
    } else if (Files.size(path) > YamlFile.LARGEST) {
      problems.add(
          new Problem(name, 1, 1, "the file has more than 16 MB", "split it or write less"));
    } else if (files.size() >= ScenarioArchive.MOST_FILES) {
      problems.add(
          new Problem(
              name,
              1,
              1,
              "the folder holds more than " + ScenarioArchive.MOST_FILES + " files",
              "remove some"));
    } else {
      files.put(name, Files.readAllBytes(path));
    }
  }
}
