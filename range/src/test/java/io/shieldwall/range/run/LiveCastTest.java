package io.shieldwall.range.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command.JumpClock;
import io.shieldwall.exercise.Command.PauseClock;
import io.shieldwall.exercise.Command.ResumeClock;
import io.shieldwall.exercise.Event.ActionCompleted;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.range.Isle;
import io.shieldwall.range.LiveGame;
import io.shieldwall.range.Roster;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Scenario.DuePolicy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveCastTest {

  private static final Roster BOTS = Roster.rotating(Isle.TEAMS, 7);

  @Test
  void agents_act_while_the_clock_runs() {
    try (LiveGame game = new LiveGame(BOTS)) {
      game.passes(Duration.ofMinutes(100));
      assertThat(game.events())
          .extracting(Recorded::event)
          .anyMatch(AttackEnded.class::isInstance)
          .anyMatch(ActionCompleted.class::isInstance);
    }
  }

  @Test
  void nobody_acts_while_the_clock_is_paused() {
    try (LiveGame game = new LiveGame(BOTS)) {
      game.passes(Duration.ofMinutes(45));
      game.direct(new PauseClock("lunch"));
      int before = game.events().size();
      game.passes(Duration.ofHours(1));
      assertThat(game.events()).hasSize(before);
      game.direct(new ResumeClock(Optional.empty()));
      game.passes(Duration.ofHours(1));
      assertThat(game.events().size()).isGreaterThan(before + 5);
    }
  }

  @Test
  void an_objective_that_was_jumped_over_is_played_against_nobody() {
    try (LiveGame game = new LiveGame(Roster.PEOPLE)) {
      game.passes(Duration.ofMinutes(5));
      game.direct(new JumpClock(Duration.ofMinutes(220).toMillis(), DuePolicy.SKIP));
      game.passes(Duration.ofMinutes(5));
      assertThat(game.events())
          .extracting(Recorded::event)
          .noneMatch(AttackAttempted.class::isInstance);
    }
  }

  @Test
  void a_nation_rebuilt_from_the_journal_is_the_same() {
    try (LiveGame game = new LiveGame(BOTS)) {
      game.passes(Duration.ofMinutes(200));
      Nation rebuilt = new Nation(game.nation().scenario(), Isle.TEAMS, 7);
      game.events().forEach(rebuilt::apply);
      long at = game.cast().now();
      for (String team : Isle.TEAMS) {
        for (DefendedSystem system : game.nation().scenario().network().systems()) {
          assertThat(rebuilt.marks(team, system.id(), at))
              .isEqualTo(game.nation().marks(team, system.id(), at));
          assertThat(rebuilt.inspect(team, system.id(), at))
              .isEqualTo(game.nation().inspect(team, system.id(), at));
          assertThat(rebuilt.password(team, system.id(), "admin"))
              .isEqualTo(game.nation().password(team, system.id(), "admin"));
        }
      }
    }
  }

  @Test
  void a_cast_that_was_rebuilt_from_the_journal_goes_on_and_repeats_nothing() {
    try (LiveGame game = new LiveGame(BOTS)) {
      game.passes(Duration.ofMinutes(80));
      game.restarted(BOTS).passes(Duration.ofHours(2));
      assertThat(game.events())
          .extracting(Recorded::event)
          .filteredOn(AttackAttempted.class::isInstance)
          .extracting(
              event -> ((AttackAttempted) event).objective() + ((AttackAttempted) event).team())
          .doesNotHaveDuplicates();
    }
  }
}
