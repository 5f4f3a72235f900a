package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event.ActionCancelled;
import io.shieldwall.exercise.Event.ActionCompleted;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.CredentialHandedOver;
import io.shieldwall.exercise.Event.FixClaimed;
import io.shieldwall.exercise.Event.IncidentReported;
import io.shieldwall.exercise.Event.SystemChanged;
import io.shieldwall.exercise.State.ActionStatus;
import io.shieldwall.exercise.State.DefenderAction;
import io.shieldwall.exercise.State.IncidentReport;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.exercise.State.Ticket;
import io.shieldwall.exercise.State.TicketStatus;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Decides on what Blue teams do: actions on systems, claims of fixes, reports of incidents.
final class DefenceDecisions {

  /// MITRE ATT&CK technique ids, Enterprise, Mobile and ICS.
  private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");

  /// Reports of a team within one hour of exercise time, and of those about one system. Without a
  /// limit, a team that reports every technique everywhere earns what only an accurate report may.
  static final int REPORTS_AN_HOUR = 40;

  static final int REPORTS_AN_HOUR_A_SYSTEM = 4;

  /// Orders of a team for one system within one hour of exercise time; cancelled ones count.
  static final int ORDERS_AN_HOUR_A_SYSTEM = 30;

  private static final long HOUR = 3_600_000;

  private final Scenario scenario;

  DefenceDecisions(Scenario scenario) {
    this.scenario = scenario;
  }

