package io.shieldwall.range.shell;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command.CancelAction;
import io.shieldwall.exercise.Command.OrderAction;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.range.nation.CommandResult;
import io.shieldwall.range.nation.LogLine;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.nation.ServicePoint;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.AccountKind;
import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Team;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/// The restricted shell of a system: looks at it and orders actions. An order is handed in at the
/// desk in the defender's name, so it takes exercise time and is in the journal; a refusal is shown
/// as it is.
public final class DefenderShell {

  private static final List<String> FAREWELLS = List.of("exit", "logout", "quit");

  private final Nation nation;
  private final Desk desk;
  private final LongSupplier exerciseMillis;
  private final ServicePoint point;
  private final String account;

  public DefenderShell(
      Nation nation, Desk desk, LongSupplier exerciseMillis, ServicePoint point, String account) {
    this.nation = nation;
    this.desk = desk;
    this.exerciseMillis = exerciseMillis;
    this.point = point;
    this.account = account;
  }

  String welcome() {
    return "%s (%s), defended by %s. Type help for what can be done here.\n"
        .formatted(point.system().title(), point.system().id(), team().name());
  }

  String prompt() {
    return account + "@" + point.system().id() + "> ";
  }

  boolean isFarewell(String line) {
    return FAREWELLS.contains(line.strip());
  }

  private Team team() {
    return point.team();
  }

  /// Runs a line and answers what it wrote.
  public CommandResult run(String line) {
    List<String> words = words(line);
    if (words.isEmpty() || isFarewell(line)) {
      return CommandResult.said("");
    }
    if (!isDefender()) {
      return point.consult(account, words, exerciseMillis.getAsLong());
    }
    if (!words.getFirst().equals("on")) {
      return run(point.system().id(), words);
    }
    boolean complete = words.size() >= 3 && !words.get(2).equals("on");
    if (!complete || nation.scenario().network().system(words.get(1)).isEmpty()) {
      return CommandResult.refused(
          "write: on SYSTEM COMMAND, with one of your team's systems, such as: on "
              + point.system().id()
              + " status\n");
    }
    return run(words.get(1), words.subList(2, words.size()));
  }

  private static List<String> words(String line) {
    String stripped = line.strip();
    return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
  }

  private boolean isDefender() {
    return point.system().accounts().stream()
        .filter(known -> known.name().equals(account))
        .map(Account::kind)
        .anyMatch(AccountKind.DEFENDER::equals);
  }

  private CommandResult run(String system, List<String> words) {
    String first = words.getFirst();
    String second = words.size() > 1 ? words.get(1) : "";
    return switch (first) {
      case "help", "?" -> CommandResult.said(HelpText.TEXT);
      case "systemctl" -> systemctl(system, words);
      case "stop" -> order(system, ActionKind.CLOSE_SERVICE, second);
      case "start" -> order(system, ActionKind.OPEN_SERVICE, second);
      case "passwd" -> order(system, ActionKind.ROTATE_CREDENTIAL, second);
      case "inspect" -> order(system, ActionKind.INSPECT_LOGS, "");
      case "patch" -> order(system, ActionKind.PATCH, "");
      case "harden" -> order(system, ActionKind.HARDEN, "");
      case "isolate" -> order(system, ActionKind.ISOLATE, "");
      case "reconnect" -> order(system, ActionKind.RECONNECT, "");
      case "evict" -> order(system, ActionKind.EVICT, "");
      case "restore" -> order(system, ActionKind.RESTORE, "");
      case "revert" -> revert(system, second);
      case "cancel" -> cancel(second);
      case "password" -> password(system, second);
      case "report" -> report(second);
      default -> look(system, words);
    };
  }

  private CommandResult look(String system, List<String> words) {
    return nation
        .consult(team().id(), system, words, exerciseMillis.getAsLong())
        .orElseGet(
            () -> new CommandResult(127, words.getFirst() + ": no such command; try help\n"));
  }

