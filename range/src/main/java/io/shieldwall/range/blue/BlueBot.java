package io.shieldwall.range.blue;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Command.ClaimFix;
import io.shieldwall.exercise.Command.ReportIncident;
import io.shieldwall.exercise.Command.SubmitTask;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Event.ActionCancelled;
import io.shieldwall.exercise.Event.ActionCompleted;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.ClockStarted;
import io.shieldwall.exercise.Event.InjectFired;
import io.shieldwall.exercise.Event.TicketOpened;
import io.shieldwall.exercise.Event.TicketVerified;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.range.Agenda;
import io.shieldwall.range.Agent;
import io.shieldwall.range.Chance;
import io.shieldwall.range.Skill;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import io.shieldwall.scenario.UserSimulation.UserTest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A stand-in for a Blue team. It knows what a team would know: its checks, tickets, injects, and
/// of the truth only what a look at the logs has brought to light. How much it foresees,
/// understands and gets wrong is set by its skill and drawn from the exercise's seed.
public final class BlueBot implements Agent {

  private final Team team;
  private final Skill skill;
  private final Profile profile;
  private final Scenario scenario;
  private final Actor actor;
  private final Chance chance;
  private final Agenda<Thought> agenda = new Agenda<>();
  private final Hands hands;
  private final Watch watch;
  private final Response response;
  private final Map<String, String> openTickets = new HashMap<>();
  private final Set<String> reported = new HashSet<>();
  private long lastAt;

  public BlueBot(Nation nation, String team, Skill skill, long seed) {
    this.scenario = nation.scenario();
    this.team = scenario.team(team).orElseThrow();
    this.skill = skill;
    profile = Profile.of(skill);
    actor = Actor.blue(team, this.team.name());
    chance = Chance.of(seed, "blue", team);
    hands = new Hands(team, actor, profile.hands());
    watch = new Watch(team);
    response = new Response(nation, this.team, profile, chance, hands, watch);
  }

  /// Jobs that wait for a busy system are looked at again once a minute.
  @Override
  public long nextAt() {
    long next = agenda.nextAt();
    return hands.isFree() ? Math.min(next, lastAt + Profile.MINUTE) : next;
  }

  @Override
  public void hear(Recorded recorded) {
    long at = recorded.at();
    switch (recorded.event()) {
      case ChecksObserved observed -> {
        for (String check : watch.hear(observed)) {
          soon(at, new Thought.Alarm(check, 1));
        }
      }
      case ClockStarted _ -> {
        soon(at, new Thought.Begin());
        agenda.note(at + profile.patrol() * Profile.MINUTE, new Thought.Patrol(0));
      }
      case ActionOrdered ordered when ordered.team().equals(team.id()) -> hands.ordered(ordered);
      case ActionCompleted completed -> ended(completed.action(), at, true);
      case ActionCancelled cancelled -> ended(cancelled.action(), at, false);
      case TicketOpened opened when opened.team().equals(team.id()) -> {
        openTickets.put(opened.ticket(), opened.test());
        soon(at, new Thought.TicketSeen(opened.ticket(), opened.test()));
      }
      case TicketVerified verified when openTickets.containsKey(verified.ticket()) ->
          verified(verified, at);
      case InjectFired fired when fired.teams().contains(team.id()) -> task(fired.inject(), at);
      default -> {}
    }
  }

  private void soon(long at, Thought thought) {
    agenda.note(at + profile.reaction().draw(chance), thought);
  }

  private void ended(String action, long at, boolean completed) {
    Optional<ActionOrdered> ended = hands.ended(action);
    if (ended.isEmpty()) {
      return;
    }
    agenda.note(at + 1000, new Thought.HandsFree());
    String system = ended.get().system();
    if (completed && ended.get().kind() == ActionKind.INSPECT_LOGS) {
      agenda.note(at + Profile.MINUTE, new Thought.Findings(system));
    } else if (completed) {
      openTickets.forEach((ticket, test) -> {
        if (systemOf(test).equals(system)) {
          agenda.note(at + 3 * Profile.MINUTE, new Thought.Claim(ticket));
        }
      });
    }
  }

  private String systemOf(String test) {
    return scenario.users().test(test).map(UserTest::system).orElse("");
  }

