package io.shieldwall.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One canonical form, one archive, and no way out of it.
final class ScenarioArchiveTest {

  private static ScenarioFolder folder() throws IOException {
    return new ScenarioFolder(SampleFolder.files());
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void what_was_packed_is_what_is_unpacked() throws IOException {
    ScenarioFolder unpacked = ScenarioArchive.unpack(ScenarioArchive.pack(folder()));
    assertThat(unpacked.files().keySet()).isEqualTo(folder().files().keySet());
    unpacked.files().forEach((name, content) -> assertThat(content).isEqualTo(original(name)));
    assertThat(ScenarioArchive.digest(unpacked)).isEqualTo(ScenarioArchive.digest(folder()));
  }

  private static byte[] original(String name) {
    try {
      return folder().files().getOrDefault(name, new byte[0]);
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
  }

  @Test
  void equal_folders_make_equal_bytes_in_whatever_order_their_files_came() throws IOException {
    Map<String, byte[]> backwards = new LinkedHashMap<>();
    new TreeMap<>(folder().files()).reversed().forEach(backwards::put);
    assertThat(ScenarioArchive.pack(new ScenarioFolder(backwards)))
        .isEqualTo(ScenarioArchive.pack(folder()));
  }

  @Test
  void the_digest_is_the_one_that_is_documented() {
    ScenarioFolder small =
        new ScenarioFolder(Map.of("b", SampleFolder.bytes("two\n"), "a", SampleFolder.bytes("1")));
    // printf '\0\0\0\1a\0\0\0\0011\0\0\0\1b\0\0\0\4two\n' | sha256sum
    assertThat(ScenarioArchive.digest(small))
        .isEqualTo("5e83ad70dfb8eac83fe6400ddbe80b1bf9022a356db27ee69bcef51c20efe212");
  }

  @Test
  void how_lines_end_changes_neither_digest_nor_archive() throws IOException {
    Map<String, byte[]> windows = SampleFolder.files();
    windows.replaceAll(
        (_, content) -> SampleFolder.bytes(SampleFolder.text(content).replace("\n", "\r\n")));
    ScenarioFolder other = new ScenarioFolder(windows);
    assertThat(ScenarioArchive.digest(other)).isEqualTo(ScenarioArchive.digest(folder()));
    assertThat(ScenarioArchive.pack(other)).isEqualTo(ScenarioArchive.pack(folder()));
  }

  @Test
  void any_other_change_changes_the_digest() throws IOException {
    String before = ScenarioArchive.digest(folder());
    for (String name : folder().files().keySet()) {
      Map<String, byte[]> changed = SampleFolder.files();
      byte[] content = original(name);
      content[content.length / 2] ^= 1;
      changed.put(name, content);
      assertThat(ScenarioArchive.digest(new ScenarioFolder(changed))).as(name).isNotEqualTo(before);
      changed.remove(name);
      assertThat(ScenarioArchive.digest(new ScenarioFolder(changed))).as(name).isNotEqualTo(before);
    }
    Map<String, byte[]> moved = SampleFolder.files();
    moved.put("x", moved.getOrDefault("msel.yaml", new byte[0]));
    moved.remove("msel.yaml");
    assertThat(ScenarioArchive.digest(new ScenarioFolder(moved))).isNotEqualTo(before);
  }

  @Test
  void what_stands_in_one_file_cannot_pretend_to_be_two() {
    ScenarioFolder one = new ScenarioFolder(Map.of("a", SampleFolder.bytes("x")));
    ScenarioFolder two = new ScenarioFolder(Map.of("a", new byte[0], "b", SampleFolder.bytes("x")));
    assertThat(ScenarioArchive.digest(one)).isNotEqualTo(ScenarioArchive.digest(two));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../escape.yaml",
        "a/../../escape.yaml",
        "/etc/passwd",
        "C:/windows.yaml",
        "a\\b.yaml",
        "..\\b.yaml",
        ".hidden",
        "a/.hidden/b",
        "a//b",
        "a/",
        "",
        "a/b/c/d/e/f.yaml",
        "-rf",
        "a b.yaml",
        "a\u0000.yaml",
        "ä.yaml",
        "./a.yaml",
        "a/./b"
      })
  void a_path_that_could_leave_the_folder_is_refused(String path) throws IOException {
    byte[] archive = zip(Map.of(path, SampleFolder.bytes("x")));
    assertThatThrownBy(() -> ScenarioArchive.unpack(archive))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the archive holds an unsafe or double path");
  }

  @Test
  void the_same_path_twice_is_refused() throws IOException {
    byte[] archive =
        new String(
                zip(Map.of("a1.yaml", SampleFolder.bytes("x"), "a2.yaml", SampleFolder.bytes("y"))),
                StandardCharsets.ISO_8859_1)
            .replace("a2.yaml", "a1.yaml")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ScenarioArchive.unpack(archive))
        .hasMessage("the archive holds an unsafe or double path: a1.yaml");
  }

  @Test
  void a_bomb_is_stopped_while_it_inflates() throws IOException {
    byte[] bomb = zip(Map.of("zeros.yaml", new byte[70 * 1024 * 1024]));
    assertThat(bomb.length).isLessThan(200_000);
    assertThatThrownBy(() -> ScenarioArchive.unpack(bomb)).hasMessage("the archive holds too much");
  }

  @Test
  void a_bomb_of_many_files_is_stopped_at_their_sum() throws IOException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    for (int index = 0; index < 8; index++) {
      parts.put("zeros-" + index + ".yaml", new byte[9 * 1024 * 1024]);
    }
    byte[] bomb = zip(parts);
    assertThatThrownBy(() -> ScenarioArchive.unpack(bomb)).hasMessage("the archive holds too much");
  }

  @Test
  void more_files_than_a_scenario_may_have_are_stopped() throws IOException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    for (int index = 0; index <= ScenarioArchive.MOST_FILES; index++) {
      parts.put("f" + index, new byte[0]);
    }
    byte[] many = zip(parts);
    assertThatThrownBy(() -> ScenarioArchive.unpack(many)).hasMessage("the archive holds too much");
  }

  @Test
  void a_damaged_archive_is_refused_in_words_or_holds_what_it_held() throws IOException {
    byte[] right = ScenarioArchive.pack(folder());
    for (long seed = 1; seed <= 500; seed++) {
      Random random = new Random(seed);
      byte[] wrong =
          Arrays.copyOf(
              right, random.nextInt(4) == 0 ? random.nextInt(right.length) : right.length);
      if (wrong.length > 0) {
        wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        ScenarioArchive.unpack(wrong)
            .files()
            .forEach((name, content) -> {
              if (original(name).length > 0) {
                assertThat(content).isEqualTo(original(name));
              }
            });
      } catch (IOException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      } catch (RuntimeException escaped) {
        throw new AssertionError("seed " + seed, escaped);
      }
    }
  }
}
