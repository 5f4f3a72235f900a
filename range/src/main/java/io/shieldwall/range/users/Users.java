package io.shieldwall.range.users;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Command.OpenTicket;
import io.shieldwall.exercise.Command.VerifyTicket;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Event.FixClaimed;
import io.shieldwall.exercise.Event.TicketOpened;
import io.shieldwall.exercise.Event.TicketVerified;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.range.Agenda;
import io.shieldwall.range.Agent;
import io.shieldwall.range.Chance;
import io.shieldwall.range.users.Trying.Tried;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.UserSimulation.Persona;
import io.shieldwall.scenario.UserSimulation.UserTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The simulated users: play the test plan for every team at the same instants.
///
/// A failure is tried again a short time later; when that fails too, a ticket is opened. Whoever
/// has a ticket verifies it after a claim, and closes it when a planned try works again.
public final class Users implements Agent {

  private static final long SECOND_TRY = 45_000;
  private static final long FIRST_TRY = 60_000;
  private static final int LONGEST_DETAIL = 1500;

  private final Scenario scenario;
  private final List<String> teams;
  private final Trying trying;
  private final long seed;
  private final Agenda<Task> agenda = new Agenda<>();
  private final Map<TeamItem, Purpose> underWay = new HashMap<>();
  private final Map<TeamItem, String> openTickets = new HashMap<>();
  private final Map<String, TeamItem> tests = new HashMap<>();

  /// Why something is tried.
  private enum Purpose {
    PLAN,
    SECOND_TRY,
    CLAIM
  }

  private sealed interface Task {}

  private record Round(UserTest test, long number) implements Task {}

  private record Again(UserTest test, String team, Purpose purpose) implements Task {}

  public Users(Scenario scenario, List<String> teams, Trying trying, long seed) {
    this.scenario = scenario;
    this.teams = List.copyOf(teams);
    this.trying = trying;
    this.seed = seed;
    for (UserTest test : scenario.users().tests()) {
      agenda.note(at(test, 0), new Round(test, 0));
    }
  }

  private long at(UserTest test, long number) {
    long every = test.every().toMillis();
    long offset = Chance.of(seed, "user", test.id()).between(0, every / 1000) * 1000;
    return FIRST_TRY + offset + number * every;
  }

  @Override
  public long nextAt() {
    return trying.ready() ? 0 : agenda.nextAt();
  }

  @Override
  public void hear(Recorded recorded) {
    switch (recorded.event()) {
      case TicketOpened opened -> {
        TeamItem key = new TeamItem(opened.team(), opened.test());
        openTickets.put(key, opened.ticket());
        tests.put(opened.ticket(), key);
      }
      case FixClaimed claimed -> claimed(claimed, recorded.at());
      case TicketVerified verified -> {
        TeamItem key = tests.get(verified.ticket());
        if (key != null && verified.fixed()) {
          openTickets.remove(key);
        }
      }
      default -> {}
    }
  }

  private void claimed(FixClaimed claimed, long at) {
    TeamItem key = tests.get(claimed.ticket());
    if (key == null) {
      return;
    }
    long wait = Chance.of(seed, "verify", claimed.ticket(), Long.toString(at)).between(60, 150);
    scenario
        .users()
        .test(key.item())
        .ifPresent(
            test -> agenda.note(at + wait * 1000, new Again(test, key.team(), Purpose.CLAIM)));
  }

  @Override
  public void act(long at, Desk desk) {
    for (Task task : agenda.due(at)) {
      switch (task) {
        case Round round -> round(round, at);
        case Again again -> begin(again.team(), again.test(), again.purpose(), at);
      }
    }
    for (Tried tried : trying.finished()) {
      judge(tried, at, desk);
    }
  }

  /// After a jump the rounds between are left out.
  private void round(Round round, long at) {
    for (String team : teams) {
      begin(team, round.test(), Purpose.PLAN, at);
    }
    long next = round.number() + 1;
    while (at(round.test(), next) <= at) {
      next++;
    }
    agenda.note(at(round.test(), next), new Round(round.test(), next));
  }

  private void begin(String team, UserTest test, Purpose purpose, long at) {
    underWay.merge(new TeamItem(team, test.id()), purpose, (a, b) -> a.compareTo(b) > 0 ? a : b);
    trying.begin(team, test, at);
  }

  private void judge(Tried tried, long at, Desk desk) {
    TeamItem key = new TeamItem(tried.team(), tried.test());
    Purpose purpose = Optional.ofNullable(underWay.remove(key)).orElse(Purpose.PLAN);
    Optional<UserTest> test = scenario.users().test(tried.test());
    if (test.isEmpty() || tried.verdict().outcome() == Outcome.UNKNOWN) {
      return;
    }
    boolean works = tried.verdict().outcome() != Outcome.CRITICAL;
    Optional<String> ticket = Optional.ofNullable(openTickets.get(key));
    if (ticket.isPresent()) {
      if (works || purpose == Purpose.CLAIM) {
        verify(ticket.get(), test.get(), works, tried, at, desk);
      }
    } else if (!works && purpose == Purpose.SECOND_TRY) {
      open(test.get(), tried, at, desk);
    } else if (!works && purpose == Purpose.PLAN) {
      agenda.note(at + SECOND_TRY, new Again(test.get(), tried.team(), Purpose.SECOND_TRY));
    }
  }

  private void open(UserTest test, Tried tried, long at, Desk desk) {
    String detail =
        "%s: %s Tried to \"%s\" twice: %s"
            .formatted(speaker(test), test.complaint(), test.title(), tried.verdict().summary());
    submit(
        "ticket-%s-%s-%d".formatted(test.id(), tried.team(), at),
        test,
        new OpenTicket(tried.team(), test.id(), cut(detail)),
        desk);
  }

  private void verify(
      String ticket, UserTest test, boolean works, Tried tried, long at, Desk desk) {
    String detail =
        works
            ? "%s: It works again, thank you.".formatted(speaker(test))
            : "%s: Still not. %s".formatted(speaker(test), tried.verdict().summary());
    submit(
        "verify-%s-%d".formatted(ticket, at),
        test,
        new VerifyTicket(ticket, works, cut(detail)),
        desk);
  }

  private void submit(String id, UserTest test, Command command, Desk desk) {
    desk.submit(id, Actor.of(Actor.Role.USER, speaker(test)), command);
  }

  private String speaker(UserTest test) {
    return scenario.users().persona(test.persona()).map(Persona::name).orElse(test.persona());
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL) + "…";
  }
}
