package io.shieldwall.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.ScoringRules.Release;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What teams and the public may see before the organisers have released the rest. The second phase
/// begins after two hours.
final class ReleaseTest {

  private static final ScoringRules FROZEN =
      Weights.releases(Map.of("attack-defence", Release.PHASE_END, "availability", Release.ENDEX));

  private static Play attacked(Play play, AttackResult result) {
    return play.done(Play.RED, new Command.AttemptObjective("trip-breaker", "heron"))
        .done(Play.RED, new Command.EndAttempt("attempt-1", result, "log"));
  }

  private static Play attackedInTheFirstPhase(AttackResult result) {
    Play play = Play.started(TinyScenario.scenario()).seeAll("heron", Outcome.OK);
    return attacked(play.goTo(Duration.ofMinutes(60)), result).seeAll("heron", Outcome.OK);
  }

  private static Map<String, Long> released(Scored scored, long at) {
    return scored.scorer().released(at).rows().stream()
        .filter(row -> row.team().equals("heron"))
        .findFirst()
        .orElseThrow()
        .categories();
  }

  private static List<String> releasedCategories(Scored scored) {
    return scored.scorer().releasedLedger("heron").stream()
        .map(LedgerEntry::category)
        .distinct()
        .toList();
  }

  @Test
  void a_category_released_at_the_phase_end_shows_nothing_of_the_present_phase() {
    Play play = attackedInTheFirstPhase(AttackResult.BLOCKED);
    Scored scored = Scored.of(play, FROZEN);
    assertThat(scored.points("heron", "attack-defence")).isPositive();
    assertThat(released(scored, play.now())).containsEntry("attack-defence", 0L);
    assertThat(releasedCategories(scored)).containsExactly("usability");
    assertThat(scored.scorer().isReleased("attack-defence")).isFalse();
  }

  @Test
  void at_the_next_phase_it_shows_what_it_was_then_with_its_entries() {
    Play play = attackedInTheFirstPhase(AttackResult.BLOCKED).goTo(Duration.ofHours(2));
    long then = Scored.of(play, FROZEN).points("heron", "attack-defence");
    play.done(Play.WHITE, new Command.Adjudicate("attempt-1", AttackResult.PERSISTENT, "late"));
    Scored scored = Scored.of(play, FROZEN);
    assertThat(scored.points("heron", "attack-defence")).isZero();
    assertThat(released(scored, play.now())).containsEntry("attack-defence", then);
    assertThat(
            scored.scorer().releasedLedger("heron").stream()
                .filter(entry -> entry.category().equals("attack-defence")))
        .singleElement()
        .satisfies(entry -> assertThat(entry.delta()).isEqualTo(then));
  }

  @Test
  void a_category_released_at_endex_shows_nothing_before() {
    Play play = attackedInTheFirstPhase(AttackResult.BLOCKED).goTo(Duration.ofHours(3));
    play.seeAll("heron", Outcome.CRITICAL);
    Scored scored = Scored.of(play, FROZEN);
    assertThat(scored.points("heron", "availability")).isPositive();
    assertThat(released(scored, play.now())).containsEntry("availability", 0L);
    assertThat(releasedCategories(scored)).doesNotContain("availability");
  }

  @Test
  void after_endex_everything_is_seen() {
    Play play = attackedInTheFirstPhase(AttackResult.PARTIAL).goTo(Duration.ofHours(4));
    Scored scored = Scored.of(play, FROZEN);
    assertThat(scored.scorer().released(play.now())).isEqualTo(scored.scorer().standings());
    assertThat(scored.scorer().releasedLedger("heron")).isEqualTo(scored.scorer().ledger("heron"));
  }

  @Test
  void what_is_seen_live_is_seen_at_once() {
    Play play = Play.started(TinyScenario.scenario());
    play.done(Play.blue("heron"), new Command.OrderAction("heron", "names", ActionKind.REVERT, ""));
    Scored scored = Scored.of(play, FROZEN);
    assertThat(released(scored, play.now())).containsEntry("penalties", -30_000L);
    assertThat(releasedCategories(scored)).containsExactly("usability", "penalties");
  }

  @Test
  void the_frozen_view_does_not_depend_on_anything_hidden() {
    List<Standings> views = new java.util.ArrayList<>();
    List<List<LedgerEntry>> ledgers = new java.util.ArrayList<>();
    for (AttackResult result : AttackResult.values()) {
      Play play = Play.started(TinyScenario.scenario());
      Outcome outcome = result == AttackResult.BLOCKED ? Outcome.OK : Outcome.CRITICAL;
      play.seeAll("heron", outcome).goTo(Duration.ofMinutes(60));
      attacked(play, result).seeAll("heron", Outcome.WARNING);
      Scored scored = Scored.of(play, FROZEN);
      views.add(scored.scorer().released(play.now()));
      ledgers.add(scored.scorer().releasedLedger("heron"));
    }
    assertThat(views).allMatch(view -> view.equals(views.getFirst()));
    assertThat(ledgers).allMatch(ledger -> ledger.equals(ledgers.getFirst()));
  }

  @Test
  void ranks_follow_the_visible_totals_and_equals_share_one() {
    Play play = Play.started(TinyScenario.scenario());
    play.done(Play.blue("heron"), new Command.OrderAction("heron", "names", ActionKind.REVERT, ""));
    Map<String, Integer> ranks = new HashMap<>();
    Scored.of(play)
        .scorer()
        .released(play.now())
        .rows()
        .forEach(row -> ranks.put(row.team(), row.rank()));
    assertThat(ranks).containsEntry("otter", 1).containsEntry("lynx", 1).containsEntry("heron", 3);
    assertThat(Scored.of(play).scorer().standings().rows().stream().map(Standings.Standing::team))
        .containsExactly("otter", "lynx", "heron");
  }
}
