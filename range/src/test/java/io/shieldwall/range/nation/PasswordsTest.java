package io.shieldwall.range.nation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {

  private static String operator(long seed, String secret) {
    return new Passwords(seed, secret).of("heron", "netbank", "operator", 0);
  }

  @Test
  void the_same_seed_and_secret_make_the_same_password() {
    assertThat(operator(7, "a"))
        .isEqualTo(operator(7, "a"))
        .matches("([a-z2-9]{4}-){3}[a-z2-9]{4}");
  }

  @Test
  void who_knows_the_seed_still_does_not_know_the_password() {
    assertThat(operator(7, "a")).isNotEqualTo(operator(7, "b")).isNotEqualTo(operator(7, ""));
    assertThat(operator(8, "a")).isNotEqualTo(operator(7, "a"));
  }
}
