package io.shieldwall.probing.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Echo checks of this machine's own kernel.
@Timeout(60)
class PingTest {

  @Test
  void the_documented_example_holds() {
    Daemon.program("ping");
    ProbeResult result = TestingRange.probe("icmp", 7, Example.of("icmp").parameters());
    assertThat(result.outcome()).as(result.summary() + result.evidence()).isEqualTo(Outcome.OK);
    assertThat(result.summary()).startsWith("3 of 3 echoes came, in ");
    assertThat(result.evidence()).contains("> 3 echo requests").contains("< 64 bytes from");
  }

  @Test
  void addresses_out_of_scope_are_not_asked() {
    ProbeResult result =
        TestingRange.prober()
            .probe(TestingRange.request("icmp", "10.2.20.11", 7, Duration.ofSeconds(2), Map.of()));
    assertThat(result.cause()).isEqualTo(Cause.OUT_OF_SCOPE);
  }

  @Test
  void lost_and_late_echoes_are_warnings_and_none_is_critical() {
    assertThat(judge(Map.of(), 2, 0, "").cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(judge(Map.of(), 2, 0, "").outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(judge(Map.of(), 3, 2, "0.1").outcome()).isEqualTo(Outcome.WARNING);
    assertThat(judge(Map.of("lost", 1L), 3, 2, "0.1").outcome()).isEqualTo(Outcome.OK);
    assertThat(judge(Map.of("latency", Duration.ofMillis(5)), 3, 3, "9.1").outcome())
        .isEqualTo(Outcome.WARNING);
  }

  private static Verdict judge(
      Map<String, Object> parameters, int sent, int received, String average) {
    return new IcmpProtocol()
        .judge(
            new Probe("icmp", parameters),
            new Exchange.Answer(
                "", Map.of("sent", "" + sent, "received", "" + received, "average", average)));
  }
}
