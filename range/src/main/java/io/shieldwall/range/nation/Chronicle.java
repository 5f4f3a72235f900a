package io.shieldwall.range.nation;

import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.ActionCancelled;
import io.shieldwall.exercise.Event.ActionCompleted;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.AttackAdjudicated;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.range.nation.SystemModel.Outage;
import io.shieldwall.range.nation.TeamModel.Attempt;
import io.shieldwall.range.nation.TeamModel.Order;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Scenario;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Folds the exercise's events into the model. What is not about systems is passed over.
final class Chronicle {

  private final Scenario scenario;
  private final Map<String, TeamModel> teams;

  /// whose an action or attempt is, by its id
  private final Map<String, TeamModel> owners = new ConcurrentHashMap<>();

  Chronicle(Scenario scenario, Map<String, TeamModel> teams) {
    this.scenario = scenario;
    this.teams = teams;
  }

  void apply(Recorded recorded) {
    long at = recorded.at();
    switch (recorded.event()) {
      case ActionOrdered ordered -> order(ordered, recorded.actor().name());
      case ActionCancelled cancelled -> of(cancelled.action(), team -> cancel(team, cancelled));
      case ActionCompleted completed ->
          of(completed.action(), team -> complete(team, completed, at));
      case AttackAttempted attempted -> attempt(attempted, at);
      case AttackEnded ended -> of(ended.attempt(), team -> end(team, ended, at));
      case AttackAdjudicated ruled -> of(ruled.attempt(), team -> rule(team, ruled));
      case Event.ExerciseCreated _,
          Event.ClockStarted _,
          Event.ClockPaused _,
          Event.ClockResumed _,
          Event.ClockJumped _,
          Event.SpeedChanged _,
          Event.PhaseBegan _,
          Event.ExerciseEnded _,
          Event.ChecksObserved _,
          Event.CheckRepeated _,
          Event.CheckerDoubted _,
          Event.CredentialHandedOver _,
          Event.OrganiserFaultDeclared _,
          Event.OrganiserFaultClosed _,
          Event.InjectFired _,
          Event.InjectSkipped _,
          Event.InjectHeld _,
          Event.TaskSubmitted _,
          Event.SubmissionGraded _,
          Event.TicketOpened _,
          Event.FixClaimed _,
          Event.TicketVerified _,
          Event.IncidentReported _,
          Event.SystemChanged _,
          Event.PointsEntered _,
          Event.Remarked _ -> {}
    }
  }

  Optional<TeamModel> owner(String id) {
    return Optional.ofNullable(owners.get(id));
  }

  private void of(String id, Consumer<TeamModel> change) {
    TeamModel team = owners.get(id);
    if (team != null) {
      change(team, () -> change.accept(team));
    }
  }

  private static void change(TeamModel team, Runnable change) {
    team.lock.lock();
    try {
      change.run();
      team.revision.incrementAndGet();
    } finally {
      team.lock.unlock();
    }
  }

  private void order(ActionOrdered ordered, String by) {
    TeamModel team = teams.get(ordered.team());
    if (team == null) {
      return;
    }
    owners.put(ordered.action(), team);
    change(
        team,
        () -> {
          team.orders.put(
              ordered.action(),
              new Order(
                  ordered.action(),
                  ordered.system(),
                  ordered.kind(),
                  ordered.subject(),
                  ordered.completesAt(),
                  by));
          planOutage(team, ordered);
        });
  }

  private void planOutage(TeamModel team, ActionOrdered ordered) {
    ActionTerms terms = scenario.rules().actions().get(ordered.kind());
    if (terms == null || terms.outage().isZero()) {
      return;
    }
    long to = ordered.completesAt();
    long from = to - Math.min(terms.outage().toMillis(), terms.takes().toMillis());
    team.system(ordered.system()).outage = new Outage(ordered.action(), from, to);
    team.boundaries.add(from);
    team.boundaries.add(to);
  }

  private static void cancel(TeamModel team, ActionCancelled cancelled) {
    Order order = team.orders.remove(cancelled.action());
    if (order != null) {
      SystemModel system = team.system(order.system());
      if (system.outage.action().equals(order.action())) {
        system.outage = Outage.NONE;
      }
    }
  }

  private static void complete(TeamModel team, ActionCompleted completed, long at) {
    Order order = team.orders.remove(completed.action());
    if (order == null) {
      return;
    }
    SystemModel system = team.system(order.system());
    if (system.outage.action().equals(order.action())) {
      system.outage = Outage.NONE;
    }
    if (completed.succeeded()) {
      Repairs.apply(system, order.kind(), order.subject());
    }
    String subject = order.subject().isEmpty() ? "" : " " + order.subject();
    system.log.add(
        at,
        "%s ops: %s%s by %s %s"
            .formatted(
                order.system(),
                order.kind(),
                subject,
                order.by(),
                completed.succeeded() ? "done" : "failed"));
  }

  private void attempt(AttackAttempted attempted, long at) {
    TeamModel team = teams.get(attempted.team());
    Optional<Objective> objective = scenario.campaign().objective(attempted.objective());
    if (team == null || objective.isEmpty()) {
      return;
    }
    owners.put(attempted.attempt(), team);
    change(
        team,
        () -> {
          SystemModel target = team.system(objective.get().target());
          boolean open = Prospects.weakness(target, objective.get()).map(target::open).orElse(true);
          team.attempts.put(attempted.attempt(), new Attempt(attempted.objective(), open));
          if (!target.isolated && !target.wiped) {
            target.log.add(at, Traces.begun(team.team, target, objective.get()));
          }
        });
  }

  private void end(TeamModel team, AttackEnded ended, long at) {
    Attempt attempt = team.attempts.remove(ended.attempt());
    Optional<Objective> known =
        Optional.ofNullable(attempt).flatMap(a -> scenario.campaign().objective(a.objective()));
    if (known.isEmpty()) {
      return;
    }
    Objective objective = known.get();
    team.attempts.put(ended.attempt(), new Attempt(objective.id(), true));
    team.results.put(objective.id(), ended.result());
    SystemModel target = team.system(objective.target());
    if (!target.isolated && !target.wiped) {
      target.log.add(at, Traces.ended(team.team, target, objective, ended.result()));
    }
    boolean access = Effects.isAccess(objective.effect().kind());
    switch (ended.result()) {
      case BLOCKED -> {}
      case PARTIAL -> {
        if (!access) {
          Effects.apply(team, target, objective, false, at);
        }
      }
      case SUCCESS -> Effects.apply(team, target, objective, false, at);
      case PERSISTENT -> Effects.apply(team, target, objective, true, at);
    }
  }

  /// A ruling changes what the adversary may build on, not what happened to the system.
  private static void rule(TeamModel team, AttackAdjudicated ruled) {
    Attempt attempt = team.attempts.get(ruled.attempt());
    if (attempt != null) {
      AttackResult result = ruled.result();
      team.results.put(attempt.objective(), result);
    }
  }
}
