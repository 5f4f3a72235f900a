package io.shieldwall.server.director;

import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scoring.Points;
import io.shieldwall.server.pages.Format;
import java.util.Optional;

/// Events as one line for the director's stream.
final class EventText {

  private EventText() {}

  /// The line of an event; empty for what is not news, such as checks that are OK.
  static Optional<String> of(Event event) {
    return switch (event) {
      case Event.ExerciseCreated created -> Optional.of(created.title());
      case Event.ClockStarted started -> Optional.of("STARTEX at speed " + started.speed());
      case Event.ClockPaused paused -> Optional.of("clock paused: " + paused.reason());
      case Event.ClockResumed resumed ->
          Optional.of("clock resumed, due meanwhile: " + Format.words(resumed.policy()));
      case Event.ClockJumped jumped ->
          Optional.of(
              "clock jumped from %s to %s"
                  .formatted(Format.time(jumped.from()), Format.time(jumped.to())));
      case Event.SpeedChanged changed -> Optional.of("speed " + changed.speed());
      case Event.PhaseBegan began -> Optional.of("phase " + began.phase() + " begins");
      case Event.ExerciseEnded ended -> Optional.of("ENDEX: " + ended.reason());
      case Event.ChecksObserved observed -> troubles(observed);
      case Event.CheckRepeated repeated ->
          Optional.of("repeated: " + trouble(repeated.observation()));
      case Event.CheckerDoubted doubted ->
          Optional.of("checker of %s defective? %s".formatted(doubted.check(), doubted.reason()));
      case Event.CredentialHandedOver handed ->
          Optional.of(
              "%s handed over the password of %s on %s"
                  .formatted(handed.team(), handed.account(), handed.system()));
      case Event.OrganiserFaultDeclared fault ->
          Optional.of(
              fault.fault() + " on " + String.join(", ", fault.checks()) + ": " + fault.reason());
      case Event.OrganiserFaultClosed closed -> Optional.of(closed.fault() + " closed");
      case Event.InjectFired fired ->
          Optional.of(
              "inject %s to %s: %s"
                  .formatted(fired.inject(), String.join(", ", fired.teams()), fired.why()));
      case Event.InjectSkipped skipped ->
          Optional.of("inject " + skipped.inject() + " skipped: " + skipped.why());
      case Event.InjectHeld held -> Optional.of("inject " + held.inject() + " held: " + held.why());
      case Event.TaskSubmitted submitted ->
          Optional.of(submitted.team() + " answered " + submitted.inject());
      case Event.SubmissionGraded graded ->
          Optional.of(graded.team() + "'s answer to " + graded.inject() + " graded");
      case Event.TicketOpened opened ->
          Optional.of("%s of %s: %s".formatted(opened.ticket(), opened.team(), opened.test()));
      case Event.FixClaimed claimed -> Optional.of(claimed.ticket() + " claimed as fixed");
      case Event.TicketVerified verified ->
          Optional.of(
              verified.ticket()
                  + (verified.fixed() ? " verified, closed" : " still fails for its user"));
      case Event.AttackAttempted attempted ->
          Optional.of("%s against %s begins".formatted(attempted.objective(), attempted.team()));
      case Event.AttackEnded ended ->
          Optional.of("%s: %s".formatted(Format.words(ended.result()), ended.evidence()));
      case Event.AttackAdjudicated ruled ->
          Optional.of(
              "%s ruled %s: %s"
                  .formatted(ruled.attempt(), Format.words(ruled.result()), ruled.reason()));
      case Event.IncidentReported reported ->
          Optional.of(
              "%s reports %s on %s"
                  .formatted(reported.team(), reported.technique(), reported.system()));
      case Event.ActionOrdered ordered ->
          Optional.of(
              "%s: %s %s on %s"
                  .formatted(
                      ordered.team(),
                      Format.words(ordered.kind()),
                      ordered.subject(),
                      ordered.system()));
      case Event.ActionCancelled cancelled -> Optional.of(cancelled.action() + " cancelled");
      case Event.ActionCompleted completed ->
          Optional.of(completed.action() + (completed.succeeded() ? " done" : " failed"));
      case Event.SystemChanged changed ->
          Optional.of("%s %s: %s".formatted(changed.team(), changed.system(), changed.detail()));
      case Event.PointsEntered entered ->
          Optional.of(
              "%s %s points in %s: %s"
                  .formatted(
                      entered.team(),
                      Points.text(entered.millipoints()),
                      entered.category(),
                      entered.reason()));
      case Event.Remarked remarked -> Optional.of(remarked.text());
    };
  }

  private static Optional<String> troubles(Event.ChecksObserved observed) {
    String text =
        String.join(
            "; ",
            observed.observations().stream()
                .filter(each -> each.outcome() == Outcome.CRITICAL)
                .limit(3)
                .map(EventText::trouble)
                .toList());
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String trouble(Observation observation) {
    return "%s %s %s (%s)"
        .formatted(
            observation.team(), observation.check(), observation.outcome(), observation.cause());
  }
}
