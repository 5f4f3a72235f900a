package io.shieldwall.scoring;

import io.shieldwall.exercise.Event.ClockJumped;
import io.shieldwall.exercise.Event.ClockStarted;
import io.shieldwall.exercise.Event.ExerciseEnded;
import io.shieldwall.exercise.Event.FixClaimed;
import io.shieldwall.exercise.Event.TicketOpened;
import io.shieldwall.exercise.Event.TicketVerified;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.UserSimulation.Severity;
import io.shieldwall.scenario.UserSimulation.UserTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Usability: the whole budget at STARTEX, then each open ticket bleeds until its user has verified
/// the fix.
final class UsabilityScorer implements CategoryScorer {

  static final String CATEGORY = "usability";
  private static final BigDecimal MINUTE = BigDecimal.valueOf(60_000);

  private final Scenario scenario;
  private final ScoringRules rules;
  private final List<String> teams;
  private final Ledger ledger;
  private final PlayedTime played = new PlayedTime();
  private final Map<String, OpenTicket> open = new LinkedHashMap<>();

  private record OpenTicket(
      String team, UserTest test, long openedAt, boolean claimed, long cause) {}

  UsabilityScorer(Scenario scenario, ScoringRules rules, List<String> teams, Ledger ledger) {
    this.scenario = scenario;
    this.rules = rules;
    this.teams = teams;
    this.ledger = ledger;
  }

  @Override
  public void apply(Recorded recorded) {
    switch (recorded.event()) {
      case ClockStarted _ -> grant(recorded);
      case ClockJumped jumped -> played.jumped(jumped.from(), jumped.to());
      case TicketOpened opened -> open(opened, recorded);
      case FixClaimed claimed -> claim(claimed);
      case TicketVerified verified -> verify(verified, recorded);
      case ExerciseEnded _ -> List.copyOf(open.keySet()).forEach(id -> settle(id, recorded));
      default -> {}
    }
  }

  private void grant(Recorded recorded) {
    for (String team : teams) {
      ledger.post(
          team,
          CATEGORY,
          "grant",
          recorded.at(),
          Scorer.budget(rules, CATEGORY),
          "every user can work: the whole budget at STARTEX",
          recorded.sequence());
    }
  }

  private void open(TicketOpened opened, Recorded recorded) {
    scenario
        .users()
        .test(opened.test())
        .ifPresent(test ->
            open.put(
                opened.ticket(),
                new OpenTicket(opened.team(), test, recorded.at(), false, recorded.sequence())));
  }

  private void claim(FixClaimed claimed) {
    open.computeIfPresent(
        claimed.ticket(),
        (_, ticket) ->
            new OpenTicket(ticket.team(), ticket.test(), ticket.openedAt(), true, ticket.cause()));
  }

  private void verify(TicketVerified verified, Recorded recorded) {
    OpenTicket ticket = open.get(verified.ticket());
    if (ticket == null) {
      return;
    }
    if (verified.fixed()) {
      settle(verified.ticket(), recorded);
    } else if (ticket.claimed()) {
      falseFix(verified.ticket(), ticket, recorded);
    }
  }

  private void falseFix(String id, OpenTicket ticket, Recorded recorded) {
    long extra = -loss(ticket.test().severity(), rules.falseFixMinutes() * 60_000L);
    ledger.post(
        ticket.team(),
        CATEGORY,
        id,
        recorded.at(),
        extra,
        "%s: claimed as fixed and is not, %d extra minutes"
            .formatted(ticket.test().title(), rules.falseFixMinutes()),
        recorded.sequence());
    ledger.post(
        ticket.team(),
        PriceScorer.PENALTIES,
        id,
        recorded.at(),
        -Points.ofWhole(rules.falseFixPoints()),
        ticket.test().title() + ": fine for a false claim",
        recorded.sequence());
    open.put(
        id, new OpenTicket(ticket.team(), ticket.test(), ticket.openedAt(), false, ticket.cause()));
  }

  private void settle(String id, Recorded recorded) {
    OpenTicket ticket = open.remove(id);
    if (ticket != null) {
      ledger.post(
          ticket.team(),
          CATEGORY,
          id,
          recorded.at(),
          -bleeding(ticket, recorded.at()),
          reason(ticket, recorded.at()),
          recorded.sequence());
    }
  }

  private long bleeding(OpenTicket ticket, long at) {
    return loss(ticket.test().severity(), played.between(ticket.openedAt(), at));
  }

  private String reason(OpenTicket ticket, long at) {
    return "%s failed for its user for %s (%s)"
        .formatted(
            ticket.test().title(),
            Durations.text(played.between(ticket.openedAt(), at)),
            ticket.test().severity());
  }

  private long loss(Severity severity, long millis) {
    BigDecimal rate = rules.ticketRates().getOrDefault(severity, BigDecimal.ZERO);
    return Points.times(rate.movePointRight(3), BigDecimal.valueOf(millis), MINUTE);
  }

  @Override
  public List<LedgerEntry> running(String team, long at) {
    List<LedgerEntry> running = new ArrayList<>();
    open.forEach((id, ticket) -> {
      if (ticket.team().equals(team)) {
        running.add(
            new LedgerEntry(
                0,
                team,
                CATEGORY,
                id,
                at,
                -bleeding(ticket, at),
                reason(ticket, at),
                ticket.cause(),
                true));
      }
    });
    return running;
  }
}
