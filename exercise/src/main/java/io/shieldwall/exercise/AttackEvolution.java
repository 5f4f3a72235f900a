package io.shieldwall.exercise;

import io.shieldwall.exercise.Event.AttackAdjudicated;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Event.IncidentReported;
import io.shieldwall.exercise.State.Attempt;
import io.shieldwall.exercise.State.IncidentReport;
import io.shieldwall.exercise.State.TeamItem;
import java.util.Optional;

/// How attacks and reports of incidents change the present.
final class AttackEvolution {

  private AttackEvolution() {}

  static void attempt(Draft draft, Recorded recorded, AttackAttempted attempted) {
    draft.attempts =
        draft.attempts.plus(
            attempted.attempt(),
            new Attempt(
                attempted.attempt(),
                attempted.objective(),
                attempted.team(),
                recorded.at(),
                Optional.empty(),
                recorded.at(),
                "",
                false));
    draft.attemptOf =
        draft.attemptOf.plus(
            new TeamItem(attempted.team(), attempted.objective()), attempted.attempt());
  }

  static void end(Draft draft, Recorded recorded, AttackEnded ended) {
    Attempt attempt = Evolution.known(draft.attempts.get(ended.attempt()), ended.attempt());
    draft.attempts =
        draft.attempts.plus(
            attempt.id(),
            resolved(attempt, ended.result(), recorded.at(), ended.evidence(), attempt.ruled()));
  }

  static void rule(Draft draft, AttackAdjudicated ruled) {
    Attempt attempt = Evolution.known(draft.attempts.get(ruled.attempt()), ruled.attempt());
    draft.attempts =
        draft.attempts.plus(
            attempt.id(),
            resolved(attempt, ruled.result(), attempt.endedAt(), attempt.evidence(), true));
  }

  private static Attempt resolved(
      Attempt attempt, AttackResult result, long endedAt, String evidence, boolean ruled) {
    return new Attempt(
        attempt.id(),
        attempt.objective(),
        attempt.team(),
        attempt.startedAt(),
        Optional.of(result),
        endedAt,
        evidence,
        ruled);
  }

  static void report(Draft draft, Recorded recorded, IncidentReported reported) {
    draft.reports =
        draft.reports.plus(
            reported.report(),
            new IncidentReport(
                reported.report(),
                reported.team(),
                reported.system(),
                reported.technique(),
                recorded.at(),
                reported.text()));
  }
}
