package io.shieldwall.exercise;

import io.shieldwall.exercise.State.Answer;
import io.shieldwall.exercise.State.Asked;
import io.shieldwall.exercise.State.Attempt;
import io.shieldwall.exercise.State.CheckState;
import io.shieldwall.exercise.State.DefenderAction;
import io.shieldwall.exercise.State.Doubt;
import io.shieldwall.exercise.State.HandOver;
import io.shieldwall.exercise.State.Holder;
import io.shieldwall.exercise.State.IncidentReport;
import io.shieldwall.exercise.State.InjectState;
import io.shieldwall.exercise.State.OrganiserFault;
import io.shieldwall.exercise.State.PointsEntry;
import io.shieldwall.exercise.State.Setup;
import io.shieldwall.exercise.State.Submission;
import io.shieldwall.exercise.State.SystemState;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.exercise.State.Ticket;
import java.util.Optional;
import org.pcollections.PMap;

/// A state in the making. Confined to one call of [Evolution#evolve]; its maps are persistent, so
/// the state it began from stays as it was.
final class Draft {
  Optional<Setup> setup;
  Clock clock;
  long sequence;
  long lastAt;
  String phase;
  PMap<Asked, Answer> answers;
  PMap<TeamItem, CheckState> checks;
  PMap<String, Doubt> doubts;
  PMap<String, OrganiserFault> faults;
  PMap<Holder, HandOver> credentials;
  PMap<TeamItem, InjectState> injects;
  PMap<TeamItem, Submission> submissions;
  PMap<String, Ticket> tickets;
  PMap<TeamItem, String> openTicketOf;
  PMap<String, Attempt> attempts;
  PMap<TeamItem, String> attemptOf;
  PMap<String, IncidentReport> reports;
  PMap<String, DefenderAction> actions;
  PMap<TeamItem, Integer> pricedRequests;
  PMap<TeamItem, SystemState> systems;
  PMap<String, PointsEntry> pointsEntries;

  Draft(State state) {
    setup = state.setup();
    clock = state.clock();
    sequence = state.sequence();
    lastAt = state.lastAt();
    phase = state.phase();
    answers = state.answers();
    checks = state.checks();
    doubts = state.doubts();
    faults = state.faults();
    credentials = state.credentials();
    injects = state.injects();
    submissions = state.submissions();
    tickets = state.tickets();
    openTicketOf = state.openTicketOf();
    attempts = state.attempts();
    attemptOf = state.attemptOf();
    reports = state.reports();
    actions = state.actions();
    pricedRequests = state.pricedRequests();
    systems = state.systems();
    pointsEntries = state.pointsEntries();
  }

  State state() {
    return new State(
        setup,
        clock,
        sequence,
        lastAt,
        phase,
        answers,
        checks,
        doubts,
        faults,
        credentials,
        injects,
        submissions,
        tickets,
        openTicketOf,
        attempts,
        attemptOf,
        reports,
        actions,
        pricedRequests,
        systems,
        pointsEntries);
  }
}