  private CommandResult systemctl(String system, List<String> words) {
    String verb = words.size() > 1 ? words.get(1) : "";
    String service = words.size() > 2 ? words.get(2).replace(".service", "") : "";
    return switch (verb) {
      case "stop" -> order(system, ActionKind.CLOSE_SERVICE, service);
      case "start", "restart" -> order(system, ActionKind.OPEN_SERVICE, service);
      case "status", "list-units" -> look(system, List.of("services"));
      default -> CommandResult.refused("write: systemctl stop|start|status SERVICE\n");
    };
  }

  private CommandResult order(String system, ActionKind kind, String subject) {
    Reply reply =
        desk.submit(
            commandId(),
            Actor.blue(team().id(), account),
            new OrderAction(team().id(), system, kind, subject));
    return switch (reply) {
      case Reply.Done done -> CommandResult.said(ordered(done));
      case Reply.No no -> CommandResult.refused("refused: " + no.message() + "\n");
      case Reply.Unknown unknown -> CommandResult.refused(uncertain(unknown));
    };
  }

  private static String commandId() {
    return "shell-" + UUID.randomUUID();
  }

  private static String uncertain(Reply.Unknown unknown) {
    return "it is not known whether this was recorded: " + unknown.message() + "\n";
  }

  private String ordered(Reply.Done done) {
    StringBuilder text = new StringBuilder();
    for (Recorded recorded : done.events()) {
      if (recorded.event() instanceof ActionOrdered ordered) {
        Duration takes = Duration.ofMillis(ordered.completesAt() - recorded.at());
        text.append(
            "%s: %s%s on %s takes effect at %s, in %d min%s.\n"
                .formatted(
                    ordered.action(),
                    name(ordered.kind()),
                    ordered.subject().isEmpty() ? "" : " " + ordered.subject(),
                    ordered.system(),
                    LogLine.clock(ordered.completesAt()),
                    takes.toMinutes(),
                    outage(ordered.kind())));
      }
    }
    return text.toString();
  }

  private String outage(ActionKind kind) {
    ActionTerms terms = desk.scenario().rules().actions().get(kind);
    return terms == null || terms.outage().isZero()
        ? ""
        : "; services are down for the last " + terms.outage().toMinutes() + " min";
  }

  private static String name(ActionKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private CommandResult revert(String system, String consent) {
    if (consent.equals("yes")) {
      return order(system, ActionKind.REVERT, "");
    }
    int before =
        desk.state()
            .pricedRequests()
            .getOrDefault(new TeamItem(team().id(), ActionKind.REVERT.name()), 0);
    ActionTerms terms = desk.scenario().rules().actions().get(ActionKind.REVERT);
    String price =
        terms == null || terms.points() == 0
            ? "It costs nothing."
            : "It is your team's revert number %d and costs %d points."
                .formatted(before + 1, Price.of(terms, before + 1));
    return CommandResult.said(
        """
        Green puts back the initial image of %s: data, first passwords and first weaknesses come
        back; whatever your team fixed here is gone. %s
        Write "revert yes" to ask for it.
        """
            .formatted(system, price));
  }

  private CommandResult cancel(String id) {
    Reply reply = desk.submit(commandId(), Actor.blue(team().id(), account), new CancelAction(id));
    return switch (reply) {
      case Reply.Done _ -> CommandResult.said(id + " is cancelled\n");
      case Reply.No no -> CommandResult.refused("refused: " + no.message() + "\n");
      case Reply.Unknown unknown -> CommandResult.refused(uncertain(unknown));
    };
  }

  /// The password of an account, for the team that owns it.
  private CommandResult password(String system, String name) {
    return nation
        .password(team().id(), system, name)
        .map(password -> CommandResult.said(password + "\n"))
        .orElseGet(() -> CommandResult.refused("write: password ACCOUNT; see accounts\n"));
  }

  /// What an action that has ended brought to light.
  private CommandResult report(String id) {
    return Optional.ofNullable(desk.state().actions().get(id))
        .filter(action -> action.team().equals(team().id()) && !action.detail().isEmpty())
        .map(action -> CommandResult.said(action.detail() + "\n"))
        .orElseGet(
            () -> CommandResult.refused("write: report ACTION, once that action has ended\n"));
  }
}
