package io.shieldwall.probing.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.names.DnsProtocol;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProtocolsTest {

  @Test
  void knows_the_protocols_of_the_scenario_format() {
    assertThat(Protocols.ALL)
        .extracting(Protocol::name)
        .contains("http", "tcp", "dns", "smtp", "ssh", "modbus")
        .doesNotHaveDuplicates();
    assertThat(Protocols.named("dns")).containsInstanceOf(DnsProtocol.class);
    assertThat(Protocols.named("gopher")).isEmpty();
  }

  @Test
  void every_protocol_and_parameter_says_what_it_is() {
    for (Protocol protocol : Protocols.ALL) {
      assertThat(protocol.summary()).endsWith(".");
      assertThat(protocol.parameters())
          .extracting(ProbeKind.Parameter::name)
          .doesNotHaveDuplicates();
      assertThat(protocol.parameters())
          .allSatisfy(parameter -> assertThat(parameter.summary()).endsWith("."));
    }
  }

  @Test
  void a_request_fills_the_teams_variables_into_every_text_of_a_probe() {
    Probe probe =
        new Probe(
            "dns",
            Map.of(
                "name",
                "www.{nn}.berylia.example",
                "answer",
                "10.{n}.20.11",
                "texts",
                List.of("{team}", "{password}"),
                "number",
                7L));
    assertThat(probe.expandedFor(TestingRange.BLUE01).parameters())
        .isEqualTo(
            Map.of(
                "name",
                "www.01.berylia.example",
                "answer",
                "10.1.20.11",
                "texts",
                List.of("blue01", "{password}"),
                "number",
                7L));
  }
}
