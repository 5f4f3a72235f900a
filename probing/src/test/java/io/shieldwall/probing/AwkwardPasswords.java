package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;

/// Wrong passwords that a team can hand over. None of them may turn its check into `UNKNOWN`, which
/// costs a team nothing.
public final class AwkwardPasswords {

  /// Those that protocols stumble over most often; for services that let nobody try quickly.
  public static final List<String> FEW = List.of("x", "wörter 🦊 \"\\", "ß".repeat(1024));

  public static final List<String> ALL =
      List.of(
          "x",
          " ",
          "two words ",
          ": colon",
          "\"quoted' \\ %s ${x} $(id) `id`",
          "{token} {password} {account}",
          "#@!*\u00ff\u00fe",
          "wörter 🦊",
          "прав\u0301да",
          "\u202ebackwards\u200b\ufeff",
          "\u05d0mixed1",
          "\u00ad",
          "\u2028\u00a0\u3000",
          "\ue000\ufffe\u0378",
          "half \ud83e",
          "\udd8a half",
          "0".repeat(129),
          "a".repeat(1024),
          "ß".repeat(1024));

  private AwkwardPasswords() {}

  /// Every awkward password is the team's own fault.
  public static void assertRefused(String kind, int port, Map<String, Object> parameters) {
    assertRefused(ALL, TestingRange.request(kind, port, parameters));
  }

  /// Each of these passwords is the team's own fault.
  public static void assertRefused(List<String> passwords, ProbeRequest request) {
    SoftAssertions.assertSoftly(all -> {
      for (String password : passwords) {
        ProbeResult result = tried(password, request);
        String told = result.summary() + "\n" + result.evidence();
        all.assertThat(result.cause())
            .as("%s with %s: %s", request.probe().kind(), Visible.line(password), told)
            .isEqualTo(Cause.WRONG_CREDENTIALS);
        all.assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
        if (password.length() > 10) {
          all.assertThat(told).doesNotContain(password);
        }
      }
    });
  }

  /// A check where the target's accounts all have this password.
  public static ProbeResult tried(String password, ProbeRequest request) {
    return TestingRange.prober(Trust.platform(), (team, system, account) -> Optional.of(password))
        .probe(request);
  }
}
