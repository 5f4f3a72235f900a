package io.shieldwall.exercise;

import io.shieldwall.exercise.Event.ActionCancelled;
import io.shieldwall.exercise.Event.ActionCompleted;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.AttackAdjudicated;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.Event.AttackResult;
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
import io.shieldwall.exercise.Event.Observation;
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
import io.shieldwall.exercise.Event.TriggerKind;
import io.shieldwall.exercise.State.ActionStatus;
import io.shieldwall.exercise.State.Answer;
import io.shieldwall.exercise.State.Asked;
import io.shieldwall.exercise.State.Attempt;
import io.shieldwall.exercise.State.CheckState;
import io.shieldwall.exercise.State.DefenderAction;
import io.shieldwall.exercise.State.Doubt;
import io.shieldwall.exercise.State.Grading;
import io.shieldwall.exercise.State.HandOver;
import io.shieldwall.exercise.State.Holder;
import io.shieldwall.exercise.State.IncidentReport;
import io.shieldwall.exercise.State.InjectState;
import io.shieldwall.exercise.State.InjectStatus;
import io.shieldwall.exercise.State.OrganiserFault;
import io.shieldwall.exercise.State.PointsEntry;
import io.shieldwall.exercise.State.Setup;
import io.shieldwall.exercise.State.Submission;
import io.shieldwall.exercise.State.SystemState;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.exercise.State.Ticket;
import io.shieldwall.exercise.State.TicketStatus;
import io.shieldwall.scenario.Outcome;
import java.util.List;
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
      case ChecksObserved observed ->
          observed.observations().forEach(observation -> observe(draft, observation));
      case CheckRepeated _ -> {}
      case CheckerDoubted doubted ->
          draft.doubts =
              draft.doubts.plus(
                  doubted.doubt(),
                  new Doubt(
                      doubted.doubt(),
                      doubted.check(),
                      doubted.from(),
                      Optional.empty(),
                      doubted.reason()));
      case CredentialHandedOver handed ->
          draft.credentials =
              draft.credentials.plus(
                  new Holder(handed.team(), handed.system(), handed.account()),
                  new HandOver(handed.sealed(), recorded.at(), recorded.actor().name()));
      case OrganiserFaultDeclared declared -> declare(draft, declared);
      case OrganiserFaultClosed closed -> close(draft, closed);
      case InjectFired fired -> fire(draft, recorded, fired);
      case InjectSkipped skipped ->
          mark(
              draft,
              recorded,
              skipped.inject(),
              skipped.teams(),
              InjectStatus.SKIPPED,
              skipped.why());
      case InjectHeld held ->
          mark(draft, recorded, held.inject(), held.teams(), InjectStatus.HELD, held.why());
      case TaskSubmitted submitted -> submit(draft, recorded, submitted);
      case SubmissionGraded graded -> grade(draft, recorded, graded);
      case TicketOpened opened -> open(draft, recorded, opened);
      case FixClaimed claimed -> claim(draft, recorded, claimed);
      case TicketVerified verified -> verify(draft, recorded, verified);
      case AttackAttempted attempted -> attempt(draft, recorded, attempted);
      case AttackEnded ended -> end(draft, recorded, ended);
      case AttackAdjudicated ruled -> rule(draft, ruled);
      case IncidentReported reported -> report(draft, recorded, reported);
      case ActionOrdered ordered -> order(draft, recorded, ordered);
      case ActionCancelled cancelled ->
          settle(draft, cancelled.action(), ActionStatus.CANCELLED, "cancelled");
      case ActionCompleted completed ->
          settle(
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

  private static void observe(Draft draft, Observation observation) {
    TeamItem key = new TeamItem(observation.team(), observation.check());
    CheckState before = draft.checks.get(key);
    long since = observation.at();
    String evidence = observation.evidence();
    if (before != null) {
      since = before.outcome() == observation.outcome() ? before.since() : since;
      evidence = evidence.isEmpty() ? before.evidence() : evidence;
    }
    draft.checks =
        draft.checks.plus(key, new CheckState(observation.outcome(), since, observation, evidence));
    if (observation.outcome() == Outcome.OK && !draft.doubts.isEmpty()) {
      settleDoubts(draft, observation);
    }
  }

  /// A check that is good again for a team ends the window of a doubt about its checker.
  private static void settleDoubts(Draft draft, Observation good) {
    for (Doubt doubt : draft.doubts.values()) {
      if (doubt.to().isEmpty() && doubt.check().equals(good.check()) && good.at() > doubt.from()) {
        draft.doubts =
            draft.doubts.plus(
                doubt.id(),
                new Doubt(
                    doubt.id(),
                    doubt.check(),
                    doubt.from(),
                    Optional.of(good.at()),
                    doubt.reason()));
      }
    }
  }

  private static void declare(Draft draft, OrganiserFaultDeclared declared) {
    draft.faults =
        draft.faults.plus(
            declared.fault(),
            new OrganiserFault(
                declared.fault(),
                declared.checks(),
                declared.from(),
                Optional.empty(),
                declared.reason()));
  }

  private static void close(Draft draft, OrganiserFaultClosed closed) {
    OrganiserFault fault = known(draft.faults.get(closed.fault()), closed.fault());
    draft.faults =
        draft.faults.plus(
            fault.id(),
            new OrganiserFault(
                fault.id(),
                fault.checks(),
                fault.from(),
                Optional.of(closed.to()),
                fault.reason()));
  }

  private static void fire(Draft draft, Recorded recorded, InjectFired fired) {
    InjectState state =
        new InjectState(InjectStatus.FIRED, recorded.at(), fired.trigger(), fired.why());
    for (String team : fired.teams()) {
      draft.injects = draft.injects.plus(new TeamItem(team, fired.inject()), state);
    }
  }

  private static void mark(
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

  private static void submit(Draft draft, Recorded recorded, TaskSubmitted submitted) {
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

  private static void grade(Draft draft, Recorded recorded, SubmissionGraded graded) {
    TeamItem key = new TeamItem(graded.team(), graded.inject());
    Submission submission = known(draft.submissions.get(key), graded.inject());
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

  private static void open(Draft draft, Recorded recorded, TicketOpened opened) {
    draft.tickets =
        draft.tickets.plus(
            opened.ticket(),
            new Ticket(
                opened.ticket(),
                opened.team(),
                opened.test(),
                recorded.at(),
                TicketStatus.OPEN,
                recorded.at(),
                0,
                opened.detail()));
    draft.openTicketOf =
        draft.openTicketOf.plus(new TeamItem(opened.team(), opened.test()), opened.ticket());
  }

  private static void claim(Draft draft, Recorded recorded, FixClaimed claimed) {
    Ticket ticket = known(draft.tickets.get(claimed.ticket()), claimed.ticket());
    draft.tickets =
        draft.tickets.plus(
            ticket.id(),
            changed(
                ticket,
                TicketStatus.FIX_CLAIMED,
                recorded.at(),
                ticket.falseClaims(),
                claimed.note()));
  }

  private static void verify(Draft draft, Recorded recorded, TicketVerified verified) {
    Ticket ticket = known(draft.tickets.get(verified.ticket()), verified.ticket());
    boolean falseClaim = !verified.fixed() && ticket.status() == TicketStatus.FIX_CLAIMED;
    draft.tickets =
        draft.tickets.plus(
            ticket.id(),
            changed(
                ticket,
                verified.fixed() ? TicketStatus.CLOSED : TicketStatus.OPEN,
                recorded.at(),
                ticket.falseClaims() + (falseClaim ? 1 : 0),
                verified.detail()));
    if (verified.fixed()) {
      draft.openTicketOf = draft.openTicketOf.minus(new TeamItem(ticket.team(), ticket.test()));
    }
  }

  private static Ticket changed(
      Ticket ticket, TicketStatus status, long at, int falseClaims, String detail) {
    return new Ticket(
        ticket.id(),
        ticket.team(),
        ticket.test(),
        ticket.openedAt(),
        status,
        at,
        falseClaims,
        detail);
  }

  private static void attempt(Draft draft, Recorded recorded, AttackAttempted attempted) {
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

  private static void end(Draft draft, Recorded recorded, AttackEnded ended) {
    Attempt attempt = known(draft.attempts.get(ended.attempt()), ended.attempt());
    draft.attempts =
        draft.attempts.plus(
            attempt.id(),
            resolved(attempt, ended.result(), recorded.at(), ended.evidence(), attempt.ruled()));
  }

  private static void rule(Draft draft, AttackAdjudicated ruled) {
    Attempt attempt = known(draft.attempts.get(ruled.attempt()), ruled.attempt());
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

  private static void report(Draft draft, Recorded recorded, IncidentReported reported) {
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

  private static void order(Draft draft, Recorded recorded, ActionOrdered ordered) {
    draft.actions =
        draft.actions.plus(
            ordered.action(),
            new DefenderAction(
                ordered.action(),
                ordered.team(),
                ordered.system(),
                ordered.kind(),
                ordered.subject(),
                recorded.at(),
                ordered.completesAt(),
                ordered.request(),
                recorded.actor().name(),
                ActionStatus.UNDER_WAY,
                ""));
    if (ordered.request() > 0) {
      draft.pricedRequests =
          draft.pricedRequests.plus(
              new TeamItem(ordered.team(), ordered.kind().name()), ordered.request());
    }
  }

  private static void settle(Draft draft, String id, ActionStatus status, String detail) {
    DefenderAction action = known(draft.actions.get(id), id);
    draft.actions =
        draft.actions.plus(
            id,
            new DefenderAction(
                id,
                action.team(),
                action.system(),
                action.kind(),
                action.subject(),
                action.orderedAt(),
                action.completesAt(),
                action.request(),
                action.by(),
                status,
                detail));
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

  private static <T> T known(@org.jspecify.annotations.Nullable T value, String id) {
    if (value == null) {
      throw new IllegalStateException("the history names " + id + " before it exists");
    }
    return value;
  }
}
