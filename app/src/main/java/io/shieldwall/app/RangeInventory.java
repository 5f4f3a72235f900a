package io.shieldwall.app;

import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.wire.Placement;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.AccountKind;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Team;
import io.shieldwall.server.live.Inventory;
import java.net.InetSocketAddress;
import java.util.Optional;

/// Tells teams how to reach their systems on the embedded range.
final class RangeInventory implements Inventory {

  private final Nation nation;
  private final Placement placement;

  RangeInventory(Nation nation, Placement placement) {
    this.nation = nation;
    this.placement = placement;
  }

  @Override
  public Optional<String> reach(String teamId, String systemId, String serviceId) {
    Optional<Team> team = nation.scenario().team(teamId);
    Optional<DefendedSystem> system = nation.scenario().network().system(systemId);
    Optional<Service> service = system.flatMap(each -> each.service(serviceId));
    if (team.isEmpty() || system.isEmpty() || service.isEmpty()) {
      return Optional.empty();
    }
    InetSocketAddress real =
        placement.realise(team.get().expand(system.get().address()), service.get().port());
    return Optional.of(words(system.get(), service.get(), real));
  }

  private static String words(DefendedSystem system, Service service, InetSocketAddress real) {
    String host = real.getAddress().getHostAddress();
    int port = real.getPort();
    return switch (service.content()) {
      case Content.Shell _ -> "ssh -p %d %s@%s".formatted(port, defender(system), host);
      case Content.Web web ->
          (web.tls() ? "curl -k https://%s:%d/" : "curl http://%s:%d/").formatted(host, port);
      case Content.Names names ->
          "dig -p %d @%s %s".formatted(port, host, names.records().isEmpty() ? "" : "NAME");
      case Content.Mail _ -> "smtp://%s:%d".formatted(host, port);
      case Content.Registers registers ->
          "modbus/tcp %s:%d unit %d".formatted(host, port, registers.unit());
      case Content.Banner _ -> "nc %s %d".formatted(host, port);
      case Content.Elsewhere _ -> "";
    };
  }

  private static String defender(DefendedSystem system) {
    return system.accounts().stream()
        .filter(account -> account.kind() == AccountKind.DEFENDER)
        .map(Account::name)
        .findFirst()
        .orElse("operator");
  }

  @Override
  public Optional<String> password(String team, String system, String account) {
    return nation.password(team, system, account);
  }
}
