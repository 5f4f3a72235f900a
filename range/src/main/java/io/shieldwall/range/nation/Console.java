package io.shieldwall.range.nation;

import io.shieldwall.range.Chance;
import io.shieldwall.range.nation.ServiceModel.Running;
import io.shieldwall.range.nation.TeamModel.Order;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.AccountKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a system tells about itself to somebody who is signed in. Shows what a defender can see:
/// services, floods, outages and the team's own actions; never whether the adversary is inside.
final class Console {

  /// What accounts that are no defender's may run.
  static final List<String> FOR_EVERYBODY = List.of("uptime", "hostname", "status");

  private static final long DAY = 86_400_000;
  private static final int USUAL_LOG = 20;

  private final TeamModel team;
  private final SystemModel system;
  private final long at;

  Console(TeamModel team, SystemModel system, long at) {
    this.team = team;
    this.system = system;
    this.at = at;
  }

  /// Runs a command that only reads, as an account that is signed in.
  static CommandResult consult(
      TeamModel team, SystemModel system, String account, List<String> words, long at) {
    String command = words.isEmpty() ? "" : words.getFirst();
    boolean defender =
        system.plan.accounts().stream()
            .anyMatch(
                known -> known.name().equals(account) && known.kind() == AccountKind.DEFENDER);
    if (!defender && !FOR_EVERYBODY.contains(command)) {
      return new CommandResult(
          126, account + " may run " + String.join(", ", FOR_EVERYBODY) + " only\n");
    }
    return new Console(team, system, at)
        .run(words)
        .orElseGet(() -> new CommandResult(127, command + ": no such command; try help\n"));
  }

  /// Runs a command that only reads; empty when there is no such command.
  ///
  /// @param words command and arguments, at least one
  Optional<CommandResult> run(List<String> words) {
    return switch (words.getFirst()) {
      case "uptime" -> said(uptime());
      case "hostname" -> said(hostName());
      case "status" -> said(status());
      case "services" -> said(services());
      case "logs" -> said(logs(words));
      case "accounts" -> said(accounts());
      case "actions" -> said(actions());
      default -> Optional.empty();
    };
  }

  private static Optional<CommandResult> said(String text) {
    return Optional.of(CommandResult.said(text));
  }

  private String hostName() {
    String name = team.team.expand(system.plan.hostName());
    return (name.isBlank() ? system.plan.id() : name) + "\n";
  }

  private String uptime() {
    Chance chance = Chance.of(0, "uptime", system.plan.id());
    long up = chance.between(9, 200) * DAY + at;
    return "%s up %d days, %s, 1 user, load average: 0.%02d\n"
        .formatted(LogLine.clock(at), up / DAY, LogLine.clock(up % DAY), chance.between(3, 40));
  }

  private String status() {
    StringBuilder text = new StringBuilder();
    text.append(system.plan.title()).append(", ").append(hostName());
    text.append("exercise time ").append(LogLine.clock(at)).append('\n');
    condition().ifPresent(line -> text.append(line).append('\n'));
    text.append(services());
    String actions = actions();
    return text.append(actions).toString();
  }

  private Optional<String> condition() {
    if (system.wiped) {
      return Optional.of("The system is destroyed: restore it or ask for a revert.");
    }
    if (system.isolated) {
      return Optional.of("The system is cut off the network.");
    }
    return system.outage.holdsAt(at)
        ? Optional.of("In maintenance until " + LogLine.clock(system.outage.to()) + ".")
        : Optional.empty();
  }

  private String services() {
    StringBuilder text = new StringBuilder();
    for (ServiceModel service : system.services.values()) {
      text.append(
          "  %-14s %5d/%s  %s\n"
              .formatted(
                  service.plan.id(), service.plan.port(), transport(service), state(service)));
    }
    return text.toString();
  }

  private static String transport(ServiceModel service) {
    return service.plan.content() instanceof Content.Names ? "udp" : "tcp";
  }

  private String state(ServiceModel service) {
    if (service.running == Running.CLOSED_BY_TEAM) {
      return "closed by your team";
    }
    if (service.running == Running.STOPPED_BY_ADVERSARY) {
      return "stopped";
    }
    return switch (team.reach(system, service, at)) {
      case ANSWERS -> "running";
      case RESETS -> "down";
      case SILENT -> "running, but answers nobody";
      case DEPENDENCY_DOWN -> "running, waits for " + String.join(", ", system.plan.dependsOn());
    };
  }

  private String logs(List<String> words) {
    int count = USUAL_LOG;
    if (words.size() > 1 && words.get(1).matches("\\d{1,3}")) {
      count = Integer.parseInt(words.get(1));
    }
    return system.log.latest(count, at).stream()
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private String accounts() {
    StringBuilder text = new StringBuilder();
    for (Account account : system.plan.accounts()) {
      int changes = system.rotation(account.name());
      text.append(
          "  %-14s %-9s %s%s\n"
              .formatted(
                  account.name(),
                  account.kind().name().toLowerCase(Locale.ROOT),
                  changes == 0 ? "first password" : "password changed " + changes + " times",
                  system.lockedAccounts.contains(account.name()) ? ", LOCKED" : ""));
    }
    return text.toString();
  }

  private String actions() {
    StringBuilder text = new StringBuilder();
    for (Order order : team.orders.values()) {
      if (order.system().equals(system.plan.id())) {
        text.append("  ").append(order.action()).append("  ").append(order.kind());
        text.append(order.subject().isEmpty() ? "" : " " + order.subject());
        text.append(", ordered by ").append(order.by());
        text.append(", takes effect at ").append(LogLine.clock(order.completesAt())).append('\n');
      }
    }
    return text.isEmpty() ? "  no action under way\n" : text.toString();
  }
}
