package io.shieldwall.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.shieldwall.scenario.ScenarioReader.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever stands in a folder, the answer is a scenario or a list of mistakes in words, and it
/// comes soon.
@Timeout(60)
final class HostileScenariosTest {

  private final ScenarioReader reader = new ScenarioReader(SampleKinds.ALL);

  private Reading read(String file, byte[] content) throws IOException {
    Map<String, byte[]> files = SampleFolder.files();
    files.put(file, content);
    return reader.read(new ScenarioFolder(files));
  }

  private static void answered(Reading reading) {
    if (reading instanceof Reading.Bad bad) {
      assertThat(bad.problems())
          .isNotEmpty()
          .allSatisfy(problem -> {
            assertThat(problem.line()).isPositive();
            assertThat(problem.column()).isPositive();
            assertThat(problem.message()).isNotBlank().doesNotContain("Exception", "\n");
            assertThat(problem.fix()).isNotBlank().doesNotContain("Exception", "\n");
          });
    }
  }

  @Test
  void random_damage_to_any_file_is_answered_in_words() throws IOException {
    List<String> names = new ArrayList<>(SampleFolder.files().keySet());
    int refused = 0;
    for (long seed = 1; seed <= 2500; seed++) {
      Random random = new Random(seed);
      Map<String, byte[]> files = SampleFolder.files();
      String name = names.get(random.nextInt(names.size()));
      files.put(name, damaged(files.getOrDefault(name, new byte[0]), random));
      try {
        Reading reading = reader.read(new ScenarioFolder(files));
        answered(reading);
        refused += reading instanceof Reading.Bad ? 1 : 0;
      } catch (RuntimeException | StackOverflowError escaped) {
        throw new AssertionError("seed " + seed + " in " + name, escaped);
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  private static byte[] damaged(byte[] right, Random random) {
    byte[] wrong = right.clone();
    int start = random.nextInt(wrong.length);
    String marks = "{}[]:,&*!|>'\"%@`-#?\n\t \\~\u0000";
    switch (random.nextInt(4)) {
      case 0 -> wrong[start] = (byte) random.nextInt(256);
      case 1 -> wrong[start] = (byte) marks.charAt(random.nextInt(marks.length()));
      case 2 -> {
        byte[] cut = new byte[start];
        System.arraycopy(wrong, 0, cut, 0, start);
        return cut;
      }
      default -> {
        int length = Math.min(random.nextInt(40), wrong.length - start);
        int from = random.nextInt(wrong.length - length);
        System.arraycopy(right, from, wrong, start, length);
      }
    }
    return wrong;
  }

  @Test
  void a_byte_order_mark_does_no_harm() throws IOException {
    Map<String, byte[]> files = SampleFolder.files();
    Map<String, byte[]> marked = new TreeMap<>();
    files.forEach((name, content) ->
        marked.put(name, SampleFolder.bytes("\ufeff" + SampleFolder.text(content))));
    assertThat(reader.read(new ScenarioFolder(marked))).isInstanceOf(Reading.Good.class);
  }

  @Test
  void lines_may_end_as_windows_ends_them() throws IOException {
    Map<String, byte[]> files = SampleFolder.files();
    files.replaceAll(
        (_, content) -> SampleFolder.bytes(SampleFolder.text(content).replace("\n", "\r\n")));
    Reading reading = reader.read(new ScenarioFolder(files));
    assertThat(reading).isInstanceOf(Reading.Good.class);
    assertThat(((Reading.Good) reading).scenario().digest())
        .isEqualTo(ScenarioArchive.digest(new ScenarioFolder(SampleFolder.files())));
  }

  @Test
  void aliases_within_themselves_are_refused_wherever_they_stand() throws IOException {
    for (String content :
        List.of(
            "&a [ *a ]",
            "&a { preset: *a }",
            "&a { categories: [ { id: [ *a ] } ] }",
            "injects: &i [ { when: &w { all: &l [ { not: *w }, *l ] } } ]")) {
      for (String file : List.of("scoring.yaml", "msel.yaml", "network.yaml")) {
        assertThatCode(() -> answered(read(file, SampleFolder.bytes(content))))
            .doesNotThrowAnyException();
        assertThat(read(file, SampleFolder.bytes(content))).isInstanceOf(Reading.Bad.class);
      }
    }
  }

  @Test
  void an_alias_beside_what_it_names_is_fine() throws IOException {
    String rules =
        SampleFolder.text(SampleFolder.files().getOrDefault("rules.yaml", new byte[0]))
            .replace("isolate: { takes: 1m }", "isolate: &short { takes: 1m }")
            .replace("open-service: { takes: 1m }", "open-service: { takes: 1m }")
            .replace("reconnect: { takes: 2m }", "reconnect: *short");
    assertThat(read("rules.yaml", SampleFolder.bytes(rules))).isInstanceOf(Reading.Good.class);
  }

  @Test
  void aliases_that_unfold_end_neither_memory_nor_patience() throws IOException {
    StringBuilder conditions = new StringBuilder("&a0 { at: 5m }");
    for (int level = 1; level <= 24; level++) {
      conditions.append(", &a%d { all: [ *a%d, *a%d ] }".formatted(level, level - 1, level - 1));
    }
    String msel =
        "injects:\n  - { id: x, title: X, when: { all: [ %s ] }, from: Y, to: blue, via: news, body: b }\n"
            .formatted(conditions);
    assertThat(read("msel.yaml", SampleFolder.bytes(msel)))
        .isInstanceOfSatisfying(
            Reading.Bad.class,
            bad ->
                assertThat(bad.problems())
                    .anySatisfy(problem ->
                        assertThat(problem.message())
                            .isEqualTo("the file unfolds to too many nodes")));
  }

  @Test
  void a_file_of_mistakes_is_answered_with_a_bounded_list() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int index = 0; index < 5000; index++) {
      many.append("wrong-").append(index).append(": 1\n");
    }
    assertThat(read("scoring.yaml", SampleFolder.bytes(many.toString())))
        .isInstanceOfSatisfying(
            Reading.Bad.class, bad -> assertThat(bad.problems()).hasSize(Problems.MOST));
  }

  @Test
  void very_long_and_very_large_values_are_answered_shortly() throws IOException {
    String endless = "x".repeat(1_000_000);
    for (String value :
        List.of(endless, "9".repeat(400), "-" + "9".repeat(400), "1e999", "0x" + "f".repeat(99))) {
      for (String key : List.of("total", "preset", "curve", "penalty-cap")) {
        Reading reading =
            read(
                "scoring.yaml",
                SampleFolder.bytes("preset: locked-shields\n" + key + ": " + value));
        answered(reading);
        assertThat(reading).isInstanceOf(Reading.Bad.class);
        ((Reading.Bad) reading)
            .problems()
            .forEach(problem -> assertThat(problem.toString()).hasSizeLessThan(600));
      }
    }
  }
}
