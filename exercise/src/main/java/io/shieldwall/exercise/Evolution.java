package io.shieldwall.exercise;

import io.shieldwall.exercise.Event.ActionCancelled;
import io.shieldwall.exercise.Event.ActionCompleted;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.AttackAdjudicated;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.Event.CheckRepeated;
import io.shieldwall.exercise.Event.CheckerDoubted;
import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.ClockJumped;
import io.shieldwall.exercise.Event.ClockPaused;
import io.shieldwall.exercise.Event.ClockResumed;
import io.shieldwall.exercise.Event.ClockStarted;
import io.shieldwall.exercise.Event.CredentialHandedOver;
import io.shieldwall.exercise.Event.ExerciseCreated;
import io.shieldwall.exercise.Event.ExerciseEnded;
import io.shieldwall.exercise.Event.FixClaimed;
import io.shieldwall.exercise.Event.IncidentReported;
import io.shieldwall.exercise.Event.InjectFired;
import io.shieldwall.exercise.Event.InjectHeld;
import io.shieldwall.exercise.Event.InjectSkipped;
import io.shieldwall.exercise.Event.OrganiserFaultClosed;
import io.shieldwall.exercise.Event.OrganiserFaultDeclared;
import io.shieldwall.exercise.Event.PhaseBegan;
import io.shieldwall.exercise.Event.PointsEntered;
import io.shieldwall.exercise.Event.Remarked;
import io.shieldwall.exercise.Event.SpeedChanged;
import io.shieldwall.exercise.Event.SubmissionGraded;
import io.shieldwall.exercise.Event.SystemChanged;
import io.shieldwall.exercise.Event.TaskSubmitted;
import io.shieldwall.exercise.Event.TicketOpened;
import io.shieldwall.exercise.Event.TicketVerified;
import io.shieldwall.exercise.State.ActionStatus;
import io.shieldwall.exercise.State.Answer;
import io.shieldwall.exercise.State.Asked;
import io.shieldwall.exercise.State.InjectStatus;
import io.shieldwall.exercise.State.PointsEntry;
import io.shieldwall.exercise.State.Setup;
import io.shieldwall.exercise.State.SystemState;
import io.shieldwall.exercise.State.TeamItem;
import java.util.Optional;

/// How events make the present: `evolve(State, Event) → State`, pure and total.
public final class Evolution {

  private Evolution() {}

  /// The state after an event. Events come in the order of their sequence.
  public static State evolve(State state, Recorded recorded) {
    if (recorded.sequence() != state.sequence()) {
      throw new IllegalArgumentException(
          "event " + recorded.sequence() + " does not follow state " + state.sequence());
    }
    Draft draft = new Draft(state);
    draft.sequence = recorded.sequence() + 1;
    draft.lastAt = recorded.at();
    remember(draft, recorded);
    apply(draft, recorded);
    return draft.state();
  }

  /// The state after a whole history.
  public static State replay(Iterable<Recorded> history) {
    State state = State.EMPTY;
    for (Recorded recorded : history) {
      state = evolve(state, recorded);
    }
    return state;
  }

  private static void remember(Draft draft, Recorded recorded) {
    Asked asked = Asked.by(recorded.actor(), recorded.command());
    Answer before = draft.answers.get(asked);
    Answer answer =
        before == null
            ? new Answer(recorded.sequence(), 1)
            : new Answer(before.first(), before.count() + 1);
    draft.answers = draft.answers.plus(asked, answer);
  }

