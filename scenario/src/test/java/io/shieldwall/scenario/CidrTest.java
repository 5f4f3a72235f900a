package io.shieldwall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {

  @Test
  void a_network_contains_exactly_its_addresses() {
    Cidr network = Cidr.parse("10.1.20.0/22").orElseThrow();
    assertThat(network.contains(0x0A011400)).isTrue();
    assertThat(network.contains(0x0A0117FF)).isTrue();
    assertThat(network.contains(0x0A011800)).isFalse();
    assertThat(Cidr.parse("0.0.0.0/0").orElseThrow().contains(-1)).isTrue();
    assertThat(Cidr.parse("10.1.1.1/32").orElseThrow().contains(0x0A010102)).isFalse();
    assertThat(network).hasToString("10.1.20.0/22");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0/8",
        "fe80::/10",
        "10.1.1.1",
        "10.0.0.1/8",
        "010.0.0.0/8",
        "0x0a.0.0.0/8"
      })
  void refuses_what_is_no_network(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }
}
