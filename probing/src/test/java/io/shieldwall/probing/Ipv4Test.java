package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4Test {

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "10.1.20.11", "127.0.0.1", "255.255.255.255", "1.20.200.9"})
  void reads_plain_addresses_and_writes_them_as_they_were(String text) {
    assertThat(Ipv4.parse(text)).hasValueSatisfying(a -> assertThat(a).hasToString(text));
    assertThat(Ipv4.parse(text).orElseThrow().address().getHostAddress()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "10", "10.1.20", "10.1.20.11.", "10.1.20.011", "10.1.20.256", "1.2.3.-4"})
  void reads_nothing_else(String text) {
    assertThat(Ipv4.parse(text)).isEmpty();
  }

  @Test
  void a_network_contains_exactly_its_addresses() {
    Cidr network = Cidr.parse("10.1.20.0/22");
    assertThat(network.contains(new Ipv4(0x0A011400))).isTrue();
    assertThat(network.contains(new Ipv4(0x0A0117FF))).isTrue();
    assertThat(network.contains(new Ipv4(0x0A011800))).isFalse();
    assertThat(Cidr.parse("0.0.0.0/0").contains(new Ipv4(-1))).isTrue();
    assertThat(Cidr.parse("10.1.1.1").contains(new Ipv4(0x0A010102))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "fe80::/10"})
  void refuses_what_is_no_network(String text) {
    assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