  private static void apply(Draft draft, Recorded recorded) {
    switch (recorded.event()) {
      case ExerciseCreated created -> create(draft, created);
      case ClockStarted started -> draft.clock = draft.clock.started(recorded, started.speed());
      case ClockPaused _ -> draft.clock = draft.clock.paused(recorded);
      case ClockResumed _ -> draft.clock = draft.clock.started(recorded, draft.clock.speed());
      case ClockJumped jumped -> {
        draft.clock = draft.clock.jumped(recorded, jumped.to());
        draft.lastAt = jumped.to();
      }
      case SpeedChanged changed -> draft.clock = draft.clock.changed(recorded, changed.speed());
      case PhaseBegan began -> draft.phase = began.phase();
      case ExerciseEnded _ -> draft.clock = draft.clock.ended(recorded);
      case ChecksObserved observed -> MeasurementEvolution.observe(draft, observed);
      case CheckRepeated _ -> {}
      case CheckerDoubted doubted -> MeasurementEvolution.doubt(draft, doubted);
      case CredentialHandedOver handed -> MeasurementEvolution.handOver(draft, recorded, handed);
      case OrganiserFaultDeclared declared -> MeasurementEvolution.declare(draft, declared);
      case OrganiserFaultClosed closed -> MeasurementEvolution.close(draft, closed);
      case InjectFired fired -> InjectEvolution.fire(draft, recorded, fired);
      case InjectSkipped skipped ->
          InjectEvolution.mark(
              draft,
              recorded,
              skipped.inject(),
              skipped.teams(),
              InjectStatus.SKIPPED,
              skipped.why());
      case InjectHeld held ->
          InjectEvolution.mark(
              draft, recorded, held.inject(), held.teams(), InjectStatus.HELD, held.why());
      case TaskSubmitted submitted -> InjectEvolution.submit(draft, recorded, submitted);
      case SubmissionGraded graded -> InjectEvolution.grade(draft, recorded, graded);
      case TicketOpened opened -> DefenceEvolution.open(draft, recorded, opened);
      case FixClaimed claimed -> DefenceEvolution.claim(draft, recorded, claimed);
      case TicketVerified verified -> DefenceEvolution.verify(draft, recorded, verified);
      case AttackAttempted attempted -> AttackEvolution.attempt(draft, recorded, attempted);
      case AttackEnded ended -> AttackEvolution.end(draft, recorded, ended);
      case AttackAdjudicated ruled -> AttackEvolution.rule(draft, ruled);
      case IncidentReported reported -> AttackEvolution.report(draft, recorded, reported);
      case ActionOrdered ordered -> DefenceEvolution.order(draft, recorded, ordered);
      case ActionCancelled cancelled ->
          DefenceEvolution.settle(draft, cancelled.action(), ActionStatus.CANCELLED, "cancelled");
      case ActionCompleted completed ->
          DefenceEvolution.settle(
              draft,
              completed.action(),
              completed.succeeded() ? ActionStatus.DONE : ActionStatus.FAILED,
              completed.detail());
      case SystemChanged changed ->
          draft.systems =
              draft.systems.plus(
                  new TeamItem(changed.team(), changed.system()),
                  new SystemState(changed.marks(), recorded.at(), changed.detail()));
      case PointsEntered entered -> enter(draft, recorded, entered);
      case Remarked _ -> {}
    }
  }

  private static void create(Draft draft, ExerciseCreated created) {
    draft.setup =
        Optional.of(
            new Setup(
                created.exercise(),
                created.scenario(),
                created.title(),
                created.digest(),
                created.teams(),
                created.seed(),
                created.mode()));
  }

  private static void enter(Draft draft, Recorded recorded, PointsEntered entered) {
    entered.supersedes().ifPresent(id -> supersede(draft, id));
    draft.pointsEntries =
        draft.pointsEntries.plus(
            entered.entry(),
            new PointsEntry(
                entered.entry(),
                entered.team(),
                entered.category(),
                entered.item(),
                entered.millipoints(),
                entered.reason(),
                recorded.actor().name(),
                recorded.at(),
                false));
  }

  private static void supersede(Draft draft, String id) {
    PointsEntry entry = known(draft.pointsEntries.get(id), id);
    draft.pointsEntries =
        draft.pointsEntries.plus(
            id,
            new PointsEntry(
                id,
                entry.team(),
                entry.category(),
                entry.item(),
                entry.millipoints(),
                entry.reason(),
                entry.by(),
                entry.at(),
                true));
  }

  /// What an event names must be there.
  static <T> T known(@org.jspecify.annotations.Nullable T value, String id) {
    if (value == null) {
      throw new IllegalStateException("the history names " + id + " before it exists");
    }
    return value;
  }
}
