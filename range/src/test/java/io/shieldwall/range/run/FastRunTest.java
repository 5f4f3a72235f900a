package io.shieldwall.range.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.ExerciseEnded;
import io.shieldwall.exercise.Event.SystemChanged;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.exercise.State.Attempt;
import io.shieldwall.range.Isle;
import io.shieldwall.range.Roster;
import io.shieldwall.range.Skill;
import io.shieldwall.range.adversary.Adversary;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.testkit.InMemoryJournal;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FastRunTest {

  private static final Roster ROSTER =
      new Roster(
          Map.of(Isle.HERON, Skill.NOVICE, Isle.OTTER, Skill.REGULAR, Isle.LYNX, Skill.EXPERT));

  private static State play(InMemoryJournal journal, long seed, Roster roster) {
    return FastRun.play(
        new FastRun.Setting("game", Isle.scenario(), "", Isle.TEAMS, seed, roster),
        journal,
        FastRun.Progress.NONE);
  }

  @Test
  void the_same_seed_gives_the_same_journal_and_another_seed_another() {
    InMemoryJournal first = new InMemoryJournal();
    InMemoryJournal again = new InMemoryJournal();
    InMemoryJournal other = new InMemoryJournal();
    play(first, 1, ROSTER);
    play(again, 1, ROSTER);
    play(other, 2, ROSTER);
    assertThat(again.root()).isEqualTo(first.root());
    assertThat(other.root()).isNotEqualTo(first.root());
  }

  @Test
  void a_run_ends_at_the_planned_end_and_measures_every_check_of_every_round() {
    InMemoryJournal journal = new InMemoryJournal();
    State state = play(journal, 1, ROSTER);
    assertThat(state.isEnded()).isTrue();
    assertThat(journal.events())
        .extracting(Recorded::event)
        .anyMatch(ExerciseEnded.class::isInstance);
    assertThat(state.lastAt()).isEqualTo(Isle.scenario().duration().toMillis());
    long observed =
        journal.events().stream()
            .map(Recorded::event)
            .filter(ChecksObserved.class::isInstance)
            .mapToLong(event -> ((ChecksObserved) event).observations().size())
            .sum();
    long planned = Isle.scenario().network().checks().size() * 240L * Isle.TEAMS.size();
    assertThat(observed).isBetween(planned - 1000, planned + 1000);
  }

  @Test
  void every_team_meets_every_objective_once_at_the_same_instant_within_the_jitter() {
    State state = play(new InMemoryJournal(), 3, ROSTER);
    Map<String, List<Attempt>> byObjective =
        state.attempts().values().stream().collect(Collectors.groupingBy(Attempt::objective));
    assertThat(byObjective).hasSize(Isle.campaign().objectives().size());
    byObjective.forEach((objective, attempts) -> {
      assertThat(attempts)
          .extracting(Attempt::team)
          .containsExactlyInAnyOrderElementsOf(Isle.TEAMS);
      assertThat(attempts).allMatch(attempt -> attempt.result().isPresent());
      LongSummaryStatistics starts =
          attempts.stream().mapToLong(Attempt::startedAt).summaryStatistics();
      assertThat(starts.getMax() - starts.getMin()).isLessThanOrEqualTo(Adversary.JITTER);
      Objective plan = Isle.campaign().objective(objective).orElseThrow();
      assertThat(starts.getMin()).isGreaterThanOrEqualTo(plan.opens().toMillis());
      assertThat(starts.getMax()).isLessThanOrEqualTo(plan.closes().toMillis() + Adversary.JITTER);
    });
  }

  @Test
  void what_an_objective_needs_has_ended_well_before_it_succeeds() {
    InMemoryJournal journal = new InMemoryJournal();
    State state = play(journal, 4, ROSTER);
    for (Attempt attempt : state.attempts().values()) {
      Objective objective = Isle.campaign().objective(attempt.objective()).orElseThrow();
      if (attempt.result().orElseThrow() != AttackResult.BLOCKED) {
        for (String need : objective.needs()) {
          Attempt needed = state.attempt(attempt.team(), need).orElseThrow();
          assertThat(needed.result().orElseThrow())
              .isIn(AttackResult.SUCCESS, AttackResult.PERSISTENT);
          assertThat(needed.endedAt()).isLessThan(attempt.endedAt());
        }
      }
    }
  }

  @Test
  void a_team_of_people_without_anybody_at_the_keyboard_does_nothing() {
    InMemoryJournal journal = new InMemoryJournal();
    play(journal, 5, ROSTER.without(Set.of(Isle.HERON)));
    assertThat(journal.events())
        .extracting(Recorded::event)
        .filteredOn(ActionOrdered.class::isInstance)
        .extracting(event -> ((ActionOrdered) event).team())
        .isNotEmpty()
        .doesNotContain(Isle.HERON);
  }

  @Test
  void an_undefended_nation_loses_what_can_be_lost_and_directors_see_it() {
    InMemoryJournal journal = new InMemoryJournal();
    State state = play(journal, 6, Roster.PEOPLE);
    assertThat(state.attempts().values())
        .extracting(Attempt::result)
        .extracting(Optional::orElseThrow)
        .doesNotContain(AttackResult.BLOCKED);
    assertThat(journal.events())
        .extracting(Recorded::event)
        .anyMatch(SystemChanged.class::isInstance)
        .anyMatch(AttackAttempted.class::isInstance)
        .anyMatch(AttackEnded.class::isInstance);
    assertThat(state.tickets().values()).isNotEmpty();
    assertThat(state.submissions()).isEmpty();
  }

  @Test
  void more_skill_keeps_more_out_on_average() {
    Map<Skill, Integer> blocked = new HashMap<>();
    Map<Skill, Integer> graded = new HashMap<>();
    for (long seed = 10; seed < 22; seed++) {
      State state = play(new InMemoryJournal(), seed, ROSTER);
      ROSTER
          .bots()
          .forEach((team, skill) -> {
            state.attempts().values().stream()
                .filter(attempt -> attempt.team().equals(team))
                .filter(attempt -> attempt.result().equals(Optional.of(AttackResult.BLOCKED)))
                .forEach(_ -> blocked.merge(skill, 1, Integer::sum));
            state.submissions().values().stream()
                .filter(submission -> submission.team().equals(team))
                .flatMap(submission -> submission.grading().stream())
                .flatMap(grading -> grading.grades().values().stream())
                .forEach(grade -> graded.merge(skill, grade, Integer::sum));
          });
    }
    assertThat(blocked.getOrDefault(Skill.EXPERT, 0))
        .isGreaterThan(blocked.getOrDefault(Skill.REGULAR, 0));
    assertThat(blocked.getOrDefault(Skill.REGULAR, 0))
        .isGreaterThan(blocked.getOrDefault(Skill.NOVICE, 0));
    assertThat(graded.getOrDefault(Skill.EXPERT, 0))
        .isGreaterThan(graded.getOrDefault(Skill.REGULAR, 0));
    assertThat(graded.getOrDefault(Skill.REGULAR, 0))
        .isGreaterThan(graded.getOrDefault(Skill.NOVICE, 0));
  }
}
