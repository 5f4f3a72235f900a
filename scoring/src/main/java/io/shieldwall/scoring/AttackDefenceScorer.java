package io.shieldwall.scoring;

import io.shieldwall.exercise.Event.AttackAdjudicated;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Event.ExerciseEnded;
import io.shieldwall.exercise.Event.IncidentReported;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scoring.Front.Attempt;
import io.shieldwall.scoring.Front.Report;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Attack defence: what was kept of each attempted objective, softened by accurate reports in time,
/// and at ENDEX scaled to the common budget.
final class AttackDefenceScorer implements CategoryScorer {

  static final String CATEGORY = "attack-defence";

  private final Scenario scenario;
  private final ScoringRules rules;
  private final List<String> teams;
  private final Ledger ledger;
  private final Map<String, Long> budgets;
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final Map<Place, Front> fronts = new HashMap<>();
  private final Map<String, Long> scaled = new HashMap<>();
  private boolean ended;

  private record Place(String team, String system) {}

  AttackDefenceScorer(Scenario scenario, ScoringRules rules, List<String> teams, Ledger ledger) {
    this.scenario = scenario;
    this.rules = rules;
    this.teams = teams;
    this.ledger = ledger;
    Map<String, Integer> weights = new LinkedHashMap<>();
    scenario
        .campaign()
        .objectives()
        .forEach(objective -> weights.put(objective.id(), objective.budget()));
    budgets =
        weights.isEmpty() ? Map.of() : Apportionment.split(Scorer.budget(rules, CATEGORY), weights);
  }

  @Override
  public void apply(Recorded recorded) {
    switch (recorded.event()) {
      case AttackAttempted attempted -> attempt(attempted, recorded);
      case AttackEnded end -> result(end.attempt(), end.result(), recorded, "");
      case AttackAdjudicated ruled ->
          result(
              ruled.attempt(),
              ruled.result(),
              recorded,
              "; White cell's ruling: " + ruled.reason());
      case IncidentReported reported -> report(reported, recorded);
      case ExerciseEnded _ -> {
        ended = true;
        teams.forEach(team -> scale(team, recorded));
      }
      default -> {}
    }
  }

  private Front front(String team, String system) {
    return fronts.computeIfAbsent(
        new Place(team, system),
        _ -> new Front(scenario.rules().reportWindow(), rules.reportReturns()));
  }

  private void attempt(AttackAttempted attempted, Recorded recorded) {
    Optional<Objective> objective = scenario.campaign().objective(attempted.objective());
    if (objective.isPresent()) {
      long budget = budgets.getOrDefault(attempted.objective(), 0L);
      Attempt attempt = new Attempt(attempted.team(), objective.get(), budget, recorded.at());
      attempts.put(attempted.attempt(), attempt);
      front(attempt.team, objective.get().target()).attempts.add(attempt);
    }
  }

  private void result(String id, AttackResult result, Recorded recorded, String ruling) {
    Attempt attempt = attempts.get(id);
    if (attempt == null) {
      return;
    }
    String word = result.name().toLowerCase(Locale.ROOT);
    BigDecimal share = rules.attackOutcome().getOrDefault(word, BigDecimal.ZERO);
    long delta = attempt.end(recorded.at(), Points.times(attempt.budget, share));
    String reason =
        "%s (%s): %s%s"
            .formatted(attempt.objective.title(), attempt.objective.technique(), word, ruling);
    post(attempt, delta, reason, recorded);
    soften(front(attempt.team, attempt.objective.target()), recorded);
    rescale(attempt.team, recorded);
  }

  private void report(IncidentReported reported, Recorded recorded) {
    Front front = front(reported.team(), reported.system());
    front.reports.add(new Report(reported.report(), reported.technique(), recorded.at()));
    soften(front, recorded);
    rescale(reported.team(), recorded);
  }

  /// Posts what another match of reports and attempts changes.
  private void soften(Front front, Recorded recorded) {
    Map<Attempt, Report> match = front.match();
    for (Attempt attempt : front.attempts) {
      Optional<Report> report = Optional.ofNullable(match.get(attempt));
      long delta = attempt.soften(report.map(each -> front.returned(attempt, each)).orElse(0L));
      if (delta != 0) {
        String why =
            report
                .map(each ->
                    "an accurate report in time (" + each.id() + ") returns part of the loss")
                .orElse(
                    attempt.loss() == 0
                        ? "no loss is left to soften"
                        : "its report counts for another attack now");
        post(attempt, delta, attempt.objective.title() + ": " + why, recorded);
      }
    }
  }

  private void post(Attempt attempt, long delta, String reason, Recorded recorded) {
    ledger.post(
        attempt.team,
        CATEGORY,
        attempt.objective.id(),
        recorded.at(),
        delta,
        reason,
        recorded.sequence());
  }

  private void rescale(String team, Recorded recorded) {
    if (ended) {
      scale(team, recorded);
    }
  }

  /// Only attempts with a result count; their sum is scaled to the common budget. A team that Red
  /// never came to keeps the whole of it.
  private void scale(String team, Recorded recorded) {
    List<Attempt> own =
        attempts.values().stream()
            .filter(attempt -> attempt.team.equals(team) && attempt.hasEnded())
            .toList();
    long attempted = own.stream().mapToLong(attempt -> attempt.budget).sum();
    long held = own.stream().mapToLong(Attempt::held).sum();
    long common = Scorer.budget(rules, CATEGORY);
    long target = attempted == 0 ? common : Points.times(common, held, attempted);
    long delta = target - held - scaled.getOrDefault(team, 0L);
    scaled.merge(team, delta, Long::sum);
    if (delta != 0) {
      ledger.post(
          team,
          CATEGORY,
          "scale",
          recorded.at(),
          delta,
          "%d of %d objectives were attempted: scaled to the common budget"
              .formatted(own.size(), scenario.campaign().objectives().size()),
          recorded.sequence());
    }
  }
}
