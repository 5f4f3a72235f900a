package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

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
}
