package io.shieldwall.scoring;

import static io.shieldwall.testkit.RandomHistories.forSeeds;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.testkit.Dice;
import io.shieldwall.testkit.RandomHistories;
import io.shieldwall.testkit.TinyScenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What is true of the score of every history.
final class ScorerTest {

  private static final int HISTORIES = 240;
  private static final Scenario TINY = TinyScenario.scenario();

  private static List<Recorded> history(long seed) {
    return RandomHistories.play(TINY, seed, 320).events();
  }

  private static Scorer scored(ScoringRules rules, List<Recorded> history) {
    Scorer scorer = new Scorer(TINY, rules);
    history.forEach(scorer::apply);
    return scorer;
  }

  /// Sums before caps: final entries and running ones.
  private static Map<String, Map<String, Long>> sums(Scorer scorer, long at) {
    Map<String, Map<String, Long>> sums = new HashMap<>();
    for (String team : scorer.teams()) {
      Map<String, Long> own = new TreeMap<>();
      Weights.PRESET.categories().forEach(category -> own.put(category.id(), 0L));
      List<LedgerEntry> entries = new ArrayList<>(scorer.ledger(team));
      entries.addAll(scorer.running(team, at));
      entries.forEach(entry -> own.merge(entry.category(), entry.delta(), Long::sum));
      sums.put(team, own);
    }
    return sums;
  }

  @Test
  void the_ledger_agrees_with_an_oracle_that_computes_from_scratch_at_any_prefix() {
    forSeeds(
        HISTORIES,
        seed -> {
          ScoringRules rules = seed % 4 == 0 ? Weights.PRESET : Weights.random(seed);
          List<Recorded> history = history(seed);
          Dice dice = new Dice(seed);
          for (int cut :
              List.of(
                  history.size(),
                  (int) dice.between(1, history.size()),
                  (int) dice.between(1, history.size()))) {
            List<Recorded> prefix = history.subList(0, cut);
            long at =
                Math.max(prefix.getLast().at(), landed(prefix.getLast())) + dice.between(0, 60_000);
            assertThat(sums(scored(rules, prefix), at))
                .as("after %d of %d events", cut, history.size())
                .isEqualTo(new Oracle(TINY, rules, prefix, at).totals());
          }
        });
  }

  private static long landed(Recorded last) {
    return last.event() instanceof Event.ClockJumped jumped ? jumped.to() : 0;
  }

  @Test
  void standings_are_the_ledgers_sums_within_their_caps() {
    forSeeds(
        HISTORIES,
        seed -> {
          ScoringRules rules = Weights.random(seed);
          Scorer scorer = scored(rules, history(seed));
          Map<String, Map<String, Long>> sums = sums(scorer, scorer.standings().at());
          for (Standings.Standing row : scorer.standings().rows()) {
            Map<String, Long> own = new TreeMap<>(sums.getOrDefault(row.team(), Map.of()));
            long cap = Apportionment.share(rules.total(), rules.penaltyCap());
            long special = Apportionment.share(rules.total(), rules.specialCap());
            own.computeIfPresent("usability", (_, sum) -> Math.max(0, sum));
            own.computeIfPresent("penalties", (_, sum) -> Math.max(-cap, sum));
            own.computeIfPresent("special", (_, sum) -> Math.max(-special, Math.min(special, sum)));
            assertThat(new TreeMap<>(row.categories())).isEqualTo(own);
            assertThat(row.total())
                .isEqualTo(own.values().stream().mapToLong(Long::longValue).sum());
          }
        });
  }

  @Test
  void every_entry_has_a_number_a_reason_and_a_cause_that_exists_and_concerns_its_team() {
    forSeeds(
        HISTORIES,
        seed -> {
          List<Recorded> history = history(seed);
          Scorer scorer = scored(Weights.random(seed), history);
          for (String team : scorer.teams()) {
            long number = 1;
            for (LedgerEntry entry : scorer.ledger(team)) {
              assertThat(entry.number()).isEqualTo((int) number++);
              assertThat(entry.running()).isFalse();
              explained(entry, team, history);
            }
            for (LedgerEntry entry : scorer.running(team, scorer.standings().at())) {
              assertThat(entry.running()).isTrue();
              explained(entry, team, history);
            }
          }
        });
  }

