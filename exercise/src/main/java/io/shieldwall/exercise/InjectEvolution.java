package io.shieldwall.exercise;

import io.shieldwall.exercise.Event.InjectFired;
import io.shieldwall.exercise.Event.SubmissionGraded;
import io.shieldwall.exercise.Event.TaskSubmitted;
import io.shieldwall.exercise.Event.TriggerKind;
import io.shieldwall.exercise.State.Grading;
import io.shieldwall.exercise.State.InjectState;
import io.shieldwall.exercise.State.InjectStatus;
import io.shieldwall.exercise.State.Submission;
import io.shieldwall.exercise.State.TeamItem;
import java.util.List;
import java.util.Optional;

/// How injects, submissions and grades change the present.
final class InjectEvolution {

  private InjectEvolution() {}

  static void fire(Draft draft, Recorded recorded, InjectFired fired) {
    InjectState state =
        new InjectState(InjectStatus.FIRED, recorded.at(), fired.trigger(), fired.why());
    for (String team : fired.teams()) {
      draft.injects = draft.injects.plus(new TeamItem(team, fired.inject()), state);
    }
  }

  static void mark(
      Draft draft,
      Recorded recorded,
      String inject,
      List<String> teams,
      InjectStatus status,
      String why) {
    InjectState state = new InjectState(status, recorded.at(), TriggerKind.HAND, why);
    for (String team : teams) {
      draft.injects = draft.injects.plus(new TeamItem(team, inject), state);
    }
  }

  static void submit(Draft draft, Recorded recorded, TaskSubmitted submitted) {
    draft.submissions =
        draft.submissions.plus(
            new TeamItem(submitted.team(), submitted.inject()),
            new Submission(
                submitted.team(),
                submitted.inject(),
                recorded.at(),
                submitted.text(),
                recorded.actor().name(),
                Optional.empty()));
  }

  static void grade(Draft draft, Recorded recorded, SubmissionGraded graded) {
    TeamItem key = new TeamItem(graded.team(), graded.inject());
    Submission submission = Evolution.known(draft.submissions.get(key), graded.inject());
    Grading grading =
        new Grading(graded.grades(), graded.feedback(), recorded.actor().name(), recorded.at());
    draft.submissions =
        draft.submissions.plus(
            key,
            new Submission(
                submission.team(),
                submission.inject(),
                submission.at(),
                submission.text(),
                submission.by(),
                Optional.of(grading)));
  }
}
