package io.shieldwall.probing;

import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Team;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The host names that checks may follow, with their scenario addresses. Names that a service sends
/// are looked up here and nowhere else; no resolver that a team could poison is asked.
@FunctionalInterface
public interface Inventory {

  /// The scenario address of a host name as seen by a team.
  Optional<String> address(String team, String hostName);

  /// Knows no name.
  static Inventory none() {
    return (team, hostName) -> Optional.empty();
  }

  /// Knows the systems of the scenario; each team sees its own.
  static Inventory of(Network network, List<Team> teams) {
    Map<String, Map<String, String>> byTeam = new HashMap<>();
    for (Team team : teams) {
      Map<String, String> names = new HashMap<>();
      for (Network.DefendedSystem system : network.systems()) {
        names.put(canonical(team.expand(system.hostName())), team.expand(system.address()));
      }
      byTeam.put(team.id(), names);
    }
    return (team, hostName) ->
        Optional.ofNullable(byTeam.getOrDefault(team, Map.of()).get(canonical(hostName)));
  }

  private static String canonical(String hostName) {
    String lower = hostName.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
