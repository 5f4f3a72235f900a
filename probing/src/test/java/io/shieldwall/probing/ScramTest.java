package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.scenario.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScramTest {

  @Test
  void proves_what_the_examples_of_rfc_5802_and_rfc_7677_prove() throws ProbeFailure {
    Scram old = new Scram("SHA-1", "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");
    assertThat(old.first()).isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
    assertThat(old.answer("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"))
        .endsWith(",p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
    assertThat(old.proves("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")).isTrue();
    assertThat(old.proves("v=AAAA")).isFalse();
    Scram newer = new Scram("SHA-256", "user", "pencil", "rOprNGfwEbeRWgbNEkqO");
    assertThat(
            newer.answer(
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
        .endsWith(",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    assertThat(newer.proves("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).isTrue();
  }

  @Test
  void takes_every_password_that_a_team_may_hand_over() throws ProbeFailure {
    for (String password : AwkwardPasswords.ALL) {
      if (password.equals("\u00ad")) {
        continue;
      }
      Scram scram = new Scram("SHA-1", "user", password, "abc");
      assertThat(scram.answer("r=abcd,s=QSXCR+Q6sek8bf92,i=4096")).startsWith("c=biws,r=abcd,p=");
    }
  }

  @Test
  void a_password_of_which_nothing_is_left_is_the_teams() {
    for (String nothing : List.of("", "\u00ad", "\u200b\ufeff")) {
      assertThatThrownBy(() -> new Scram("SHA-1", "user", nothing, "abc"))
          .isInstanceOfSatisfying(
              ProbeFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo(Cause.WRONG_CREDENTIALS));
    }
  }

  /// The examples of RFC 4013, section 3, and one that it prohibits.
  @Test
  void prepares_passwords_as_servers_do() throws ProbeFailure {
    String[][] same = {
      {"I\u00adX", "IX"}, {"\u00aa", "a"}, {"\u2168", "IX"}, {"e\u0301", "\u00e9"}
    };
    for (String[] pair : same) {
      assertThat(answer(pair[0])).as(pair[1]).isEqualTo(answer(pair[1]));
    }
    assertThat(answer("USER")).isNotEqualTo(answer("user"));
    assertThat(answer("\u06271")).isNotEqualTo(answer("1"));
  }

  private static String answer(String password) throws ProbeFailure {
    Scram scram = new Scram("SHA-256", "user", password, "abc");
    return scram.answer("r=abcd,s=QSXCR+Q6sek8bf92,i=4096");
  }

  @Test
  void refuses_challenges_that_are_none_or_that_would_keep_it_busy() throws ProbeFailure {
    for (String challenge :
        new String[] {
          "", "r=xyz,s=AAAA,i=4096", "r=abcd,s=AAAA,i=999999", "r=abcd,s=AAAA,i=0", "r=abcd,s=?,i=1"
        }) {
      Scram scram = new Scram("SHA-256", "user", "pencil", "abc");
      assertThatThrownBy(() -> scram.answer(challenge))
          .as(challenge)
          .isInstanceOfSatisfying(
              ProbeFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo(Cause.PROTOCOL));
    }
  }
}
