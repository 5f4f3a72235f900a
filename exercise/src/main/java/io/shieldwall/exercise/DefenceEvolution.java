package io.shieldwall.exercise;

import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.FixClaimed;
import io.shieldwall.exercise.Event.TicketOpened;
import io.shieldwall.exercise.Event.TicketVerified;
import io.shieldwall.exercise.State.ActionStatus;
import io.shieldwall.exercise.State.DefenderAction;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.exercise.State.Ticket;
import io.shieldwall.exercise.State.TicketStatus;

/// How tickets of users and actions of defenders change the present.
final class DefenceEvolution {

  private DefenceEvolution() {}

  static void open(Draft draft, Recorded recorded, TicketOpened opened) {
    draft.tickets =
        draft.tickets.plus(
            opened.ticket(),
            new Ticket(
                opened.ticket(),
                opened.team(),
                opened.test(),
                recorded.at(),
                TicketStatus.OPEN,
                recorded.at(),
                0,
                opened.detail()));
    draft.openTicketOf =
        draft.openTicketOf.plus(new TeamItem(opened.team(), opened.test()), opened.ticket());
  }

  static void claim(Draft draft, Recorded recorded, FixClaimed claimed) {
    Ticket ticket = Evolution.known(draft.tickets.get(claimed.ticket()), claimed.ticket());
    draft.tickets =
        draft.tickets.plus(
            ticket.id(),
            changed(
                ticket,
                TicketStatus.FIX_CLAIMED,
                recorded.at(),
                ticket.falseClaims(),
                claimed.note()));
  }

  static void verify(Draft draft, Recorded recorded, TicketVerified verified) {
    Ticket ticket = Evolution.known(draft.tickets.get(verified.ticket()), verified.ticket());
    boolean falseClaim = !verified.fixed() && ticket.status() == TicketStatus.FIX_CLAIMED;
    draft.tickets =
        draft.tickets.plus(
            ticket.id(),
            changed(
                ticket,
                verified.fixed() ? TicketStatus.CLOSED : TicketStatus.OPEN,
                recorded.at(),
                ticket.falseClaims() + (falseClaim ? 1 : 0),
                verified.detail()));
    if (verified.fixed()) {
      draft.openTicketOf = draft.openTicketOf.minus(new TeamItem(ticket.team(), ticket.test()));
    }
  }

  private static Ticket changed(
      Ticket ticket, TicketStatus status, long at, int falseClaims, String detail) {
    return new Ticket(
        ticket.id(),
        ticket.team(),
        ticket.test(),
        ticket.openedAt(),
        status,
        at,
        falseClaims,
        detail);
  }

  static void order(Draft draft, Recorded recorded, ActionOrdered ordered) {
    draft.actions =
        draft.actions.plus(
            ordered.action(),
            new DefenderAction(
                ordered.action(),
                ordered.team(),
                ordered.system(),
                ordered.kind(),
                ordered.subject(),
                recorded.at(),
                ordered.completesAt(),
                ordered.request(),
                recorded.actor().name(),
                ActionStatus.UNDER_WAY,
                ""));
    if (ordered.request() > 0) {
      draft.pricedRequests =
          draft.pricedRequests.plus(
              new TeamItem(ordered.team(), ordered.kind().name()), ordered.request());
    }
  }

  static void settle(Draft draft, String id, ActionStatus status, String detail) {
    DefenderAction action = Evolution.known(draft.actions.get(id), id);
    draft.actions =
        draft.actions.plus(
            id,
            new DefenderAction(
                id,
                action.team(),
                action.system(),
                action.kind(),
                action.subject(),
                action.orderedAt(),
                action.completesAt(),
                action.request(),
                action.by(),
                status,
                detail));
  }
}
