package io.shieldwall.exercise;

import io.shieldwall.exercise.Actor.Role;
import java.util.Optional;

/// Who may ask for what. Denies by default; the director and the platform may do everything.
final class Authority {

  private Authority() {}

  /// Why an actor may not ask for this, or empty when it may.
  static Optional<String> objection(State state, Actor actor, Command command) {
    if (actor.role() == Role.DIRECTOR || actor.role() == Role.PLATFORM) {
      return Optional.empty();
    }
    if (!roleMay(actor.role(), command)) {
      return Optional.of(
          "role " + actor.role() + " may not ask for " + command.getClass().getSimpleName());
    }
    Optional<String> team = teamConcerned(state, command);
    if (actor.role() == Role.BLUE && team.isPresent() && !team.get().equals(actor.team())) {
      return Optional.of("a Blue team acts only on what is its own");
    }
    return Optional.empty();
  }

  private static boolean roleMay(Role role, Command command) {
    return switch (command) {
      case Command.CreateExercise _,
          Command.StartClock _,
          Command.PauseClock _,
          Command.ResumeClock _,
          Command.JumpClock _,
          Command.ChangeSpeed _,
          Command.EndExercise _,
          Command.Tick _,
          Command.ReportObservations _,
          Command.CompleteAction _,
          Command.ReportSystemChange _ ->
          false;
      case Command.DeclareOrganiserFault _,
          Command.CloseOrganiserFault _,
          Command.ReportRepeatedCheck _ ->
          role == Role.WHITE || role == Role.GREEN;
      case Command.FireInject _,
          Command.SkipInject _,
          Command.HoldInject _,
          Command.GradeSubmission _,
          Command.Adjudicate _,
          Command.EnterPoints _ ->
          role == Role.WHITE;
      case Command.SubmitTask _,
          Command.ClaimFix _,
          Command.HandOverCredential _,
          Command.ReportIncident _,
          Command.OrderAction _,
          Command.CancelAction _ ->
          role == Role.BLUE;
      case Command.OpenTicket _, Command.VerifyTicket _ -> role == Role.USER;
      case Command.AttemptObjective _, Command.EndAttempt _ -> role == Role.RED;
      case Command.Remark _ -> role == Role.WHITE || role == Role.RED || role == Role.GREEN;
    };
  }

  private static Optional<String> teamConcerned(State state, Command command) {
    return switch (command) {
      case Command.SubmitTask submit -> Optional.of(submit.team());
      case Command.ReportIncident report -> Optional.of(report.team());
      case Command.OrderAction order -> Optional.of(order.team());
      case Command.HandOverCredential hand -> Optional.of(hand.team());
      case Command.ClaimFix claim ->
          Optional.ofNullable(state.tickets().get(claim.ticket())).map(State.Ticket::team);
      case Command.CancelAction cancel ->
          Optional.ofNullable(state.actions().get(cancel.action())).map(State.DefenderAction::team);
      case Command.CreateExercise _,
          Command.StartClock _,
          Command.PauseClock _,
          Command.ResumeClock _,
          Command.JumpClock _,
          Command.ChangeSpeed _,
          Command.EndExercise _,
          Command.Tick _,
          Command.ReportObservations _,
          Command.ReportRepeatedCheck _,
          Command.DeclareOrganiserFault _,
          Command.CloseOrganiserFault _,
          Command.FireInject _,
          Command.SkipInject _,
          Command.HoldInject _,
          Command.GradeSubmission _,
          Command.OpenTicket _,
          Command.VerifyTicket _,
          Command.AttemptObjective _,
          Command.EndAttempt _,
          Command.Adjudicate _,
          Command.CompleteAction _,
          Command.ReportSystemChange _,
          Command.EnterPoints _,
          Command.Remark _ ->
          Optional.empty();
    };
  }
}
