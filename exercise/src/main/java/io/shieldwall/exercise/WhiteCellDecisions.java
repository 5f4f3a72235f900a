package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event.PointsEntered;
import io.shieldwall.exercise.Event.Remarked;
import io.shieldwall.exercise.Event.SubmissionGraded;
import io.shieldwall.exercise.State.PointsEntry;
import io.shieldwall.exercise.State.Submission;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Rubric;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Decides on grades, manual points and remarks.
final class WhiteCellDecisions {

  /// Largest manual entry in thousandths of a point: a million points.
  private static final long MOST = 1_000_000_000L;

  private final Scenario scenario;

  WhiteCellDecisions(Scenario scenario) {
    this.scenario = scenario;
  }

  Decision grade(State state, Command.GradeSubmission grade) {
    Optional<Submission> submission = state.submission(grade.team(), grade.inject());
    Optional<Rubric> rubric =
        scenario
            .inject(grade.inject())
            .flatMap(Inject::task)
            .map(task -> scenario.rubrics().get(task.rubric()));
    if (submission.isEmpty() || rubric.isEmpty()) {
      return Decision.refuse(
          Refusal.NOT_FOUND,
          "team %s has handed in nothing for %s".formatted(grade.team(), grade.inject()));
    }
    Set<String> criteria =
        rubric.get().criteria().stream().map(Rubric.Criterion::id).collect(Collectors.toSet());
    if (!criteria.equals(grade.grades().keySet())) {
      return Decision.refuse(
          Refusal.INVALID,
          "grade each criterion once: " + String.join(", ", new TreeSet<>(criteria)));
    }
    for (Map.Entry<String, Integer> entry : grade.grades().entrySet()) {
      if (!Rubric.SCALE.contains(entry.getValue())) {
        return Decision.refuse(
            Refusal.INVALID,
            "grade %d of %s is not one of %s"
                .formatted(entry.getValue(), entry.getKey(), Rubric.SCALE));
      }
    }
    return Texts.excess("the feedback", grade.feedback())
        .orElseGet(() ->
            Decision.accept(
                new SubmissionGraded(
                    grade.team(), grade.inject(), grade.grades(), grade.feedback())));
  }

  Decision enter(State state, Command.EnterPoints enter) {
    if (!state.teams().contains(enter.team())) {
      return Decision.refuse(Refusal.NOT_FOUND, "team " + enter.team() + " does not play");
    }
    if (!ScoringRules.CATEGORY_IDS.contains(enter.category())) {
      return Decision.refuse(
          Refusal.NOT_FOUND,
          "there is no category %s; categories are %s"
              .formatted(enter.category(), String.join(", ", ScoringRules.CATEGORY_IDS)));
    }
    if (enter.millipoints() > MOST || enter.millipoints() < -MOST) {
      return Decision.refuse(Refusal.INVALID, "an entry is at most a million points");
    }
    Optional<Decision> wrong =
        enter.supersedes().flatMap(id -> notSupersedable(state, id, enter.team()));
    return wrong
        .or(() -> Texts.objection("the reason", enter.reason()))
        .orElseGet(() ->
            Decision.accept(
                new PointsEntered(
                    "entry-" + (state.pointsEntries().size() + 1),
                    enter.team(),
                    enter.category(),
                    enter.item(),
                    enter.millipoints(),
                    enter.reason(),
                    enter.supersedes())));
  }

  private static Optional<Decision> notSupersedable(State state, String id, String team) {
    PointsEntry entry = state.pointsEntries().get(id);
    if (entry == null || !entry.team().equals(team)) {
      return Optional.of(
          Decision.refuse(Refusal.NOT_FOUND, "team " + team + " has no entry " + id));
    }
    return entry.superseded()
        ? Optional.of(Decision.refuse(Refusal.NOT_NOW, id + " is superseded already"))
        : Optional.empty();
  }

  Decision remark(Command.Remark remark) {
    return Texts.objection("the remark", remark.text())
        .orElseGet(() -> Decision.accept(new Remarked(remark.text())));
  }
}