  Decision order(State state, Command.OrderAction order, Now now) {
    Optional<DefendedSystem> system = scenario.network().system(order.system());
    if (system.isEmpty() || !state.teams().contains(order.team())) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no system " + order.system());
    }
    if (!state.isRunning()) {
      return Decision.refuse(Refusal.NOT_NOW, "actions are possible while the clock runs");
    }
    Optional<Decision> wrong = wrongSubject(system.get(), order.kind(), order.subject());
    if (wrong.isPresent()) {
      return wrong.get();
    }
    Optional<DefenderAction> busy = state.actionUnderWay(order.team(), order.system());
    if (busy.isPresent()) {
      return Decision.refuse(
          Refusal.NOT_NOW,
          "%s is under way on %s until %s; wait for it or cancel it"
              .formatted(
                  busy.get().kind(), order.system(), Triggers.clock(busy.get().completesAt())));
    }
    long recent =
        state.actions().values().stream()
            .filter(each ->
                each.team().equals(order.team())
                    && each.system().equals(order.system())
                    && each.orderedAt() > now.at() - HOUR)
            .count();
    return recent >= ORDERS_AN_HOUR_A_SYSTEM
        ? tooMany("%d orders for %s".formatted(recent, order.system()), "wait before the next one")
        : Decision.accept(ordered(state, order, now));
  }

  private ActionOrdered ordered(State state, Command.OrderAction order, Now now) {
    ActionTerms terms = scenario.rules().actions().get(order.kind());
    if (terms == null) {
      throw new IllegalStateException("the rules have no terms for " + order.kind());
    }
    Integer before =
        state.pricedRequests().getOrDefault(new TeamItem(order.team(), order.kind().name()), 0);
    return new ActionOrdered(
        "action-" + (state.actions().size() + 1),
        order.team(),
        order.system(),
        order.kind(),
        order.subject(),
        now.at() + terms.takes().toMillis(),
        terms.points() > 0 ? before + 1 : 0);
  }

  private static Optional<Decision> wrongSubject(
      DefendedSystem system, ActionKind kind, String subject) {
    return switch (kind) {
      case ROTATE_CREDENTIAL ->
          system.accounts().stream().anyMatch(account -> account.name().equals(subject))
              ? Optional.empty()
              : Optional.of(
                  Decision.refuse(
                      Refusal.INVALID,
                      "%s has no account '%s'; name one of its accounts"
                          .formatted(system.id(), shortened(subject))));
      case CLOSE_SERVICE, OPEN_SERVICE ->
          system.service(subject).isPresent()
              ? Optional.empty()
              : Optional.of(
                  Decision.refuse(
                      Refusal.INVALID,
                      "%s has no service '%s'; name one of its services"
                          .formatted(system.id(), shortened(subject))));
      case INSPECT_LOGS, PATCH, HARDEN, ISOLATE, RECONNECT, EVICT, RESTORE, REVERT ->
          subject.isEmpty() || isPartOf(system, subject)
              ? Optional.empty()
              : Optional.of(
                  Decision.refuse(
                      Refusal.INVALID,
                      "%s has neither a service nor an account '%s'; name none for the whole system"
                          .formatted(system.id(), shortened(subject))));
    };
  }

  private static boolean isPartOf(DefendedSystem system, String subject) {
    return system.service(subject).isPresent()
        || system.accounts().stream().anyMatch(account -> account.name().equals(subject));
  }

  private static String shortened(String subject) {
    return subject.length() > 60 ? subject.substring(0, 60) + "…" : subject;
  }

  Decision cancel(State state, Command.CancelAction cancel) {
    DefenderAction action = state.actions().get(cancel.action());
    if (action == null) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no action " + cancel.action());
    }
    return action.status() == ActionStatus.UNDER_WAY
        ? Decision.accept(new ActionCancelled(action.id()))
        : Decision.refuse(Refusal.NOT_NOW, cancel.action() + " is not under way any more");
  }

  Decision complete(State state, Command.CompleteAction complete) {
    DefenderAction action = state.actions().get(complete.action());
    if (action == null) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no action " + complete.action());
    }
    return action.status() == ActionStatus.UNDER_WAY
        ? Decision.accept(new ActionCompleted(action.id(), complete.succeeded(), complete.detail()))
        : Decision.refuse(Refusal.NOT_NOW, complete.action() + " is not under way any more");
  }

  /// What a team hands over is taken as it is: whether it is right shows at the check's next run,
  /// and a wrong one is the team's.
  Decision handOver(State state, Command.HandOverCredential hand) {
    boolean known =
        scenario
            .network()
            .system(hand.system())
            .filter(system ->
                system.accounts().stream().anyMatch(each -> each.name().equals(hand.account())))
            .isPresent();
    if (!known || !state.teams().contains(hand.team())) {
      return Decision.refuse(
          Refusal.NOT_FOUND,
          "there is no account %s on system %s".formatted(hand.account(), hand.system()));
    }
    return Texts.objection("the password", hand.sealed())
        .orElseGet(() ->
            Decision.accept(
                new CredentialHandedOver(
                    hand.team(), hand.system(), hand.account(), hand.sealed())));
  }

  Decision claim(State state, Command.ClaimFix claim) {
    Ticket ticket = state.tickets().get(claim.ticket());
    if (ticket == null) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no ticket " + claim.ticket());
    }
    return ticket.status() == TicketStatus.OPEN
        ? Texts.excess("the note", claim.note())
            .orElseGet(() -> Decision.accept(new FixClaimed(ticket.id(), claim.note())))
        : Decision.refuse(
            Refusal.NOT_NOW,
            ticket.status() == TicketStatus.CLOSED
                ? ticket.id() + " is closed"
                : ticket.id() + " waits for the user's verification");
  }

  Decision report(State state, Command.ReportIncident report, Now now) {
    if (scenario.network().system(report.system()).isEmpty()
        || !state.teams().contains(report.team())) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no system " + report.system());
    }
    if (!TECHNIQUE.matcher(report.technique()).matches()) {
      return Decision.refuse(
          Refusal.INVALID,
          "'%s' is no ATT&CK technique id; write one such as T1491.002"
              .formatted(report.technique()));
    }
    return Texts.objection("the report", report.text())
        .or(() -> tooManyReports(state, report, now))
        .orElseGet(() ->
            Decision.accept(
                new IncidentReported(
                    "report-" + (state.reports().size() + 1),
                    report.team(),
                    report.system(),
                    report.technique(),
                    report.text())));
  }

  private static Optional<Decision> tooManyReports(
      State state, Command.ReportIncident report, Now now) {
    List<IncidentReport> recent =
        state.reports().values().stream()
            .filter(each -> each.team().equals(report.team()) && each.at() > now.at() - HOUR)
            .toList();
    if (recent.size() >= REPORTS_AN_HOUR) {
      return Optional.of(
          tooMany("%d reports of your team".formatted(recent.size()), "report what you know"));
    }
    long here = recent.stream().filter(each -> each.system().equals(report.system())).count();
    return here >= REPORTS_AN_HOUR_A_SYSTEM
        ? Optional.of(
            tooMany("%d reports about %s".formatted(here, report.system()), "report what you know"))
        : Optional.empty();
  }

  private static Decision tooMany(String what, String instead) {
    return Decision.refuse(
        Refusal.NOT_NOW,
        what + " came within an hour of exercise time and no more are taken; " + instead);
  }

  Decision change(State state, Command.ReportSystemChange change) {
    if (scenario.network().system(change.system()).isEmpty()
        || !state.teams().contains(change.team())) {
      return Decision.refuse(Refusal.NOT_FOUND, "there is no system " + change.system());
    }
    return Decision.accept(
        new SystemChanged(change.team(), change.system(), change.marks(), change.detail()));
  }
}
