package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event.AttackAdjudicated;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.State.Attempt;
import io.shieldwall.scenario.Scenario;

/// Decides on what the adversary did and how it is ruled.
final class AttackDecisions {

  private final Scenario scenario;

  AttackDecisions(Scenario scenario) {
    this.scenario = scenario;
  }

  Decision attempt(State state, Command.AttemptObjective attempt) {
    if (scenario.campaign().objective(attempt.objective()).isEmpty()
        || !state.teams().contains(attempt.team())) {
      return Decision.refuse(
          Refusal.NOT_FOUND,
          "there is no objective %s against team %s"
              .formatted(attempt.objective(), attempt.team()));
    }
    if (!state.isRunning()) {
      return Decision.refuse(Refusal.NOT_NOW, "Red acts while the clock runs");
    }
    if (state.attempt(attempt.team(), attempt.objective()).isPresent()) {
      return Decision.refuse(
          Refusal.NOT_NOW,
          "objective %s was attempted against %s; equal pressure allows it once"
              .formatted(attempt.objective(), attempt.team()));
    }
    String id = "attempt-" + (state.attempts().size() + 1);
    return Decision.accept(new AttackAttempted(id, attempt.objective(), attempt.team()));
  }

  Decision end(State state, Command.EndAttempt end) {
    Attempt attempt = state.attempts().get(end.attempt());
    if (attempt == null) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no attempt " + end.attempt());
    }
    if (attempt.result().isPresent()) {
      return Decision.refuse(
          Refusal.NOT_NOW, end.attempt() + " has a result; the White cell may rule on it");
    }
    return Texts.objection("the evidence", end.evidence())
        .orElseGet(
            () -> Decision.accept(new AttackEnded(attempt.id(), end.result(), end.evidence())));
  }

  Decision adjudicate(State state, Command.Adjudicate rule) {
    Attempt attempt = state.attempts().get(rule.attempt());
    if (attempt == null) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no attempt " + rule.attempt());
    }
    if (attempt.result().isEmpty()) {
      return Decision.refuse(Refusal.NOT_NOW, rule.attempt() + " has no result to rule on");
    }
    return Texts.objection("the reason", rule.reason())
        .orElseGet(() ->
            Decision.accept(new AttackAdjudicated(attempt.id(), rule.result(), rule.reason())));
  }
}
