package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.scenario.Scenario;
import java.util.Optional;

/// Decides commands: `decide(State, Command, Now) → events | refusal`, pure.
///
/// The scenario is the one whose archive the first event carries; it never changes during an
/// exercise.
public final class Decider {

  private final Lifecycle lifecycle;
  private final InjectDecisions injects;
  private final MeasurementDecisions measurements;
  private final AttackDecisions attacks;
  private final DefenceDecisions defence;
  private final WhiteCellDecisions whiteCell;

  public Decider(Scenario scenario) {
    injects = new InjectDecisions(scenario);
    lifecycle = new Lifecycle(scenario, injects);
    measurements = new MeasurementDecisions(scenario);
    attacks = new AttackDecisions(scenario);
    defence = new DefenceDecisions(scenario);
    whiteCell = new WhiteCellDecisions(scenario);
  }

  public Decision decide(State state, Actor actor, Command command, Now now) {
    Optional<String> objection = Authority.objection(state, actor, command);
    if (objection.isPresent()) {
      return Decision.refuse(Refusal.NOT_ALLOWED, objection.get());
    }
    if (state.setup().isEmpty() && !(command instanceof Command.CreateExercise)) {
      return Decision.refuse(Refusal.NOT_NOW, "the exercise has not been created");
    }
    if (state.isEnded() && !possibleAfterEnd(command)) {
      return Decision.refuse(Refusal.NOT_NOW, "the exercise has ended");
    }
    return dispatch(state, command, now);
  }

  /// Rulings go on after ENDEX; play does not.
  private static boolean possibleAfterEnd(Command command) {
    return command instanceof Command.GradeSubmission
        || command instanceof Command.Adjudicate
        || command instanceof Command.EnterPoints
        || command instanceof Command.DeclareOrganiserFault
        || command instanceof Command.CloseOrganiserFault
        || command instanceof Command.Remark;
  }

  private Decision dispatch(State state, Command command, Now now) {
    return switch (command) {
      case Command.CreateExercise create -> lifecycle.create(state, create);
      case Command.StartClock start -> lifecycle.start(state, start);
      case Command.PauseClock pause -> lifecycle.pause(state, pause, now);
      case Command.ResumeClock resume -> lifecycle.resume(state, resume, now);
      case Command.JumpClock jump -> lifecycle.jump(state, jump, now);
      case Command.ChangeSpeed change -> lifecycle.changeSpeed(state, change);
      case Command.EndExercise end -> lifecycle.end(state, end, now);
      case Command.Tick _ -> lifecycle.tick(state, now);
      case Command.ReportObservations report -> measurements.observe(state, report, now);
      case Command.ReportRepeatedCheck repeated -> measurements.repeated(state, repeated, now);
      case Command.HandOverCredential hand -> defence.handOver(state, hand);
      case Command.DeclareOrganiserFault declare -> measurements.declare(state, declare, now);
      case Command.CloseOrganiserFault close -> measurements.close(state, close, now);
      case Command.FireInject fire -> injects.fire(state, fire);
      case Command.SkipInject skip -> injects.skip(state, skip);
      case Command.HoldInject hold -> injects.hold(state, hold);
      case Command.SubmitTask submit -> injects.submit(state, submit);
      case Command.GradeSubmission grade -> whiteCell.grade(state, grade);
      case Command.OpenTicket open -> measurements.open(state, open);
      case Command.ClaimFix claim -> defence.claim(state, claim);
      case Command.VerifyTicket verify -> measurements.verify(state, verify);
      case Command.AttemptObjective attempt -> attacks.attempt(state, attempt);
      case Command.EndAttempt end -> attacks.end(state, end);
      case Command.Adjudicate rule -> attacks.adjudicate(state, rule);
      case Command.ReportIncident report -> defence.report(state, report, now);
      case Command.OrderAction order -> defence.order(state, order, now);
      case Command.CancelAction cancel -> defence.cancel(state, cancel);
      case Command.CompleteAction complete -> defence.complete(state, complete);
      case Command.ReportSystemChange change -> defence.change(state, change);
      case Command.EnterPoints enter -> whiteCell.enter(state, enter);
      case Command.Remark remark -> whiteCell.remark(remark);
    };
  }
}
