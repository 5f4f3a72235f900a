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

/// S7 checks against the server of python-snap7.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Snap7Test {

  private static final String SERVER =
      """
      import struct, sys, time
      from snap7.server import Server
      from snap7.type import SrvArea
      server = Server(log=False)
      block = bytearray(100)
      struct.pack_into('>Hhfi', block, 0, 1500, -7, 5.25, -70000)
      block[12] = 0b00000100
      server.register_area(SrvArea.DB, 1, block)
      markers = bytearray(100)
      markers[3] = 42
      server.register_area(SrvArea.MK, 0, markers)
      server.start(tcp_port=int(sys.argv[2]))
      while True:
          time.sleep(1)
      """;

  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path python = Python.with("python-snap7==3.3.0");
    port = Daemon.freePort();
    daemons = List.of(Python.serve(folder, python, SERVER, port));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = s7(Example.of("s7").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.summary()).isEqualTo("DB1.4 is 5.25.");
  }

  @Test
  void reads_every_type() {
    assertThat(s7(Map.of("byte", 0L, "equals", "1500")).cause()).isEqualTo(Cause.NONE);
    assertThat(s7(Map.of("byte", 2L, "type", "int", "equals", "-7")).cause()).isEqualTo(Cause.NONE);
    assertThat(s7(Map.of("byte", 8L, "type", "dint", "equals", "-70000")).cause())
        .isEqualTo(Cause.NONE);
    assertThat(s7(Map.of("byte", 12L, "bit", 2L, "type", "bool", "equals", "1")).cause())
        .isEqualTo(Cause.NONE);
    assertThat(s7(Map.of("area", "m", "byte", 3L, "type", "byte", "equals", "42")).cause())
        .isEqualTo(Cause.NONE);
  }

  @Test
  void tells_wrong_values_and_missing_blocks() {
    ProbeResult wrong = s7(Map.of("byte", 0L, "maximum", "1400"));
    assertThat(wrong.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(wrong.summary()).isEqualTo("Expected DB1.0 to be at most 1400, got \"1500\".");
    ProbeResult missing = s7(Map.of("db", 77L, "byte", 0L));
    assertThat(missing.cause()).as(missing.summary()).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("s7", Daemon.freePort(), Map.of("byte", 0L)).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult s7(Map<String, Object> parameters) {
    return TestingRange.probe("s7", port, parameters);
  }
}
