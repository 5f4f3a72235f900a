package io.shieldwall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Cidr6Test {

  @ParameterizedTest
  @CsvSource({
    "::,0:0:0:0:0:0:0:0",
    "::1,0:0:0:0:0:0:0:1",
    "fd00:1::20:B,fd00:1:0:0:0:0:20:b",
    "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::,1:2:3:4:5:6:7:0"
  })
  void an_address_has_one_spelling(String text, String canonical) {
    assertThat(Cidr6.address(text)).hasToString("Optional[" + canonical + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7:8::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "::ffff:10.1.2.3",
        "fe80::1%eth0",
        "12345::",
        "g::",
        "[::1]",
        " ::1"
      })
  void other_spellings_are_no_addresses(String text) {
    assertThat(Cidr6.address(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "::/0,abcd::1,true",
    "fd00:1::/32,fd00:1:ffff::,true",
    "fd00:1::/32,fd00:2::,false",
    "fd00::/64,fd00::ffff:0:0:1,true",
    "fd00::/64,fd00:0:0:1::,false",
    "fd00::20:0/112,fd00::20:ffff,true",
    "fd00::20:0/112,fd00::21:0,false",
    "::1/128,::1,true",
    "::1/128,::2,false"
  })
  void a_network_contains_what_shares_its_prefix(String network, String address, boolean inside) {
    assertThat(Cidr6.parse(network).orElseThrow().contains(Cidr6.address(address).orElseThrow()))
        .isEqualTo(inside);
  }

  @Test
  void host_bits_and_long_prefixes_are_refused() {
    assertThat(Cidr6.parse("fd00:1::1/32")).isEmpty();
    assertThat(Cidr6.parse("fd00::/129")).isEmpty();
    assertThat(Cidr6.parse("fd00::")).isEmpty();
    assertThat(Cidr6.parse("fd00::/x")).isEmpty();
    assertThat(Cidr6.parse("fd00:1::/32")).hasToString("Optional[fd00:1:0:0:0:0:0:0/32]");
  }
}
