package io.shieldwall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command as its users see it: what it prints and its exit code.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandLineTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path folder = Path.of(".");
  private String homeBefore = "";
  private Path journal = Path.of(".");
  private JsonNode played = JSON.createObjectNode();

  @BeforeAll
  void play() throws IOException {
    homeBefore = System.getProperty("shieldwall.home", "");
    System.setProperty("shieldwall.home", System.getProperty("shieldwall.root", ".."));
    journal = folder.resolve("seven.journal");
    Said said = demo(journal, 7);
    assertThat(said.code()).as(said.err()).isZero();
    played = JSON.readTree(said.out());
  }

  @AfterAll
  void restore() {
    System.setProperty("shieldwall.home", homeBefore);
  }

  private static Said demo(Path file, long seed) {
    return Said.by(
        "demo",
        "--headless",
        "--until-end",
        "--seed",
        Long.toString(seed),
        "--teams",
        "3",
        "--journal",
        file.toString(),
        "--json");
  }

  @Test
  void a_finished_run_tells_journal_events_root_scenario_and_exact_standings() {
    assertThat(played.propertyNames())
        .contains("journal", "events", "root", "scenario", "standings");
    assertThat(played.get("root").asString()).matches("[0-9a-f]{64}");
    assertThat(played.get("scenario").asString()).matches("[0-9a-f]{64}");
    assertThat(played.get("standings").size()).isEqualTo(3);
    for (JsonNode row : played.get("standings")) {
      assertThat(row.get("total").isString()).isTrue();
      assertThat(row.get("total").asString()).matches("-?\\d+\\.\\d{3}");
      java.math.BigDecimal sum = java.math.BigDecimal.ZERO;
      for (JsonNode points : row.get("categories")) {
        sum = sum.add(new java.math.BigDecimal(points.asString()));
      }
      assertThat(sum).isEqualByComparingTo(row.get("total").asString());
    }
  }

  @Test
  void the_same_seed_gives_the_same_root_and_another_seed_another() {
    Said again = demo(folder.resolve("seven-again.journal"), 7);
    Said other = demo(folder.resolve("eight.journal"), 8);
    assertThat(JSON.readTree(again.out()).get("root")).isEqualTo(played.get("root"));
    assertThat(JSON.readTree(other.out()).get("root")).isNotEqualTo(played.get("root"));
  }

  @Test
  void verify_says_the_same_score_and_replay_and_rescore_agree() {
    Said said = Said.by("verify", journal.toString(), "--json");
    assertThat(said.code()).isZero();
    JsonNode verified = JSON.readTree(said.out());
    assertThat(verified.get("valid").asBoolean()).isTrue();
    assertThat(verified.get("root")).isEqualTo(played.get("root"));
    assertThat(verified.get("standings")).isEqualTo(played.get("standings"));
    JsonNode replayed = JSON.readTree(Said.by("replay", journal.toString(), "--json").out());
    assertThat(replayed.get("standings")).isEqualTo(played.get("standings"));
    JsonNode rescored = JSON.readTree(Said.by("rescore", journal.toString(), "--json").out());
    assertThat(rescored.get("standings")).isEqualTo(played.get("standings"));
  }

  @Test
  void verify_names_the_event_that_a_changed_byte_made_wrong() throws IOException {
    Path changed = folder.resolve("changed.journal");
    Files.copy(journal, changed, StandardCopyOption.REPLACE_EXISTING);
    byte[] bytes = Files.readAllBytes(changed);
    byte[] word = "ClockStarted".getBytes(StandardCharsets.UTF_8);
    int place = indexOf(bytes, word);
    assertThat(place).isPositive();
    bytes[place] = 'X';
    Files.write(changed, bytes);
    Said said = Said.by("verify", changed.toString(), "--json");
    assertThat(said.code()).isEqualTo(1);
    JsonNode verified = JSON.readTree(said.out());
    assertThat(verified.get("valid").asBoolean()).isFalse();
    assertThat(verified.get("event").asLong()).isEqualTo(1);
    assertThat(verified.get("problem").asString()).contains("event 1");
  }

  private static int indexOf(byte[] bytes, byte[] word) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .indexOf(new String(word, StandardCharsets.ISO_8859_1));
  }

  @Test
  void verify_refuses_another_published_root() {
    assertThat(Said.by("verify", journal.toString(), "--root", "00".repeat(32)).code())
        .isEqualTo(1);
    assertThat(
            Said.by("verify", journal.toString(), "--root", played.get("root").asString()).code())
        .isZero();
  }

  @Test
  void export_writes_one_json_object_a_line() {
    Said said = Said.by("export", journal.toString());
    assertThat(said.code()).isZero();
    long lines = said.out().lines().filter(line -> JSON.readTree(line).isObject()).count();
    assertThat(lines).isEqualTo(played.get("events").asLong());
  }

  @Test
  void rescore_with_other_shares_changes_the_standings_and_names_what_is_sensitive() {
    Said said =
        Said.by(
            "rescore",
            journal.toString(),
            "--json",
            "--share",
            "availability=40",
            "--share",
            "attack-defence=3");
    assertThat(said.code()).isZero();
    JsonNode rescored = JSON.readTree(said.out());
    assertThat(rescored.get("before")).isEqualTo(played.get("standings"));
    assertThat(rescored.get("standings")).isNotEqualTo(played.get("standings"));
    assertThat(rescored.get("sensitive").isArray()).isTrue();
  }

  @Test
  void mistakes_of_use_get_a_clear_line_and_exit_code_two() {
    wrong(
        "--teams is 99; the scenario has 24 teams",
        "demo",
        "--headless",
        "--until-end",
        "--teams",
        "99");
    wrong("--headless plays to the end; add --until-end", "demo", "--headless");
    wrong("--json reports a finished run", "demo", "--json");
    wrong("--play names red01", "demo", "--headless", "--until-end", "--play", "red01");
    wrong(
        "exists; name a new file",
        "demo",
        "--headless",
        "--until-end",
        "--journal",
        journal.toString());
    wrong("is no folder", "validate", folder.resolve("nowhere").toString());
    wrong("is no exercise time", "replay", journal.toString(), "--at", "noon");
    wrong("there is no category luck", "rescore", journal.toString(), "--share", "luck=5");
    wrong("the shares add up to", "rescore", journal.toString(), "--share", "legal=50");
    wrong("name a scenario folder", "run");
    wrong("Unknown option", "verify", journal.toString(), "--speedy");
    wrong("Name a command", new String[0]);
  }

  private static void wrong(String message, String... arguments) {
    Said said = Said.by(arguments);
    assertThat(said.code()).as(message).isEqualTo(2);
    assertThat(said.err()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void a_file_that_is_no_journal_is_named_without_a_trace() throws IOException {
    Path text = Files.writeString(folder.resolve("text.journal"), "this is no journal");
    Said broken = Said.by("verify", text.toString());
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out() + broken.err()).contains("event 0").doesNotContain("\tat ");
    Said missing = Said.by("verify", folder.resolve("missing.journal").toString());
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("there is no journal");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "run", "validate", "verify", "replay", "rescore", "export"})
  void every_command_has_help_with_an_example(String command) {
    Said said = Said.by(command, "--help");
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("Usage: shieldwall " + command, "xample", "shieldwall " + command);
  }
}
