package io.shieldwall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every broken folder under `broken/` holds only the files in which it differs from `base`, and
/// `expected.txt` with the exact lines that planners read. `absent.txt` names files of the base
/// that it lacks.
final class BrokenScenariosTest {

  private static final Path ROOT = Path.of("src/test/resources/broken");

  static Stream<Path> folders() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.filter(folder -> !folder.endsWith("base")).sorted().toList().stream();
    }
  }

  @Test
  void the_base_is_good() throws IOException {
    assertThat(
            new ScenarioReader(SampleKinds.ALL)
                .read(new ScenarioFolder(files(ROOT.resolve("base")))))
        .isInstanceOf(ScenarioReader.Reading.Good.class);
  }

  /// A kind that has come to see a mistake in everything.
  private record Stricter(String name, String summary, List<Parameter> parameters)
      implements ProbeKind {

    @Override
    public List<Mistake> mistakes(Probe probe) {
      return List.of(new Mistake("", 0, "", "this was good once", "write it anew"));
    }
  }

  @Test
  void what_protocols_have_learned_to_see_leaves_archives_readable() throws IOException {
    List<Stricter> kinds =
        SampleKinds.ALL.stream()
            .map(kind -> new Stricter(kind.name(), kind.summary(), kind.parameters()))
            .toList();
    ScenarioFolder folder = new ScenarioFolder(files(ROOT.resolve("base")));
    assertThat(new ScenarioReader(kinds).read(folder))
        .isInstanceOf(ScenarioReader.Reading.Bad.class);
    assertThat(ScenarioReader.ofArchives(kinds).read(folder))
        .isInstanceOf(ScenarioReader.Reading.Good.class);
  }

  @Test
  void there_are_enough_of_them() throws IOException {
    assertThat(folders()).hasSizeGreaterThanOrEqualTo(80);
  }

  @ParameterizedTest
  @MethodSource("folders")
  void a_broken_folder_is_explained(Path folder) throws IOException {
    String said = String.join("\n", problems(folder));
    Path expected = folder.resolve("expected.txt");
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(expected, said + "\n", StandardCharsets.UTF_8);
    }
    assertThat(expected).exists();
    assertThat(said).isEqualTo(Files.readString(expected, StandardCharsets.UTF_8).stripTrailing());
    assertThat(said).isNotBlank();
  }

  private static List<String> problems(Path folder) throws IOException {
    Map<String, byte[]> files = files(ROOT.resolve("base"));
    Map<String, byte[]> own = files(folder);
    own.remove("expected.txt");
    byte[] absent = own.remove("absent.txt");
    files.putAll(own);
    if (absent != null) {
      new String(absent, StandardCharsets.UTF_8).lines().forEach(files::remove);
    }
    return switch (new ScenarioReader(SampleKinds.ALL).read(new ScenarioFolder(files))) {
      case ScenarioReader.Reading.Good _ -> List.of();
      case ScenarioReader.Reading.Bad bad ->
          bad.problems().stream().map(Problem::toString).toList();
    };
  }

  private static Map<String, byte[]> files(Path root) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      walk.filter(Files::isRegularFile)
          .forEach(
              file -> files.put(root.relativize(file).toString().replace('\\', '/'), bytes(file)));
    }
    return files;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
