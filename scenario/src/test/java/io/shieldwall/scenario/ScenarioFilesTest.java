package io.shieldwall.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder on the disk becomes a scenario's files, and nothing from outside of it does.
final class ScenarioFilesTest {

  @TempDir private Path temporary = Path.of("");
  private Path root = Path.of("");

  @BeforeEach
  void write_the_base() throws IOException {
    root = temporary.resolve("islet");
    for (Map.Entry<String, byte[]> file : SampleFolder.files().entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling("."));
      Files.write(path, file.getValue());
    }
  }

  private List<String> problems() throws IOException {
    return ScenarioFiles.take(root).problems().stream().map(Problem::toString).toList();
  }

  private void sparse(String name, long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(root.resolve(name).toFile(), "rw")) {
      file.setLength(size);
    }
  }

  @Test
  void a_good_folder_is_taken_as_it_is() throws IOException {
    ScenarioFiles.Taken taken = ScenarioFiles.take(root);
    assertThat(taken.problems()).isEmpty();
    assertThat(ScenarioArchive.digest(taken.folder()))
        .isEqualTo(ScenarioArchive.digest(new ScenarioFolder(SampleFolder.files())));
  }

  @Test
  void a_link_to_the_folder_is_the_folder() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), root);
    assertThat(ScenarioFiles.take(link).folder().files().keySet())
        .isEqualTo(SampleFolder.files().keySet());
  }

  @Test
  void links_inside_are_refused_and_not_followed() throws IOException {
    Path secret = Files.writeString(temporary.resolve("secret"), "not yours");
    Files.createSymbolicLink(root.resolve("injects/secret.md"), secret);
    Files.createSymbolicLink(root.resolve("rubrics/up"), temporary);
    Files.createSymbolicLink(root.resolve("nowhere.yaml"), Path.of("gone"));
    assertThat(problems())
        .containsExactly(
            "injects/secret.md:1:1: a symbolic link stands here — put the file itself in its place",
            "nowhere.yaml:1:1: a symbolic link stands here — put the file itself in its place",
            "rubrics/up:1:1: a symbolic link stands here — put the file itself in its place");
    assertThat(ScenarioFiles.take(root).folder().files().keySet())
        .isEqualTo(SampleFolder.files().keySet());
  }

  @Test
  void hidden_files_and_folders_are_left_alone() throws IOException {
    Files.createDirectories(root.resolve(".git/objects/a/b/c/d/e/f/g"));
    Files.writeString(root.resolve(".git/objects/a/b/c/d/e/f/g/h"), "x");
    Files.writeString(root.resolve("injects/.draft.md"), "x");
    Files.createSymbolicLink(root.resolve(".editor"), temporary);
    assertThat(problems()).isEmpty();
  }

  @Test
  void names_that_cannot_be_archived_are_refused_however_deep_they_stand() throws IOException {
    Files.writeString(root.resolve("injects/a b.md"), "x");
    Files.createDirectories(root.resolve("injects/1/2/3/4/5/6"));
    Files.writeString(root.resolve("injects/1/2/3/4/5/6/deep.md"), "x");
    assertThat(problems())
        .containsExactly(
            "injects/1/2/3/4/5/6/deep.md:1:1: the file's name cannot be archived — use letters,"
                + " digits, '.', '-' and '_'",
            "injects/a b.md:1:1: the file's name cannot be archived — use letters, digits, '.', '-'"
                + " and '_'");
  }

  @Test
  void a_file_that_is_too_large_is_refused() throws IOException {
    sparse("injects/large.md", 16 * 1024 * 1024 + 1);
    assertThat(problems())
        .containsExactly(
            "injects/large.md:1:1: the file has more than 16 MB — split it or write less");
  }

  @Test
  void what_is_taken_can_be_packed_and_unpacked() throws IOException {
    for (int index = 0; index < 5; index++) {
      sparse("injects/large-" + index + ".md", 16 * 1024 * 1024);
    }
    ScenarioFiles.Taken taken = ScenarioFiles.take(root);
    assertThat(taken.problems())
        .isNotEmpty()
        .allSatisfy(
            problem -> assertThat(problem.message()).isEqualTo("the folder holds more than 64 MB"));
    ScenarioFolder unpacked = ScenarioArchive.unpack(ScenarioArchive.pack(taken.folder()));
    assertThat(unpacked.files().keySet()).isEqualTo(taken.folder().files().keySet());
  }

  @Test
  void what_is_no_folder_is_an_error() {
    assertThatThrownBy(() -> ScenarioFiles.take(root.resolve("scenario.yaml")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("scenario.yaml is no folder");
    assertThatThrownBy(() -> ScenarioFiles.take(temporary.resolve("none")))
        .isInstanceOf(IOException.class);
  }
}
