package io.shieldwall.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command;
import io.shieldwall.scenario.Scenario.DuePolicy;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.UserSimulation.Severity;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tickets bleed until their users are satisfied. Paying a bill is of high severity: half a point a
/// minute from 1200 points; reading the voltage is critical: one point.
final class UsabilityTest {

  private static final long BUDGET = 1_200_000;

  private static Play withTicket(String test) {
    return Play.started(TinyScenario.scenario())
        .goTo(Duration.ofMinutes(10))
        .done(Play.USER, new Command.OpenTicket("heron", test, "broken"));
  }

  private static long lost(Play play) {
    return BUDGET - Scored.of(play).points("heron", "usability");
  }

  private static Play minutes(Play play, int minutes) {
    return play.pass(Duration.ofMinutes(minutes));
  }

  @Test
  void everybody_has_the_whole_budget_at_startex() {
    Play play = Play.started(TinyScenario.scenario());
    for (String team : TinyScenario.TEAMS) {
      assertThat(Scored.of(play).points(team, "usability")).isEqualTo(BUDGET);
    }
  }

  @Test
  void an_open_ticket_bleeds_at_the_rate_of_its_severity() {
    assertThat(lost(minutes(withTicket("pay-a-bill"), 10))).isEqualTo(5_000);
    assertThat(lost(minutes(withTicket("read-voltage"), 10))).isEqualTo(10_000);
    assertThat(Scored.of(withTicket("read-voltage")).points("otter", "usability"))
        .isEqualTo(BUDGET);
  }

  @Test
  void only_the_users_verification_ends_the_loss_and_not_the_claim() {
    Play play = minutes(withTicket("pay-a-bill"), 10);
    play.done(Play.blue("heron"), new Command.ClaimFix("ticket-1", "done"));
    minutes(play, 10).done(Play.USER, new Command.VerifyTicket("ticket-1", true, "works"));
    assertThat(lost(minutes(play, 60))).isEqualTo(10_000);
  }

  @Test
  void a_false_claim_costs_extra_minutes_and_a_flat_fine_and_the_loss_goes_on() {
    Play play = minutes(withTicket("pay-a-bill"), 10);
    play.done(Play.blue("heron"), new Command.ClaimFix("ticket-1", "done"));
    play.done(Play.USER, new Command.VerifyTicket("ticket-1", false, "still broken"));
    assertThat(lost(play)).as("ten minutes and ten more").isEqualTo(10_000);
    assertThat(Scored.of(play).points("heron", "penalties")).isEqualTo(-10_000);
    play.done(Play.blue("heron"), new Command.ClaimFix("ticket-1", "really"));
    play.done(Play.USER, new Command.VerifyTicket("ticket-1", false, "no"));
    minutes(play, 20).done(Play.USER, new Command.VerifyTicket("ticket-1", true, "works"));
    assertThat(lost(play)).isEqualTo(5_000 + 5_000 + 5_000 + 10_000);
    assertThat(Scored.of(play).points("heron", "penalties")).isEqualTo(-20_000);
    assertThat(Scored.of(play).story("heron", "usability"))
        .containsExactly(
            "1200.000 every user can work: the whole budget at STARTEX",
            "-5.000 Pay a bill: claimed as fixed and is not, 10 extra minutes",
            "-5.000 Pay a bill: claimed as fixed and is not, 10 extra minutes",
            "-15.000 Pay a bill failed for its user for 30 m (HIGH)");
    assertThat(Scored.of(play).story("heron", "penalties"))
        .containsOnly("-10.000 Pay a bill: fine for a false claim");
  }

  @Test
  void a_ticket_that_is_open_at_endex_has_bled_until_then() {
    Play play = withTicket("read-voltage").goTo(Duration.ofHours(5));
    assertThat(lost(play)).isEqualTo(230_000);
    assertThat(Scored.of(play).scorer().running("heron", play.now())).isEmpty();
  }

  @Test
  void a_ticket_does_not_bleed_while_the_clock_stands_or_jumps() {
    Play play = minutes(withTicket("read-voltage"), 5);
    play.done(Play.DIRECTOR, new Command.PauseClock("lunch")).pass(Duration.ofHours(2));
    assertThat(lost(play)).isEqualTo(5_000);
    play.done(Play.DIRECTOR, new Command.ResumeClock(java.util.Optional.empty()));
    play.done(Play.DIRECTOR, new Command.JumpClock(7_200_000, DuePolicy.SKIP));
    assertThat(lost(play)).isEqualTo(5_000);
    assertThat(lost(minutes(play, 5))).isEqualTo(10_000);
  }

  @Test
  void usability_never_falls_below_nothing() {
    ScoringRules cruel = Weights.rates(Map.of(Severity.CRITICAL, new BigDecimal("100")));
    Play play = withTicket("read-voltage").goTo(Duration.ofHours(4));
    assertThat(Scored.of(play, cruel).points("heron", "usability")).isZero();
    assertThat(Scored.of(play, cruel).item("heron", "usability", "ticket-1"))
        .isEqualTo(-23_000_000);
  }

  @Test
  void rates_are_not_rounded_before_they_are_multiplied() {
    ScoringRules slow = Weights.rates(Map.of(Severity.CRITICAL, new BigDecimal("0.000400")));
    Play play = minutes(withTicket("read-voltage"), 100);
    assertThat(Scored.of(play, slow).item("heron", "usability", "ticket-1")).isEqualTo(-40);
  }

  @Test
  void a_standing_for_a_time_before_a_ticket_never_gains_by_it() {
    Play play = withTicket("read-voltage");
    Scorer scorer = Scored.of(play).scorer();
    assertThat(scorer.running("heron", 0))
        .singleElement()
        .satisfies(entry -> assertThat(entry.delta()).isZero());
  }
}
