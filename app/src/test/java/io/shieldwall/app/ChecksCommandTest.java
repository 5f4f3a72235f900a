package io.shieldwall.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.catalogue.Protocols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ChecksCommandTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;

  private static String berylia() {
    return Path.of(System.getProperty("shieldwall.root"), "scenarios", "berylia").toString();
  }

  @Test
  void the_list_for_programs_has_every_kind_with_its_options() {
    Said said = Said.by("checks", "--json");
    assertThat(said.code()).isZero();
    JsonNode list = JSON.readTree(said.out());
    assertThat(list.findValuesAsString("name"))
        .containsAll(Protocols.ALL.stream().map(Protocol::name).toList());
    JsonNode http =
        list.valueStream()
            .filter(each -> each.get("name").asString().equals("http"))
            .findFirst()
            .orElseThrow();
    assertThat(http.get("options").valueStream())
        .anySatisfy(option -> {
          assertThat(option.get("name").asString()).isEqualTo("status");
          assertThat(option.get("minimum").asInt()).isEqualTo(200);
        });
  }

  @Test
  void people_get_a_line_a_kind_and_the_options_of_one() {
    assertThat(Said.by("checks").out()).contains("  dns ", "  modbus ", "kinds.");
    assertThat(Said.by("checks", "dns").out())
        .contains("transport  (udp | tcp)", "docs/checks/dns.md");
    Said wrong = Said.by("checks", "gopher");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("no check called 'gopher'");
  }

  @Test
  void every_check_of_berylia_is_proven_on_good_dead_and_false_services() {
    Said said = Said.by("checks", "--self-test", berylia(), "--json");
    assertThat(said.code()).as(said.out() + said.err()).isZero();
    JsonNode proofs = JSON.readTree(said.out());
    assertThat(proofs.size()).isGreaterThan(80);
    for (JsonNode proof : proofs) {
      assertThat(proof.get("verdict").asString())
          .as("%s", proof)
          .isIn("proven", "is fooled by a façade");
      assertThat(proof.at("/good/outcome").asString()).isEqualTo("OK");
      assertThat(proof.at("/dead/outcome").asString()).isEqualTo("CRITICAL");
    }
    assertThat(proofs.valueStream().filter(each -> each.get("kind").asString().equals("http")))
        .allSatisfy(each -> assertThat(each.get("verdict").asString()).isEqualTo("proven"));
  }

  @Test
  void a_check_is_tried_within_the_scope_only() throws IOException {
    Path file = folder.resolve("try.yaml");
    Files.writeString(
        file,
        """
        checks:
          - { id: greeting, budget: 1, every: 60s, timeout: 500ms, tcp: { banner: SSH } }
        """);
    Said outside =
        Said.by(
            "checks",
            "try",
            file.toString(),
            "--address",
            "127.0.0.1",
            "--port",
            "22",
            "--scope",
            "127.0.0.0/8");
    assertThat(outside.code()).isEqualTo(1);
    assertThat(outside.out()).contains("UNKNOWN OUT_OF_SCOPE", "loopback");
    Said elsewhere =
        Said.by(
            "checks",
            "try",
            file.toString(),
            "--address",
            "10.9.9.9",
            "--port",
            "22",
            "--scope",
            "10.1.0.0/16");
    assertThat(elsewhere.out()).contains("OUT_OF_SCOPE");
  }

  @Test
  void what_cannot_be_tried_is_told_in_a_line() throws IOException {
    Path file = folder.resolve("bad.yaml");
    Files.writeString(
        file, "checks:\n  - { id: a, budget: 1, every: 60s, timeout: 5s, tpc: {} }\n");
    String[] where = {"--address", "10.1.1.1", "--port", "22", "--scope", "10.1.0.0/16"};
    Said bad = Said.by(with("checks", "try", file.toString(), where));
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("bad.yaml:2:", "tpc");
    assertThat(Said.by(with("checks", "try", folder.resolve("none.yaml").toString(), where)).err())
        .contains("there is no file");
    where[5] = "10.1.0.0";
    assertThat(Said.by(with("checks", "try", file.toString(), where)).code()).isEqualTo(2);
  }

  private static String[] with(String first, String second, String third, String... rest) {
    String[] all = new String[rest.length + 3];
    all[0] = first;
    all[1] = second;
    all[2] = third;
    System.arraycopy(rest, 0, all, 3, rest.length);
    return all;
  }
}
