package io.shieldwall.probing.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.ProbeFailure;
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
      Scram scram = new Scram("SHA-1", "user", password, "abc");
      assertThat(scram.answer("r=abcd,s=QSXCR+Q6sek8bf92,i=4096")).startsWith("c=biws,r=abcd,p=");
    }
  }

  @Test
  void refuses_challenges_that_are_none_or_that_would_keep_it_busy() {
    Scram scram = new Scram("SHA-256", "user", "pencil", "abc");
    for (String challenge :
        new String[] {
          "", "r=xyz,s=AAAA,i=4096", "r=abcd,s=AAAA,i=999999", "r=abcd,s=AAAA,i=0", "r=abcd,s=?,i=1"
        }) {
      assertThatThrownBy(() -> scram.answer(challenge)).isInstanceOf(ProbeFailure.class);
    }
  }
}
