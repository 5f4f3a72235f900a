package io.shieldwall.probing.industry;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Python;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// DNP3 checks against an outstation of OpenDNP3, as the Python package brings it.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Dnp3OutstationTest {

  private static final String SERVER =
      """
      import sys, time
      from dnp3_python.dnp3station.outstation import MyOutStation
      from pydnp3 import opendnp3
      station = MyOutStation(outstation_ip=sys.argv[1], port=int(sys.argv[2]), master_id=2, outstation_id=10)
      station.start()
      good = opendnp3.Flags(1)
      station.apply_update(opendnp3.Analog(231, good), 3)
      station.apply_update(opendnp3.Binary(True, good), 2)
      station.apply_update(opendnp3.Counter(77, good), 1)
      while True:
          time.sleep(1)
      """;

  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path python = Python.with("dnp3-python==0.3.0b1");
    port = Daemon.freePort();
    daemons = List.of(Python.serve(folder, python, SERVER, port));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> dnp3(Example.of("dnp3").parameters()).outcome() == Outcome.OK);
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = dnp3(Example.of("dnp3").parameters());
    assertThat(result.outcome()).as(result.summary() + result.evidence()).isEqualTo(Outcome.OK);
    assertThat(result.summary()).startsWith("The value of analog point 3 is 231, one of ");
  }

  @Test
  void reads_states_and_counters() {
    assertThat(point("binary", 2, "1").outcome()).isEqualTo(Outcome.OK);
    assertThat(point("counter", 1, "77").outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void tells_wrong_values_missing_points_and_bad_quality() {
    assertThat(point("binary", 2, "0").summary())
        .isEqualTo("Expected binary point 2 to be 0, got \"1\".");
    ProbeResult missing = point("analog", 60_000, "1");
    assertThat(missing.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(missing.summary()).startsWith("Expected analog point 60000 among");
    ProbeResult bad = point("analog", 4, "0");
    assertThat(bad.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(bad.summary()).contains("in good quality");
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("dnp3", Daemon.freePort(), Map.of("point", 1L)).cause())
        .isEqualTo(Cause.REFUSED);
  }

  @Test
  void checksums_are_those_of_the_standard() {
    assertThat(Dnp3Link.checksum("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0xea82);
  }

  private ProbeResult point(String kind, long index, String value) {
    return dnp3(Map.of("master", 2L, "kind", kind, "point", index, "equals", value));
  }

  private ProbeResult dnp3(Map<String, Object> parameters) {
    return TestingRange.prober()
        .probe(
            TestingRange.request(
                "dnp3", TestingRange.ADDRESS, port, Duration.ofSeconds(5), parameters));
  }
}
