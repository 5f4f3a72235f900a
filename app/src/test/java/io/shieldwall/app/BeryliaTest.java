package io.shieldwall.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScenarioSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/// The flagship scenario, and the published schema that accepts it.
final class BeryliaTest {

  private static final Path ROOT = Path.of(System.getProperty("shieldwall.root", ".."));
  private static final Path FOLDER = ROOT.resolve("scenarios/berylia");
  private static final Path SCHEMAS = ROOT.resolve("docs/schema");
  private static final JsonMapper JSON = new JsonMapper();

  private static Scenario berylia() throws IOException {
    return LoadedScenario.require(FOLDER).scenario();
  }

  @Test
  void it_is_large_enough() throws IOException {
    Scenario scenario = berylia();
    assertThat(scenario.teams()).hasSize(24);
    assertThat(scenario.network().zones()).hasSizeGreaterThanOrEqualTo(9);
    assertThat(scenario.network().systems()).hasSizeGreaterThanOrEqualTo(24);
    assertThat(scenario.network().checks()).hasSizeGreaterThanOrEqualTo(70);
    assertThat(scenario.campaign().objectives()).hasSizeGreaterThanOrEqualTo(45);
    assertThat(scenario.injects()).hasSizeGreaterThanOrEqualTo(30);
    assertThat(scenario.phases()).hasSize(4);
    assertThat(scenario.users().tests()).hasSizeGreaterThanOrEqualTo(24);
  }

  @Test
  void it_has_work_for_every_track_over_every_channel_and_checks_of_every_protocol()
      throws IOException {
    Scenario scenario = berylia();
    Set<Inject.Track> tracks =
        scenario.injects().stream()
            .flatMap(inject -> inject.task().stream())
            .map(Inject.Task::track)
            .collect(Collectors.toSet());
    assertThat(tracks).containsExactlyInAnyOrder(Inject.Track.values());
    Set<Inject.Channel> channels =
        scenario.injects().stream()
            .flatMap(inject -> inject.via().stream())
            .collect(Collectors.toSet());
    assertThat(channels).containsExactlyInAnyOrder(Inject.Channel.values());
    Set<String> protocols =
        scenario.network().checks().stream()
            .map(check -> check.probe().kind())
            .collect(Collectors.toSet());
    assertThat(protocols).contains("http", "dns", "tcp", "smtp", "ssh", "modbus");
  }

  @Test
  void every_phase_has_objectives_and_every_objective_can_be_countered() throws IOException {
    Scenario scenario = berylia();
    Map<String, Long> byPhase =
        scenario.campaign().objectives().stream()
            .collect(Collectors.groupingBy(Objective::phase, Collectors.counting()));
    assertThat(byPhase).hasSize(4).allSatisfy((_, count) -> assertThat(count).isGreaterThan(5));
    assertThat(scenario.campaign().objectives())
        .allSatisfy(objective -> {
          assertThat(objective.countermeasure()).isNotBlank();
          assertThat(objective.exploits().isPresent() || !objective.needs().isEmpty()).isTrue();
        });
  }

  static Stream<String> schemas() {
    return ScenarioSchema.generate(Protocols.ALL).keySet().stream();
  }

  /// `-Dregenerate=true` writes the published schemas anew.
  @ParameterizedTest
  @MethodSource("schemas")
  void the_published_schema_is_the_one_the_reader_checks_with(String name) throws IOException {
    String generated = ScenarioSchema.generate(Protocols.ALL).getOrDefault(name, "");
    Path published = SCHEMAS.resolve(name);
    if (Boolean.getBoolean("regenerate")) {
      Files.createDirectories(SCHEMAS);
      Files.writeString(published, generated, StandardCharsets.UTF_8);
    }
    assertThat(Files.readString(published, StandardCharsets.UTF_8)).isEqualTo(generated);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void the_published_schema_accepts_berylia_and_refuses_an_unknown_key(String name)
      throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMAS.resolve(name), StandardCharsets.UTF_8));
    Map<String, String> files = files(name);
    assertThat(files).isNotEmpty();
    files.forEach((file, json) -> {
      assertThat(schema.validate(json, InputFormat.JSON)).as(file).isEmpty();
      String broken = "{\"surprise\":1," + json.substring(1);
      assertThat(schema.validate(broken, InputFormat.JSON)).as(file).isNotEmpty();
    });
  }

  /// The files that a schema is for, as JSON.
  private static Map<String, String> files(String schema) throws IOException {
    Map<String, String> files = new TreeMap<>();
    String name = schema.replace(".schema.json", ".yaml");
    if (name.equals("rubric.yaml")) {
      try (Stream<Path> rubrics = Files.list(FOLDER.resolve("rubrics"))) {
        for (Path rubric : rubrics.toList()) {
          files.put(rubric.getFileName().toString(), json(rubric));
        }
      }
    } else {
      files.put(name, json(FOLDER.resolve(name)));
    }
    return files;
  }

  private static String json(Path yaml) throws IOException {
    Object loaded =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(yaml, StandardCharsets.UTF_8));
    return JSON.writeValueAsString(loaded);
  }

  @Test
  void the_launcher_and_ci_stand_where_the_readme_says() {
    for (String file : Arrays.asList("shieldwall", ".ci/run", "bench/run")) {
      assertThat(ROOT.resolve(file)).isExecutable();
    }
  }
}
