package io.shieldwall.probing.industry;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Python;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// IEC 60870-5-104 checks against the server of c104, which stands on lib60870.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class C104Test {

  private static final String SERVER =
      """
      import sys, time
      import c104
      server = c104.Server(ip=sys.argv[1], port=int(sys.argv[2]))
      station = server.add_station(common_address=47)
      voltage = station.add_point(io_address=11, type=c104.Type.M_ME_NC_1)
      voltage.value = 231.5
      breaker = station.add_point(io_address=12, type=c104.Type.M_SP_NA_1)
      breaker.value = True
      bad = station.add_point(io_address=13, type=c104.Type.M_ME_NB_1)
      bad.info = c104.ScaledInfo(actual=c104.Int16(77), quality=c104.Quality.Invalid)
      for address in range(100, 400):
          station.add_point(io_address=address, type=c104.Type.M_ME_TE_1).value = c104.Int16(-5)
      server.start()
      while True:
          time.sleep(1)
      """;

  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path python = Python.with("c104==2.2.1");
    port = Daemon.freePort();
    daemons = List.of(Python.serve(folder, python, SERVER, port));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = iec104(Example.of("iec104").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.summary()).isEqualTo("The value of point 11 is 231.5, one of 303 points.");
  }

  @Test
  void reads_states_and_values_with_time() {
    assertThat(iec104(Map.of("station", 47L, "point", 12L, "equals", "1")).cause())
        .isEqualTo(Cause.NONE);
    assertThat(iec104(Map.of("station", 47L, "point", 399L, "equals", "-5")).cause())
        .isEqualTo(Cause.NONE);
  }

  @Test
  void tells_wrong_values_missing_points_and_bad_quality() {
    assertThat(iec104(Map.of("station", 47L, "point", 12L, "equals", "0")).summary())
        .isEqualTo("Expected point 12 to be 0, got \"1\".");
    assertThat(iec104(Map.of("station", 47L, "point", 9L)).summary())
        .isEqualTo("Expected point 9 among the station's points, got 303 others.");
    ProbeResult bad = iec104(Map.of("station", 47L, "point", 13L));
    assertThat(bad.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(bad.summary()).contains("got \"77\" that is invalid");
    assertThat(iec104(Map.of("station", 47L, "point", 13L, "quality", "any")).cause())
        .isEqualTo(Cause.NONE);
  }

  @Test
  void tells_a_station_that_is_not_there() {
    ProbeResult other = iec104(Map.of("station", 9L, "point", 11L));
    assertThat(other.cause()).as(other.summary()).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("iec104", Daemon.freePort(), Map.of("point", 1L)).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult iec104(Map<String, Object> parameters) {
    return TestingRange.probe("iec104", port, parameters);
  }
}
