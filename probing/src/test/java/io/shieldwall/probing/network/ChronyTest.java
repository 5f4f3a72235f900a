package io.shieldwall.probing.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Time checks against chronyd, which leaves this machine's clock alone.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChronyTest {

  private static final String CONFIGURATION =
      """
      port PORT
      bindaddress ADDRESS
      cmdport 0
      local stratum 8
      allow 127.0.0.0/8
      pidfile FOLDER/pid
      """;

  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path program = Daemon.program("chronyd");
    if (!Daemon.asRoot()) {
      Daemon.skip("only root can run chronyd");
    }
    port = Daemon.freePort();
    Path configuration = folder.resolve("chrony.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("PORT", "" + port)
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("FOLDER", folder.toString()));
    daemons =
        List.of(Daemon.launch(folder, program, "-x", "-d", "-u", "root", "-f", configuration));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> ntp(Map.of()).outcome() == Outcome.OK);
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = ntp(Example.of("ntp").parameters());
    assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
    assertThat(result.summary()).startsWith("The time of stratum 8 differs by");
    assertThat(result.evidence()).contains("< time 20");
  }

  @Test
  void a_stratum_that_is_too_great_is_a_warning() {
    ProbeResult result = ntp(Map.of("stratum", 3L));
    assertThat(result.outcome()).isEqualTo(Outcome.WARNING);
    assertThat(result.summary()).isEqualTo("Expected stratum 3 at most, got 8.");
  }

  @Test
  void tells_a_wrong_time_a_kiss_of_death_and_an_unsynchronised_clock() throws IOException {
    assertThat(against(Map.of("offset", Duration.ofSeconds(5)), wrong -> wrong).cause())
        .isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult kiss =
        against(
            Map.of(),
            answer ->
                answer
                    .put(1, (byte) 0)
                    .put(12, "RATE".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    assertThat(kiss.cause()).isEqualTo(Cause.REFUSED);
    assertThat(kiss.summary()).contains("\"RATE\"");
    assertThat(against(Map.of(), answer -> answer.put(0, (byte) 0xe4)).summary())
        .contains("synchronised");
  }

  @Test
  void an_answer_to_another_request_does_not_count() throws IOException {
    ProbeResult result = against(Map.of(), answer -> answer.putLong(24, 1));
    assertThat(result.cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(result.evidence()).contains("does not answer this request");
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("ntp", Daemon.freePort(), Map.of()).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult ntp(Map<String, Object> parameters) {
    return TestingRange.probe("ntp", port, parameters);
  }

  /// A probe against a server of the year 1970 that changes its answers.
  private static ProbeResult against(
      Map<String, Object> parameters, UnaryOperator<ByteBuffer> change) throws IOException {
    try (DatagramSocket server = new DatagramSocket(0, TestingRange.real(TestingRange.ADDRESS))) {
      Thread.ofVirtual().start(() -> answer(server, change));
      return TestingRange.prober()
          .probe(
              TestingRange.request(
                  "ntp",
                  TestingRange.ADDRESS,
                  server.getLocalPort(),
                  Duration.ofSeconds(1),
                  parameters));
    }
  }

  private static void answer(DatagramSocket server, UnaryOperator<ByteBuffer> change) {
    try {
      while (true) {
        DatagramPacket request = new DatagramPacket(new byte[48], 48);
        server.receive(request);
        ByteBuffer answer = ByteBuffer.allocate(48);
        answer.put(0, (byte) 0x24).put(1, (byte) 2).putLong(32, 2_208_988_800L << 32);
        answer.putLong(24, ByteBuffer.wrap(request.getData()).getLong(40));
        answer.putLong(40, 2_208_988_800L << 32);
        byte[] bytes = change.apply(answer).array();
        server.send(new DatagramPacket(bytes, bytes.length, request.getSocketAddress()));
      }
    } catch (IOException _) {
      // the test is over
    }
  }
}