  private static void explained(LedgerEntry entry, String team, List<Recorded> history) {
    assertThat(entry.team()).isEqualTo(team);
    assertThat(entry.reason()).isNotBlank();
    assertThat(entry.item()).isNotBlank();
    assertThat(entry.cause()).isBetween(0L, history.size() - 1L);
    assertThat(entry.at()).isBetween(0L, TinyScenario.DURATION.toMillis());
    Event cause = history.get((int) entry.cause()).event();
    List<Class<? extends Event>> possible =
        switch (entry.category()) {
          case "availability" ->
              List.of(
                  ChecksObserved.class,
                  Event.OrganiserFaultDeclared.class,
                  Event.OrganiserFaultClosed.class,
                  Event.ExerciseEnded.class,
                  Event.PointsEntered.class);
          case "usability" ->
              List.of(
                  Event.ClockStarted.class,
                  Event.TicketOpened.class,
                  Event.TicketVerified.class,
                  Event.ExerciseEnded.class,
                  Event.PointsEntered.class);
          case "attack-defence" ->
              List.of(
                  Event.AttackEnded.class,
                  Event.AttackAdjudicated.class,
                  Event.IncidentReported.class,
                  Event.ExerciseEnded.class,
                  Event.PointsEntered.class);
          case "penalties" ->
              List.of(
                  Event.ActionOrdered.class,
                  Event.ActionCancelled.class,
                  Event.TicketVerified.class,
                  Event.PointsEntered.class);
          case "special" -> List.of(Event.PointsEntered.class);
          default ->
              List.of(
                  Event.SubmissionGraded.class,
                  Event.ExerciseEnded.class,
                  Event.PointsEntered.class);
        };
    assertThat(possible).as(entry.toString()).contains(cause.getClass());
    if (entry.running() && cause instanceof ChecksObserved observed) {
      assertThat(observed.observations())
          .as("the event that a running entry names holds the check")
          .anyMatch(each -> each.team().equals(team) && each.check().equals(entry.item()));
    }
  }

  @Test
  void a_ledger_only_grows() {
    forSeeds(
        60,
        seed -> {
          List<Recorded> history = history(seed);
          Scorer scorer = new Scorer(TINY);
          Map<String, List<LedgerEntry>> before = new HashMap<>();
          for (Recorded event : history) {
            scorer.apply(event);
            for (String team : scorer.teams()) {
              List<LedgerEntry> known = before.getOrDefault(team, List.of());
              List<LedgerEntry> now = scorer.ledger(team);
              assertThat(now.subList(0, known.size())).isEqualTo(known);
              assertThat(scorer.ledgerSince(team, known.size()))
                  .isEqualTo(now.subList(known.size(), now.size()));
              before.put(team, now);
            }
          }
        });
  }

  @Test
  void the_order_of_summation_does_not_matter() {
    forSeeds(
        60,
        seed -> {
          Scorer scorer = scored(Weights.random(seed), history(seed));
          for (String team : scorer.teams()) {
            List<LedgerEntry> entries = new ArrayList<>(scorer.ledger(team));
            long sum = entries.stream().mapToLong(LedgerEntry::delta).sum();
            Collections.shuffle(entries, new Random(seed));
            assertThat(entries.stream().mapToLong(LedgerEntry::delta).reduce(0, Math::addExact))
                .isEqualTo(sum);
          }
        });
  }

  @Test
  void how_results_were_grouped_into_events_does_not_matter() {
    forSeeds(
        60,
        seed -> {
          List<Recorded> history = history(seed);
          ScoringRules rules = Weights.random(seed);
          List<Recorded> single = new ArrayList<>();
          for (Recorded each : history) {
            if (each.event() instanceof ChecksObserved observed) {
              observed
                  .observations()
                  .forEach(one ->
                      single.add(with(each, single.size(), new ChecksObserved(List.of(one)))));
            } else {
              single.add(with(each, single.size(), each.event()));
            }
          }
          assertThat(scored(rules, single).standings())
              .isEqualTo(scored(rules, history).standings());
        });
  }

