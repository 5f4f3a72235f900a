package io.shieldwall.scoring;

import io.shieldwall.exercise.Event.ExerciseEnded;
import io.shieldwall.exercise.Event.InjectFired;
import io.shieldwall.exercise.Event.SubmissionGraded;
import io.shieldwall.exercise.Event.TaskSubmitted;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Inject.Task;
import io.shieldwall.scenario.Inject.Track;
import io.shieldwall.scenario.Rubric;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Graded work: each task's share of its track, by rubric and deadline window.
///
/// Windows: `early` within the first half of the time allowed, `on-time` up to the deadline, `late`
/// up to half the time allowed after it, `very-late` from then on. At ENDEX only tasks that were
/// delivered to the team, and were graded or left unanswered, count; their sum is scaled to the
/// track's budget.
final class GradedScorer implements CategoryScorer {

  private final Scenario scenario;
  private final ScoringRules rules;
  private final List<String> teams;
  private final Ledger ledger;
  private final Map<String, Long> budgets = new HashMap<>();
  private final Map<Key, Delivered> delivered = new LinkedHashMap<>();
  private final Map<Key, Long> scaled = new HashMap<>();
  private boolean ended;

  /// @param item an inject's id or a category's
  private record Key(String team, String item) {}

  private static final class Delivered {
    final Inject inject;
    final Task task;
    final long firedAt;
    Optional<Long> submittedAt = Optional.empty();
    boolean graded;
    long earned;

    Delivered(Inject inject, Task task, long firedAt) {
      this.inject = inject;
      this.task = task;
      this.firedAt = firedAt;
    }

    boolean counts() {
      return graded || submittedAt.isEmpty();
    }
  }

  GradedScorer(Scenario scenario, ScoringRules rules, List<String> teams, Ledger ledger) {
    this.scenario = scenario;
    this.rules = rules;
    this.teams = teams;
    this.ledger = ledger;
    for (Track track : Track.values()) {
      Map<String, Integer> weights = new LinkedHashMap<>();
      scenario.injects().stream()
          .filter(inject -> inject.task().filter(task -> task.track() == track).isPresent())
          .forEach(inject -> weights.put(inject.id(), inject.task().orElseThrow().budget()));
      if (!weights.isEmpty()) {
        budgets.putAll(Apportionment.split(Scorer.budget(rules, track.category()), weights));
      }
    }
  }

  @Override
  public void apply(Recorded recorded) {
    switch (recorded.event()) {
      case InjectFired fired -> deliver(fired, recorded);
      case TaskSubmitted submitted -> {
        Delivered task = delivered.get(new Key(submitted.team(), submitted.inject()));
        if (task != null) {
          task.submittedAt = Optional.of(recorded.at());
        }
      }
      case SubmissionGraded graded -> grade(graded, recorded);
      case ExerciseEnded _ -> {
        ended = true;
        teams.forEach(team -> scale(team, recorded));
      }
      default -> {}
    }
  }

  private void deliver(InjectFired fired, Recorded recorded) {
    Optional<Inject> inject = scenario.inject(fired.inject());
    Optional<Task> task = inject.flatMap(Inject::task);
    if (inject.isPresent() && task.isPresent()) {
      for (String team : fired.teams()) {
        delivered.putIfAbsent(
            new Key(team, fired.inject()), new Delivered(inject.get(), task.get(), recorded.at()));
      }
    }
  }

  private void grade(SubmissionGraded graded, Recorded recorded) {
    Delivered task = delivered.get(new Key(graded.team(), graded.inject()));
    Rubric rubric = task == null ? null : scenario.rubrics().get(task.task.rubric());
    if (task == null || rubric == null) {
      return;
    }
    String window = window(task);
    BigDecimal factor = rules.deadlineFactors().getOrDefault(window, BigDecimal.ONE);
    long best = budgets.getOrDefault(graded.inject(), 0L);
    long earned = earned(best, rubric, graded.grades(), factor);
    long delta = earned - task.earned;
    task.earned = earned;
    task.graded = true;
    ledger.post(
        graded.team(),
        task.task.track().category(),
        graded.inject(),
        recorded.at(),
        delta,
        "%s: graded %s of %s, handed in %s"
            .formatted(
                task.inject.title(),
                Points.text(earned),
                Points.text(best),
                window.replace('-', ' ')),
        recorded.sequence());
    if (ended) {
      scale(graded.team(), recorded);
    }
  }

  private static long earned(
      long best, Rubric rubric, Map<String, Integer> grades, BigDecimal factor) {
    long points = 0;
    long most = 0;
    for (Rubric.Criterion criterion : rubric.criteria()) {
      points += (long) criterion.weight() * grades.getOrDefault(criterion.id(), 0);
      most += 12L * criterion.weight();
    }
    return most == 0
        ? 0
        : Points.times(
            BigDecimal.valueOf(best),
            factor.multiply(BigDecimal.valueOf(points)),
            BigDecimal.valueOf(most));
  }

  private static String window(Delivered task) {
    long allowed = task.task.due().toMillis();
    long taken = task.submittedAt.orElse(task.firedAt) - task.firedAt;
    if (taken * 2 <= allowed) {
      return "early";
    }
    if (taken <= allowed) {
      return "on-time";
    }
    return taken * 2 <= allowed * 3 ? "late" : "very-late";
  }

  private void scale(String team, Recorded recorded) {
    for (Track track : Track.values()) {
      List<Delivered> own =
          delivered.entrySet().stream()
              .filter(entry -> entry.getKey().team().equals(team))
              .map(Map.Entry::getValue)
              .filter(task -> task.task.track() == track && task.counts())
              .toList();
      long possible =
          own.stream().mapToLong(task -> budgets.getOrDefault(task.inject.id(), 0L)).sum();
      if (possible > 0) {
        scale(team, track.category(), own, possible, recorded);
      }
    }
  }

  private void scale(
      String team, String category, List<Delivered> own, long possible, Recorded recorded) {
    long earned = own.stream().mapToLong(task -> task.earned).sum();
    Key key = new Key(team, category);
    long target = Points.times(Scorer.budget(rules, category), earned, possible);
    long delta = target - earned - scaled.getOrDefault(key, 0L);
    scaled.merge(key, delta, Long::sum);
    if (delta != 0) {
      ledger.post(
          team,
          category,
          "scale",
          recorded.at(),
          delta,
          own.size() + " tasks counted: scaled to the common budget",
          recorded.sequence());
    }
  }
}
