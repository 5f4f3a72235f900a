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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Attack defence: what was kept of each attempted objective, softened by accurate reports in time,
/// and at ENDEX scaled to the common budget.
///
/// A report counts for an attempt when it names the target and comes between the attempt's start
/// and the report window after its result. It returns the preset's share of the loss when it names
/// the technique, three quarters of that for the right technique with another sub-technique, and
/// one half for another technique. Each attempt takes the best of its reports; each report serves
/// one attempt.
final class AttackDefenceScorer implements CategoryScorer {

  static final String CATEGORY = "attack-defence";
  private static final BigDecimal SAME_TECHNIQUE = BigDecimal.ONE;
  private static final BigDecimal SAME_PARENT = new BigDecimal("0.75");
  private static final BigDecimal SAME_SYSTEM = new BigDecimal("0.5");

  private final Scenario scenario;
  private final ScoringRules rules;
  private final List<String> teams;
  private final Ledger ledger;
  private final Map<String, Long> budgets;
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final Map<String, List<Report>> unused = new LinkedHashMap<>();
  private final Map<String, Long> scaled = new LinkedHashMap<>();
  private boolean ended;

  private static final class Attempt {
    final String team;
    final Objective objective;
    final long startedAt;
    long endedAt = Long.MAX_VALUE;
    Optional<AttackResult> result = Optional.empty();
    Optional<Report> report = Optional.empty();
    long kept;
    long returned;

    Attempt(String team, Objective objective, long startedAt) {
      this.team = team;
      this.objective = objective;
      this.startedAt = startedAt;
    }
  }

  private record Report(String id, String system, String technique, long at) {}

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
              ruled.attempt(), ruled.result(), recorded, "White cell's ruling: " + ruled.reason());
      case IncidentReported reported -> report(reported, recorded);
      case ExerciseEnded _ -> {
        ended = true;
        teams.forEach(team -> scale(team, recorded));
      }
      default -> {}
    }
  }

  private void attempt(AttackAttempted attempted, Recorded recorded) {
    scenario
        .campaign()
        .objective(attempted.objective())
        .ifPresent(objective ->
            attempts.put(
                attempted.attempt(), new Attempt(attempted.team(), objective, recorded.at())));
  }

  private void result(String id, AttackResult result, Recorded recorded, String ruling) {
    Attempt attempt = attempts.get(id);
    if (attempt == null) {
      return;
    }
    if (attempt.result.isEmpty()) {
      attempt.endedAt = recorded.at();
    }
    attempt.result = Optional.of(result);
    String word = result.name().toLowerCase(Locale.ROOT);
    long kept = Points.times(budget(attempt), factor(word));
    String reason =
        "%s (%s): %s%s"
            .formatted(
                attempt.objective.title(),
                attempt.objective.technique(),
                word,
                ruling.isEmpty() ? "" : "; " + ruling);
    long delta = kept - attempt.kept;
    attempt.kept = kept;
    post(attempt, delta, reason, recorded);
    soften(attempt, recorded);
    rescale(attempt.team, recorded);
  }

  private void report(IncidentReported reported, Recorded recorded) {
    Report report =
        new Report(reported.report(), reported.system(), reported.technique(), recorded.at());
    unused.computeIfAbsent(reported.team(), _ -> new ArrayList<>()).add(report);
    attempts.values().stream()
        .filter(attempt -> attempt.team.equals(reported.team()))
        .filter(attempt -> attempt.result.isPresent() && loss(attempt) > 0)
        .filter(attempt -> accuracy(attempt, report).compareTo(credited(attempt)) > 0)
        .max(Comparator.comparing((Attempt attempt) -> accuracy(attempt, report)))
        .ifPresent(attempt -> {
          soften(attempt, recorded);
          rescale(attempt.team, recorded);
        });
  }

  /// Gives the attempt the best report that is free, or its own, and posts what changes.
  private void soften(Attempt attempt, Recorded recorded) {
    List<Report> free = unused.computeIfAbsent(attempt.team, _ -> new ArrayList<>());
    attempt.report.ifPresent(free::add);
    Optional<Report> best =
        loss(attempt) == 0
            ? Optional.empty()
            : free.stream()
                .filter(report -> accuracy(attempt, report).signum() > 0)
                .max(
                    Comparator.comparing((Report report) -> accuracy(attempt, report))
                        .thenComparing(Comparator.comparingLong(Report::at).reversed()));
    best.ifPresent(free::remove);
    attempt.report = best;
    long returned = best.map(report -> returned(attempt, report)).orElse(0L);
    long delta = returned - attempt.returned;
    attempt.returned = returned;
    if (delta != 0) {
      String why =
          best.map(report ->
                  "an accurate report in time (" + report.id() + ") returns part of the loss")
              .orElse("no loss is left to soften");
      post(attempt, delta, attempt.objective.title() + ": " + why, recorded);
    }
  }

  private long returned(Attempt attempt, Report report) {
    return Points.times(loss(attempt), rules.reportReturns().multiply(accuracy(attempt, report)));
  }

  private BigDecimal credited(Attempt attempt) {
    return attempt.report.map(report -> accuracy(attempt, report)).orElse(BigDecimal.ZERO);
  }

  private BigDecimal accuracy(Attempt attempt, Report report) {
    boolean inTime =
        report.at() >= attempt.startedAt
            && (attempt.endedAt == Long.MAX_VALUE
                || report.at() - attempt.endedAt <= scenario.rules().reportWindow().toMillis());
    if (!inTime || !report.system().equals(attempt.objective.target())) {
      return BigDecimal.ZERO;
    }
    String technique = attempt.objective.technique();
    if (report.technique().equals(technique)) {
      return SAME_TECHNIQUE;
    }
    return report.technique().substring(0, 5).equals(technique.substring(0, 5))
        ? SAME_PARENT
        : SAME_SYSTEM;
  }

  private long loss(Attempt attempt) {
    return budget(attempt) - attempt.kept;
  }

  private long budget(Attempt attempt) {
    return budgets.getOrDefault(attempt.objective.id(), 0L);
  }

  private BigDecimal factor(String result) {
    return rules.attackOutcome().getOrDefault(result, BigDecimal.ZERO);
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

  /// Only attempted objectives count; their sum is scaled to the common budget.
  private void scale(String team, Recorded recorded) {
    List<Attempt> own =
        attempts.values().stream()
            .filter(attempt -> attempt.team.equals(team) && attempt.result.isPresent())
            .toList();
    long attempted = own.stream().mapToLong(this::budget).sum();
    long held = own.stream().mapToLong(attempt -> attempt.kept + attempt.returned).sum();
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
              .formatted(own.size(), budgets.size()),
          recorded.sequence());
    }
  }

  @Override
  public List<LedgerEntry> running(String team, long at) {
    return List.of();
  }
}
