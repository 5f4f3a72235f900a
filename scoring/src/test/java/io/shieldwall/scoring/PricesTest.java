package io.shieldwall.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Rules.Growth;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The price list and what the White cell enters by hand. A revert costs 30 points growing like
/// Fibonacci, a restore 10 growing linearly, an eviction always 5.
final class PricesTest {

  private static final String HERON = "heron";

  private static Play play() {
    return Play.started(TinyScenario.scenario()).goTo(Duration.ofMinutes(10));
  }

  private static Play request(Play play, ActionKind kind) {
    play.done(Play.blue(HERON), new Command.OrderAction(HERON, "names", kind, ""));
    String action = "action-" + play.state().actions().size();
    return play.done(Actor.PLATFORM, new Command.CompleteAction(action, true, ""));
  }

  private static List<Long> prices(ActionKind kind, int requests) {
    Play play = play();
    for (int index = 0; index < requests; index++) {
      request(play, kind);
    }
    return Scored.of(play).entries(HERON, "penalties").stream().map(LedgerEntry::delta).toList();
  }

  private static Play enter(Play play, String category, long millipoints, String supersedes) {
    return play.done(
        Play.WHITE,
        new Command.EnterPoints(
            HERON,
            category,
            "sportsmanship",
            millipoints,
            "because",
            supersedes.isEmpty() ? Optional.empty() : Optional.of(supersedes)));
  }

  @Test
  void reverts_grow_like_fibonacci() {
    assertThat(prices(ActionKind.REVERT, 7))
        .containsExactly(-30_000L, -30_000L, -60_000L, -90_000L, -150_000L, -240_000L, -390_000L);
  }

  @Test
  void restores_grow_linearly_and_evictions_not_at_all() {
    assertThat(prices(ActionKind.RESTORE, 4))
        .containsExactly(-10_000L, -20_000L, -30_000L, -40_000L);
    assertThat(prices(ActionKind.EVICT, 3)).containsExactly(-5_000L, -5_000L, -5_000L);
  }

  @Test
  void free_actions_make_no_entry() {
    assertThat(prices(ActionKind.HARDEN, 3)).isEmpty();
  }

  @Test
  void the_price_stops_growing_before_it_leaves_the_numbers() {
    assertThat(PriceScorer.multiplier(Growth.FIBONACCI, 40)).isEqualTo(102_334_155);
    assertThat(PriceScorer.multiplier(Growth.FIBONACCI, 10_000)).isEqualTo(102_334_155);
    assertThat(Points.ofWhole(10_000 * PriceScorer.multiplier(Growth.FIBONACCI, 10_000)))
        .isPositive();
  }

  @Test
  void a_cancelled_request_is_refunded_once_and_still_counts_as_a_request() {
    Play play = request(play(), ActionKind.REVERT);
    play.done(Play.blue(HERON), new Command.OrderAction(HERON, "names", ActionKind.REVERT, ""));
    play.done(Play.blue(HERON), new Command.CancelAction("action-2"));
    assertThat(Scored.of(play).points(HERON, "penalties")).isEqualTo(-30_000);
    request(play, ActionKind.REVERT);
    assertThat(Scored.of(play).story(HERON, "penalties"))
        .containsExactly(
            "-30.000 revert of names, request 1 of its kind",
            "-30.000 revert of names, request 2 of its kind",
            "30.000 request cancelled before it took effect: price returned",
            "-60.000 revert of names, request 3 of its kind");
  }

  @Test
  void penalties_are_capped_at_a_tenth_and_the_ledger_still_tells_all() {
    Play play = enter(enter(play(), "penalties", -900_000, ""), "penalties", -900_000, "");
    assertThat(Scored.of(play).points(HERON, "penalties")).isEqualTo(-1_000_000);
    assertThat(Scored.of(play).item(HERON, "penalties", "sportsmanship")).isEqualTo(-1_800_000);
  }

  @Test
  void special_points_are_capped_both_ways() {
    assertThat(Scored.of(enter(play(), "special", 500_000, "")).points(HERON, "special"))
        .isEqualTo(300_000);
    assertThat(Scored.of(enter(play(), "special", -500_000, "")).points(HERON, "special"))
        .isEqualTo(-300_000);
  }

  @Test
  void an_entry_that_supersedes_takes_the_old_one_back() {
    Play play = enter(play(), "special", 50_000, "");
    enter(play, "special", 20_000, "entry-1");
    assertThat(Scored.of(play).points(HERON, "special")).isEqualTo(20_000);
    assertThat(Scored.of(play).story(HERON, "special"))
        .containsExactly(
            "50.000 because", "-50.000 taken back, superseded by entry-2", "20.000 because");
  }

  @Test
  void an_entry_may_move_to_another_category_by_superseding() {
    Play play = enter(enter(play(), "special", 50_000, ""), "legal", 40_000, "entry-1");
    assertThat(Scored.of(play).points(HERON, "special")).isZero();
    assertThat(Scored.of(play).points(HERON, "legal")).isEqualTo(40_000);
  }
}
