package io.shieldwall.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.cluster.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mistakes that are told before a worker starts.
final class WorkerCommandTest {

  private static final String BERYLIA =
      Path.of(System.getProperty("shieldwall.root"), "scenarios", "berylia").toString();

  private final Path folder;

  WorkerCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String mistake(String... words) {
    List<String> all = new ArrayList<>(List.of("worker", BERYLIA));
    all.addAll(List.of(words));
    return said(all);
  }

  private static String said(List<String> words) {
    Said said = Said.by(words.toArray(String[]::new));
    assertThat(said.code()).isNotZero();
    return said.err();
  }

  private String zone() throws IOException {
    return LoadedScenario.require(Path.of(BERYLIA)).scenario().network().zones().getFirst().id();
  }

  @Test
  void a_zone_is_needed() {
    assertThat(mistake("--kafka", "127.0.0.1:9092")).contains("--zone");
  }

  @Test
  void an_unknown_zone_is_told_with_the_known_ones() throws IOException {
    assertThat(mistake("--zone", "moon", "--kafka", "127.0.0.1:9092"))
        .contains("--zone names moon; the scenario has ")
        .contains(zone());
  }

  @Test
  void addresses_that_are_none_of_this_machine_are_told() throws IOException {
    Path key = folder.resolve("key");
    Seal.create(key);
    for (String source : List.of("nowhere", "192.0.2.7")) {
      assertThat(
              mistake(
                  "--zone",
                  "all",
                  "--kafka",
                  "127.0.0.1:9092",
                  "--key",
                  key.toString(),
                  "--source",
                  source))
          .contains("--source")
          .contains(source);
    }
  }

  @Test
  void a_broker_is_needed_and_must_have_an_address() throws IOException {
    assertThat(mistake("--zone", zone())).contains("name the broker, such as --kafka");
    assertThat(mistake("--zone", zone(), "--kafka", "nonsense")).contains("--kafka nonsense: ");
  }

  @Test
  void settings_that_kafka_does_not_take_are_told() throws IOException {
    Path file =
        Files.writeString(folder.resolve("kafka.properties"), "security.protocol=CARRIER\n");
    assertThat(
            mistake(
                "--zone", zone(), "--kafka", "127.0.0.1:9092", "--kafka-config", file.toString()))
        .contains("Kafka's client does not take these settings");
    assertThat(
            mistake(
                "--zone",
                zone(),
                "--kafka",
                "127.0.0.1:9092",
                "--kafka-config",
                "nowhere.properties"))
        .contains("nowhere.properties");
  }

  @Test
  void the_key_file_must_be_there_be_one_and_be_private() throws IOException {
    String[] words = {"--zone", zone(), "--kafka", "127.0.0.1:9092", "--key", ""};
    words[5] = folder.resolve("missing").toString();
    assertThat(mistake(words)).contains("there is no key file").contains("--key");
    Path text = Files.writeString(folder.resolve("text"), "no key");
    Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-------"));
    words[5] = text.toString();
    assertThat(mistake(words)).contains("must hold 32 bytes in Base64");
    Path open = folder.resolve("open");
    Seal.create(open);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    words[5] = open.toString();
    assertThat(mistake(words)).contains("others may read").contains("chmod 600");
  }

  @Test
  void a_folder_of_checkers_must_be_there() throws IOException {
    Path key = folder.resolve("key");
    Seal.create(key);
    assertThat(
            mistake(
                "--zone",
                zone(),
                "--kafka",
                "127.0.0.1:9092",
                "--key",
                key.toString(),
                "--checkers",
                "nowhere"))
        .contains("--checkers names nowhere, which is no folder");
  }

  @Test
  void a_headless_run_needs_no_broker() {
    assertThat(
            said(
                List.of(
                    "demo", "--scenario", BERYLIA, "--headless", "--until-end", "--kafka", "a:1")))
        .contains("needs no --kafka");
  }
}
