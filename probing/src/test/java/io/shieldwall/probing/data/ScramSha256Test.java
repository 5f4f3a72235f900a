package io.shieldwall.probing.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.ProbeFailure;
import org.junit.jupiter.api.Test;

/// The example of RFC 7677 section 3.
class ScramSha256Test {

  private static final String CHALLENGE =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

  private final ScramSha256 scram = ScramSha256.withNonce("user", "pencil", "rOprNGfwEbeRWgbNEkqO");

  @Test
  void answers_as_the_standard_does() throws Exception {
    assertThat(scram.first()).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    assertThat(scram.answer(CHALLENGE))
        .isEqualTo(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    assertThat(scram.isProvenBy("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).isTrue();
    assertThat(scram.isProvenBy("v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).isFalse();
  }

  @Test
  void takes_every_password_that_a_team_may_hand_over() throws Exception {
    for (String password : AwkwardPasswords.ALL) {
      ScramSha256 other = ScramSha256.withNonce("user", password, "rOprNGfwEbeRWgbNEkqO");
      assertThat(other.answer(CHALLENGE)).startsWith("c=biws,r=rOprNGfwEbeRWgbNEkqO");
    }
  }

  @Test
  void refuses_other_nonces_and_endless_work() {
    assertThatThrownBy(() -> scram.answer("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
        .isInstanceOf(ProbeFailure.class);
    assertThatThrownBy(() -> scram.answer(CHALLENGE + "999")).isInstanceOf(ProbeFailure.class);
    assertThatThrownBy(() -> scram.answer(CHALLENGE.replace("W22ZaJ0SNY7soEsUEjb6gQ==", "")))
        .isInstanceOf(ProbeFailure.class);
  }
}
