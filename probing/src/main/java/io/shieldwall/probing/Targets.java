package io.shieldwall.probing;

import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Team;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Whose services are measured, and where each team's are.
///
/// @param teams ids in the scenario's order
/// @param request what is to be probed for a team and a check
public record Targets(List<String> teams, BiFunction<String, Network.Check, ProbeRequest> request) {

  public Targets {
    teams = List.copyOf(teams);
  }

  /// The services of a network, one copy for each team.
  public static Targets of(Network network, List<Team> teams) {
    Map<String, Map<String, ProbeRequest>> requests = new HashMap<>();
    for (Team team : teams) {
      Map<String, ProbeRequest> ofTeam = new HashMap<>();
      for (Network.DefendedSystem system : network.systems()) {
        for (Network.Service service : system.services()) {
          for (Network.Check check : service.checks()) {
            ofTeam.put(check.id(), ProbeRequest.of(team, system, service, check));
          }
        }
      }
      requests.put(team.id(), ofTeam);
    }
    return new Targets(
        teams.stream().map(Team::id).toList(), (team, check) -> find(requests, team, check));
  }

  private static ProbeRequest find(
      Map<String, Map<String, ProbeRequest>> requests, String team, Network.Check check) {
    ProbeRequest request = requests.getOrDefault(team, Map.of()).get(check.id());
    if (request == null) {
      throw new IllegalArgumentException("team " + team + " has no check " + check.id());
    }
    return request;
  }
}
