package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Accepted;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event.InjectFired;
import io.shieldwall.exercise.Event.InjectHeld;
import io.shieldwall.exercise.Event.InjectSkipped;
import io.shieldwall.exercise.Event.TaskSubmitted;
import io.shieldwall.exercise.Event.TriggerKind;
import io.shieldwall.exercise.State.InjectState;
import io.shieldwall.exercise.State.InjectStatus;
import io.shieldwall.exercise.Triggers.Judgement;
import io.shieldwall.scenario.Condition;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Scenario.DuePolicy;
import io.shieldwall.scenario.Team;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides on injects and the tasks they carry.
final class InjectDecisions {

  private final Scenario scenario;
  private final List<Inject> automatic;

  InjectDecisions(Scenario scenario) {
    this.scenario = scenario;
    automatic =
        scenario.injects().stream()
            .filter(inject -> !(inject.when() instanceof Condition.ByHand))
            .toList();
  }

  /// Everything that is due now and was not delivered yet, in the scenario's order.
  List<Event> due(State state, Now now, DuePolicy policy) {
    List<Event> events = new ArrayList<>();
    for (Inject inject : automatic) {
      events.addAll(due(state, now, policy, inject));
    }
    return events;
  }

  private List<Event> due(State state, Now now, DuePolicy policy, Inject inject) {
    if (inject.when() instanceof Condition.At time && now.at() < time.time().toMillis()) {
      return List.of();
    }
    Map<String, List<String>> teamsByReason = new LinkedHashMap<>();
    for (String team : pending(state, inject)) {
      Judgement judgement = Triggers.judge(scenario, state, team, inject.when(), now.at());
      if (judgement.met()) {
        teamsByReason.computeIfAbsent(judgement.explanation(), _ -> new ArrayList<>()).add(team);
      }
    }
    return teamsByReason.entrySet().stream()
        .map(entry -> settled(inject, entry.getValue(), entry.getKey(), policy))
        .toList();
  }

  private static Event settled(Inject inject, List<String> teams, String why, DuePolicy policy) {
    TriggerKind kind =
        inject.when() instanceof Condition.At ? TriggerKind.TIME : TriggerKind.CONDITION;
    return switch (policy) {
      case FIRE -> new InjectFired(inject.id(), teams, kind, why);
      case SKIP -> new InjectSkipped(inject.id(), teams, why + ", while the clock stood or jumped");
      case HOLD -> new InjectHeld(inject.id(), teams, why + ", while the clock stood or jumped");
    };
  }

  private List<String> pending(State state, Inject inject) {
    return addressees(state, inject).stream()
        .filter(team -> state.inject(team, inject.id()).isEmpty())
        .toList();
  }

  private List<String> addressees(State state, Inject inject) {
    return state.teams().stream()
        .filter(id -> scenario.team(id).map((Team team) -> inject.isFor(team)).orElse(false))
        .toList();
  }

  Decision fire(State state, Command.FireInject fire) {
    if (!state.isRunning() && state.clock().status() != Clock.Status.PAUSED) {
      return Decision.refuse(Refusal.NOT_NOW, "injects fire between STARTEX and ENDEX");
    }
    return byHand(
        state,
        fire.inject(),
        fire.teams(),
        InjectStatus.FIRED,
        teams -> new InjectFired(fire.inject(), teams, TriggerKind.HAND, "fired by hand"));
  }

  Decision skip(State state, Command.SkipInject skip) {
    return byHand(
        state,
        skip.inject(),
        skip.teams(),
        InjectStatus.SKIPPED,
        teams -> new InjectSkipped(skip.inject(), teams, skip.why()));
  }

  Decision hold(State state, Command.HoldInject hold) {
    return byHand(
        state,
        hold.inject(),
        hold.teams(),
        InjectStatus.HELD,
        teams -> new InjectHeld(hold.inject(), teams, hold.why()));
  }

  private Decision byHand(
      State state,
      String id,
      List<String> named,
      InjectStatus target,
      java.util.function.Function<List<String>, Event> event) {
    Optional<Inject> inject = scenario.inject(id);
    if (inject.isEmpty()) {
      return Decision.refuse(Refusal.NOT_FOUND, "the MSEL has no inject " + id);
    }
    List<String> addressees = addressees(state, inject.get());
    for (String team : named) {
      if (!addressees.contains(team)) {
        return Decision.refuse(Refusal.NOT_FOUND, "inject " + id + " is not for team " + team);
      }
    }
    List<String> teams =
        (named.isEmpty() ? addressees : named)
            .stream().distinct().filter(team -> changeable(state, team, id, target)).toList();
    return teams.isEmpty()
        ? Decision.refuse(
            Refusal.NOT_NOW, "inject " + id + " was already dealt with for every team named")
        : Decision.accept(event.apply(teams));
  }

  /// Delivered stays delivered; what was skipped or held may still be fired.
  private static boolean changeable(State state, String team, String inject, InjectStatus target) {
    return state
        .inject(team, inject)
        .map(InjectState::status)
        .map(status -> status != InjectStatus.FIRED && status != target)
        .orElse(true);
  }

  Decision submit(State state, Command.SubmitTask submit) {
    Optional<Inject> inject = scenario.inject(submit.inject());
    if (inject.isEmpty() || inject.get().task().isEmpty()) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no task " + submit.inject());
    }
    if (state
        .inject(submit.team(), submit.inject())
        .filter(delivered -> delivered.status() == InjectStatus.FIRED)
        .isEmpty()) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no task " + submit.inject());
    }
    if (state
        .submission(submit.team(), submit.inject())
        .flatMap(State.Submission::grading)
        .isPresent()) {
      return Decision.refuse(
          Refusal.NOT_NOW, "the answer to " + submit.inject() + " has been graded");
    }
    return Texts.objection("the answer", submit.text())
        .orElseGet(() ->
            new Accepted(
                List.of(new TaskSubmitted(submit.team(), submit.inject(), submit.text()))));
  }
}
