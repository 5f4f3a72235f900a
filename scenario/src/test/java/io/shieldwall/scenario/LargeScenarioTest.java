package io.shieldwall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.scenario.ScenarioReader.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The largest exercise that the platform is sized for: 24 teams with 500 systems each, and 28,000
/// injects with a body each.
@Timeout(120)
final class LargeScenarioTest {

  private static final int TEAMS = 24;
  private static final int SYSTEMS = 500;
  private static final int INJECTS = 28_000;

  @Test
  void the_largest_scenario_is_read_packed_and_unpacked() throws IOException {
    ScenarioFolder folder = new ScenarioFolder(large());
    long started = System.nanoTime();
    Reading reading = new ScenarioReader(SampleKinds.ALL).read(folder);
    Duration taken = Duration.ofNanos(System.nanoTime() - started);
    System.out.println("large scenario read in " + taken.toMillis() + " ms");
    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Good.class,
            good -> {
              Scenario scenario = good.scenario();
              assertThat(scenario.teams()).hasSize(TEAMS);
              assertThat(scenario.network().systems()).hasSize(SYSTEMS);
              assertThat(scenario.network().checks()).hasSize(4 + 2 * (SYSTEMS - 3));
              assertThat(scenario.injects()).hasSize(INJECTS);
              assertThat(scenario.bodies()).hasSize(INJECTS);
              assertThat(scenario.injects().get(27_999).when())
                  .isEqualTo(new Condition.Fired("inject-27998", Duration.ofMinutes(1)));
              assertThat(scenario.network().system("system-499").orElseThrow().address())
                  .isEqualTo("10.{n}.201.249");
            });
    ScenarioFolder unpacked = ScenarioArchive.unpack(ScenarioArchive.pack(folder));
    assertThat(ScenarioArchive.digest(unpacked)).isEqualTo(ScenarioArchive.digest(folder));
  }

  private static Map<String, byte[]> large() throws IOException {
    Map<String, byte[]> files = SampleFolder.files();
    String scenario = SampleFolder.text(files.getOrDefault("scenario.yaml", new byte[0]));
    int teams = scenario.indexOf("  - { id: blue02");
    int phases = scenario.indexOf("phases:");
    StringBuilder header = new StringBuilder(scenario.substring(0, teams));
    for (int team = 2; team <= TEAMS; team++) {
      header.append(
          "  - { id: blue%02d, number: %d, name: Team %d }%n".formatted(team, team, team));
    }
    files.put("scenario.yaml", SampleFolder.bytes(header + scenario.substring(phases)));
    files.put("network.yaml", SampleFolder.bytes(network(files)));
    files.put("msel.yaml", SampleFolder.bytes(msel(files)));
    return files;
  }

  /// The three systems of the base with their four checks, and many more.
  private static String network(Map<String, byte[]> files) {
    StringBuilder network =
        new StringBuilder(SampleFolder.text(files.getOrDefault("network.yaml", new byte[0])))
            .insert(
                "zones:\n".length(),
                """
                  - { id: east, title: East, network: "10.{n}.200.0/24", kind: civilian }
                  - { id: west, title: West, network: "10.{n}.201.0/24", kind: civilian }
                """);
    for (int index = 3; index < SYSTEMS; index++) {
      boolean east = index < SYSTEMS / 2;
      network.append(
          """
            - id: system-%d
              title: System %d
              zone: %s
              address: "10.{n}.%d.%d"
              host: s%d.{nn}.islet.example
              os: debian-12
              services:
                - id: http
                  port: 80
                  content: { web: { pages: [ { path: /, title: Home, text: "Welcome" } ] } }
                  checks:
                    - { id: home, budget: 3, every: 60s, timeout: 8s, http: { path: / } }
                    - { id: gone, budget: 1, every: 60s, timeout: 8s, http: { path: /x, status: 404 } }
          """
              .formatted(
                  index,
                  index,
                  east ? "east" : "west",
                  east ? 200 : 201,
                  east ? index : index - SYSTEMS / 2,
                  index));
    }
    return network.toString();
  }

  private static String msel(Map<String, byte[]> files) {
    StringBuilder msel = new StringBuilder("injects:\n");
    for (int index = 0; index < INJECTS; index++) {
      String when =
          index == 0 ? "{ at: 5m }" : "{ fired: inject-%d, after: 1m }".formatted(index - 1);
      msel.append(
          "  - { id: inject-%d, title: T, when: %s, from: M, to: blue, via: news, body: injects/i%d.md }%n"
              .formatted(index, when, index));
      files.put(
          "injects/i" + index + ".md",
          SampleFolder.bytes("# Inject " + index + "\n\nTo {team}.\n"));
    }
    files.remove("injects/hello.md");
    files.remove("injects/follow-up.md");
    return msel.toString();
  }
}
