package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Accepted;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event.CheckRepeated;
import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Event.OrganiserFaultClosed;
import io.shieldwall.exercise.Event.OrganiserFaultDeclared;
import io.shieldwall.exercise.Event.TicketOpened;
import io.shieldwall.exercise.Event.TicketVerified;
import io.shieldwall.exercise.State.OrganiserFault;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.exercise.State.Ticket;
import io.shieldwall.exercise.State.TicketStatus;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Decides on what checks and users found, and on faults of the organisers' own.
final class MeasurementDecisions {

  private final Scenario scenario;
  private final Set<String> checks;
  private final CheckerDoubts doubts;

  MeasurementDecisions(Scenario scenario) {
    this.scenario = scenario;
    checks =
        scenario.network().checks().stream()
            .map(Network.Check::id)
            .collect(Collectors.toUnmodifiableSet());
    doubts = new CheckerDoubts(scenario);
  }

  /// Results come in any order and are taken in that of their instants. One that is no newer than
  /// what is known of the same check is left out: it came twice.
  Decision observe(State state, Command.ReportObservations report, Now now) {
    if (state.clock().status() == Clock.Status.READY) {
      return Decision.refuse(Refusal.NOT_NOW, "STARTEX has not been");
    }
    for (Observation observation : report.observations()) {
      if (!checks.contains(observation.check()) || !state.teams().contains(observation.team())) {
        return Decision.refuse(
            Refusal.NOT_FOUND,
            "there is no check %s of team %s".formatted(observation.check(), observation.team()));
      }
      if (observation.at() < 0 || observation.at() > now.at()) {
        return Decision.refuse(
            Refusal.INVALID,
            "observation of %s lies %s"
                .formatted(
                    observation.check(),
                    observation.at() < 0 ? "before STARTEX" : "in the future"));
      }
    }
    List<Observation> fresh = fresh(state, report.observations());
    if (fresh.isEmpty()) {
      return new Accepted(List.of());
    }
    List<Event> events = new ArrayList<>();
    events.add(new ChecksObserved(fresh));
    events.addAll(doubts.about(state, fresh));
    return new Accepted(events);
  }

  /// A repeated check is on record and counts for nobody.
  Decision repeated(State state, Command.ReportRepeatedCheck command, Now now) {
    Observation observation = command.observation();
    if (!checks.contains(observation.check()) || !state.teams().contains(observation.team())) {
      return Decision.refuse(
          Refusal.NOT_FOUND,
          "there is no check %s of team %s".formatted(observation.check(), observation.team()));
    }
    return observation.at() < 0 || observation.at() > now.at()
        ? Decision.refuse(Refusal.INVALID, "the check was repeated before STARTEX or in the future")
        : Decision.accept(new CheckRepeated(observation));
  }

  private static List<Observation> fresh(State state, List<Observation> observations) {
    List<Observation> fresh = new ArrayList<>();
    Map<TeamItem, Long> latest = new HashMap<>();
    observations.stream()
        .sorted(Comparator.comparingLong(Observation::at))
        .forEach(observation -> {
          TeamItem key = new TeamItem(observation.team(), observation.check());
          long known =
              latest.computeIfAbsent(
                  key,
                  _ ->
                      state
                          .check(key.team(), key.item())
                          .map(MeasurementDecisions::at)
                          .orElse(-1L));
          if (observation.at() > known) {
            latest.put(key, observation.at());
            fresh.add(observation);
          }
        });
    return fresh;
  }

  private static long at(State.CheckState check) {
    return check.latest().at();
  }

  Decision declare(State state, Command.DeclareOrganiserFault declare, Now now) {
    if (declare.checks().isEmpty()) {
      return Decision.refuse(Refusal.INVALID, "name at least one check");
    }
    for (String check : declare.checks()) {
      if (!checks.contains(check)) {
        return Decision.refuse(Refusal.NOT_FOUND, "the scenario has no check " + check);
      }
    }
    if (declare.from() < 0 || declare.from() > now.at()) {
      return Decision.refuse(
          Refusal.INVALID, "a window begins between STARTEX and now, " + Triggers.clock(now.at()));
    }
    if (declare.to().isPresent()
        && (declare.to().get() <= declare.from() || declare.to().get() > now.at())) {
      return Decision.refuse(
          Refusal.INVALID,
          "a window that is over ends after it began and not after now, "
              + Triggers.clock(now.at()));
    }
    String fault = "fault-" + (state.faults().size() + 1);
    List<Event> events = new ArrayList<>();
    events.add(
        new OrganiserFaultDeclared(fault, declare.checks(), declare.from(), declare.reason()));
    declare.to().ifPresent(to -> events.add(new OrganiserFaultClosed(fault, to)));
    return Texts.objection("the reason", declare.reason()).orElseGet(() -> new Accepted(events));
  }

  Decision close(State state, Command.CloseOrganiserFault close, Now now) {
    OrganiserFault fault = state.faults().get(close.fault());
    if (fault == null) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no organiser fault " + close.fault());
    }
    return fault.to().isPresent()
        ? Decision.refuse(Refusal.NOT_NOW, close.fault() + " is closed")
        : Decision.accept(new OrganiserFaultClosed(close.fault(), now.at()));
  }

  Decision open(State state, Command.OpenTicket open) {
    if (scenario.users().test(open.test()).isEmpty() || !state.teams().contains(open.team())) {
      return Decision.refuse(
          Refusal.NOT_FOUND,
          "there is no user test %s of team %s".formatted(open.test(), open.team()));
    }
    if (!state.isRunning()) {
      return Decision.refuse(Refusal.NOT_NOW, "tickets are opened while the clock runs");
    }
    if (state.openTicketOf().containsKey(new TeamItem(open.team(), open.test()))) {
      return Decision.refuse(Refusal.NOT_NOW, "a ticket for " + open.test() + " is open already");
    }
    return Texts.excess("the detail", open.detail())
        .orElseGet(() ->
            Decision.accept(
                new TicketOpened(
                    "ticket-" + (state.tickets().size() + 1),
                    open.team(),
                    open.test(),
                    open.detail())));
  }

  Decision verify(State state, Command.VerifyTicket verify) {
    Ticket ticket = state.tickets().get(verify.ticket());
    if (ticket == null) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no ticket " + verify.ticket());
    }
    if (ticket.status() == TicketStatus.CLOSED) {
      return Decision.refuse(Refusal.NOT_NOW, verify.ticket() + " is closed");
    }
    if (!verify.fixed() && ticket.status() == TicketStatus.OPEN) {
      return new Accepted(List.of());
    }
    return Texts.excess("the detail", verify.detail())
        .orElseGet(() ->
            Decision.accept(new TicketVerified(ticket.id(), verify.fixed(), verify.detail())));
  }
}
