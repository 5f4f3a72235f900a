package io.shieldwall.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.UserSimulation.Severity;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The same history under other weights, and the balance that the preset wants.
final class RescoringTest {

  /// Heron keeps everything running and lets Red in everywhere; otter is never breached, being
  /// switched off.
  private static Play upButOwnedAndSafeButDown() {
    Play play = Play.started(TinyScenario.scenario());
    play.seeAll("heron", Outcome.OK).seeAll("otter", Outcome.CRITICAL);
    play.done(Play.USER, new Command.OpenTicket("otter", "pay-a-bill", "off"));
    play.done(Play.USER, new Command.OpenTicket("otter", "read-voltage", "off"));
    play.goTo(Duration.ofMinutes(30));
    int attempts = 0;
    for (String objective :
        List.of("foothold-bank", "deface-bank", "trip-breaker", "redirect-names")) {
      for (String team : List.of("heron", "otter")) {
        AttackResult result = team.equals("heron") ? AttackResult.PERSISTENT : AttackResult.BLOCKED;
        play.done(Play.RED, new Command.AttemptObjective(objective, team));
        play.done(Play.RED, new Command.EndAttempt("attempt-" + ++attempts, result, "log"));
      }
    }
    return play.goTo(Duration.ofHours(4));
  }

  private static long resilience(Scored scored, String team) {
    return List.of("availability", "usability", "attack-defence").stream()
        .mapToLong(category -> scored.points(team, category))
        .sum();
  }

  @Test
  void up_but_owned_and_safe_but_down_both_end_near_one_half_of_technical_resilience() {
    ScoringRules rules =
        Weights.rates(
            Map.of(Severity.HIGH, BigDecimal.valueOf(4), Severity.CRITICAL, BigDecimal.valueOf(4)));
    Scored scored = Scored.of(upButOwnedAndSafeButDown(), rules);
    long whole = 5_500_000;
    assertThat(resilience(scored, "heron"))
        .isEqualTo(2_700_000)
        .isBetween(whole * 45 / 100, whole * 55 / 100);
    assertThat(resilience(scored, "otter"))
        .isEqualTo(2_800_000)
        .isBetween(whole * 45 / 100, whole * 55 / 100);
  }

  @Test
  void other_weights_give_another_winner_from_the_same_history() {
    Play play = upButOwnedAndSafeButDown();
    ScoringRules services = Weights.shares(Map.of("availability", 70, "attack-defence", 30));
    ScoringRules defence = Weights.shares(Map.of("availability", 30, "attack-defence", 70));
    assertThat(winner(play, services)).isEqualTo("heron");
    assertThat(winner(play, defence)).isEqualTo("otter");
  }

  private static String winner(Play play, ScoringRules rules) {
    return Scored.of(play, rules).scorer().standings().rows().stream()
        .map(Standings.Standing::team)
        .filter(team -> !team.equals("lynx"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_category_without_a_share_is_worth_nothing() {
    Scored scored =
        Scored.of(upButOwnedAndSafeButDown(), Weights.shares(Map.of("availability", 100)));
    assertThat(scored.points("heron", "availability")).isEqualTo(10_000_000);
    assertThat(scored.points("otter", "attack-defence")).isZero();
  }

  @Test
  void a_category_that_the_rules_do_not_know_is_not_part_of_the_total() {
    ScoringRules only =
        new ScoringRules(
            "bare",
            1000,
            List.of(Weights.PRESET.category("availability").orElseThrow()),
            Weights.PRESET.curve(),
            Weights.PRESET.attackOutcome(),
            Weights.PRESET.reportReturns(),
            Weights.PRESET.ticketRates(),
            10,
            10,
            BigDecimal.TEN,
            BigDecimal.ONE,
            Weights.PRESET.deadlineFactors());
    Play play = Play.started(TinyScenario.scenario());
    play.done(Play.USER, new Command.OpenTicket("otter", "pay-a-bill", "off"));
    play.pass(Duration.ofHours(1));
    assertThat(Scored.of(play, only).scorer().standings(play.now()).rows())
        .allSatisfy(row -> assertThat(row.categories()).containsOnlyKeys("availability"));
  }
}