  private void verified(TicketVerified verified, long at) {
    String test = openTickets.get(verified.ticket());
    if (verified.fixed() || test == null) {
      openTickets.remove(verified.ticket());
    } else {
      soon(at, new Thought.TicketSeen(verified.ticket(), test));
    }
  }

  private void task(String inject, long at) {
    scenario
        .inject(inject)
        .flatMap(Inject::task)
        .filter(_ -> chance.favours(profile.answers()))
        .ifPresent(task -> {
          double share =
              profile.earliest() + chance.share() * (profile.latest() - profile.earliest());
          agenda.note(
              at + Math.round(task.due().toSeconds() * share) * 1000, new Thought.Answer(inject));
        });
  }

  @Override
  public void act(long at, Desk desk) {
    lastAt = at;
    for (Thought thought : agenda.due(at)) {
      act(thought, at, desk);
    }
    hands.work(at, desk);
  }

  private void act(Thought thought, long at, Desk desk) {
    switch (thought) {
      case Thought.HandsFree _ -> {}
      case Thought.Begin _ -> Hardening.plan(scenario.network(), skill, profile, chance, hands);
      case Thought.Alarm alarm -> {
        if (response.alarm(alarm.check(), alarm.time())) {
          long wait = 20 * Profile.MINUTE + profile.reaction().draw(chance);
          agenda.note(at + wait, new Thought.Alarm(alarm.check(), alarm.time() + 1));
        }
      }
      case Thought.Findings findings -> findings(findings.system(), at);
      case Thought.Patrol patrol -> {
        response.patrol(patrol.round());
        agenda.note(at + profile.patrol() * Profile.MINUTE, new Thought.Patrol(patrol.round() + 1));
      }
      case Thought.TicketSeen seen -> ticket(seen, at);
      case Thought.Claim claim -> claim(claim.ticket(), at, desk);
      case Thought.Report report -> report(report, at, desk);
      case Thought.Answer answer -> answer(answer.inject(), at, desk);
    }
  }

  private void findings(String system, long at) {
    for (Objective objective : response.findings(system, at)) {
      if (reported.add(objective.id()) && chance.favours(profile.reports())) {
        long writing = profile.reaction().draw(chance) + 2 * Profile.MINUTE;
        agenda.note(at + writing, new Thought.Report(objective.id(), system));
      }
    }
  }

  private void ticket(Thought.TicketSeen seen, long at) {
    if (!openTickets.containsKey(seen.ticket())) {
      return;
    }
    if (chance.favours(profile.falseClaims())) {
      agenda.note(at + 2 * Profile.MINUTE, new Thought.Claim(seen.ticket()));
    }
    hands.want(Job.NOW, systemOf(seen.test()), ActionKind.INSPECT_LOGS, "");
  }

  private void claim(String ticket, long at, Desk desk) {
    if (openTickets.containsKey(ticket)) {
      submit(
          "claim-%s-%d".formatted(ticket, at),
          new ClaimFix(ticket, "Repaired; please try again."),
          desk);
    }
  }

  private void report(Thought.Report report, long at, Desk desk) {
    Optional<Objective> objective = scenario.campaign().objective(report.objective());
    if (objective.isEmpty()) {
      return;
    }
    String technique =
        chance.favours(profile.accuracy())
            ? objective.get().technique()
            : chance.oneOf(scenario.campaign().objectives()).technique();
    String text =
        "The log of %s shows: %s. We take it for %s and have begun to contain it."
            .formatted(report.system(), team.expand(objective.get().trace()), technique);
    submit(
        "report-%s-%s-%d".formatted(team.id(), report.objective(), at),
        new ReportIncident(team.id(), report.system(), technique, text),
        desk);
  }

  private void answer(String id, long at, Desk desk) {
    Optional<Inject> inject = scenario.inject(id);
    if (inject.isEmpty() || desk.state().submission(team.id(), id).isPresent()) {
      return;
    }
    submit(
        "answer-%s-%s".formatted(team.id(), id),
        new SubmitTask(team.id(), id, Answers.write(team, skill, inject.get(), chance, at)),
        desk);
  }

  private void submit(String id, Command command, Desk desk) {
    desk.submit(id, actor, command);
  }
}