  @Test
  void a_scorer_that_is_fed_live_equals_one_that_is_fed_a_replay() {
    forSeeds(
        60,
        seed -> {
          List<Recorded> history = history(seed);
          Scorer live = new Scorer(TINY);
          Dice dice = new Dice(seed);
          for (Recorded event : history) {
            live.apply(event);
            if (dice.percent(20)) {
              live.standings();
              live.released(event.at());
              live.teams().forEach(team -> live.running(team, event.at()));
            }
          }
          Scorer replayed = scored(TINY.scoring(), history);
          assertThat(live.standings()).isEqualTo(replayed.standings());
          for (String team : live.teams()) {
            assertThat(live.ledger(team)).isEqualTo(replayed.ledger(team));
          }
        });
  }

  /// Availability of each team when every observation is replaced by what the function makes of it.
  private static Map<String, Long> availability(
      ScoringRules rules, List<Recorded> history, Function<Observation, Observation> change) {
    List<Recorded> changed =
        history.stream()
            .map(each ->
                each.event() instanceof ChecksObserved observed
                    ? with(
                        each,
                        each.sequence(),
                        new ChecksObserved(observed.observations().stream().map(change).toList()))
                    : each)
            .toList();
    Scorer scorer = scored(rules, changed);
    Map<String, Long> points = new TreeMap<>();
    sums(scorer, scorer.standings().at())
        .forEach((team, own) -> points.put(team, own.getOrDefault("availability", 0L)));
    return points;
  }

  @Test
  void what_could_not_be_measured_never_costs_more_than_being_down() {
    forSeeds(
        HISTORIES,
        seed -> {
          ScoringRules rules = Weights.random(seed);
          List<Recorded> history = history(seed);
          Map<String, Long> unknown = availability(rules, history, each -> each);
          Map<String, Long> down =
              availability(
                  rules,
                  history,
                  each -> each.outcome() == Outcome.UNKNOWN ? seen(each, Outcome.CRITICAL) : each);
          unknown.forEach((team, points) ->
              assertThat(points).isGreaterThanOrEqualTo(down.getOrDefault(team, 0L)));
        });
  }

  @Test
  void a_team_that_was_only_ever_seen_up_or_not_seen_has_all_that_has_elapsed() {
    forSeeds(
        HISTORIES,
        seed -> {
          ScoringRules rules = Weights.random(seed);
          List<Recorded> history = history(seed);
          Map<String, Long> mixed =
              availability(
                  rules,
                  history,
                  each -> each.outcome() == Outcome.UNKNOWN ? each : seen(each, Outcome.OK));
          Map<String, Long> up = availability(rules, history, each -> seen(each, Outcome.OK));
          assertThat(mixed).isEqualTo(up);
        });
  }

  @Test
  void whoever_was_down_longer_never_has_more() {
    forSeeds(
        HISTORIES,
        seed -> {
          ScoringRules rules = Weights.random(seed);
          List<Recorded> history = history(seed);
          Map<String, Long> flawed =
              availability(
                  rules,
                  history,
                  each -> each.outcome() == Outcome.CRITICAL ? seen(each, Outcome.WARNING) : each);
          availability(rules, history, each -> each)
              .forEach((team, points) ->
                  assertThat(points).isLessThanOrEqualTo(flawed.getOrDefault(team, 0L)));
        });
  }

  private static Observation seen(Observation each, Outcome outcome) {
    return new Observation(
        each.team(), each.check(), each.at(), outcome, Cause.NONE, each.latency(), "", "");
  }

  private static Recorded with(Recorded each, long sequence, Event event) {
    return new Recorded(
        sequence, each.at(), each.recordedAt(), each.command(), each.actor(), event);
  }
}
