package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

  private static final String LABEL = "a".repeat(63);

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "netbank", "www.berylia.example", "xn--tda.example", "10.1.20.11", "1-2"})
  void names_of_hosts_are_taken(String name) {
    assertThat(HostName.isValid(name)).isTrue();
    assertThat(HostName.isValid(LABEL + "." + name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a b", "a_b", "ä", "a:80", "[::1]", "a\n"
      })
  void what_is_none_is_not(String text) {
    assertThat(HostName.isValid(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 254})
  void neither_labels_nor_names_are_too_long(int length) {
    assertThat(HostName.isValid("a".repeat(length))).isFalse();
    assertThat(HostName.isValid((LABEL + ".").repeat(3) + "a".repeat(length - 2))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 61})
  void a_name_has_253_characters_at_most(int length) {
    assertThat(HostName.isValid((LABEL + ".").repeat(3) + "a".repeat(length))).isTrue();
  }
}
