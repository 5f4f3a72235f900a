package io.shieldwall.range.wire;

import io.shieldwall.probing.DeclaredEndpoint;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.nation.ServicePoint;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Team;
import java.util.LinkedHashMap;
import java.util.Map;

/// Every service of every team by its place in the scenario.
final class Places {

  private Places() {}

  /// @throws IllegalArgumentException when two services share a place
  static Map<DeclaredEndpoint, ServicePoint> of(Nation nation) {
    Map<DeclaredEndpoint, ServicePoint> places = new LinkedHashMap<>();
    for (String id : nation.teams()) {
      Team team = nation.scenario().team(id).orElseThrow();
      for (DefendedSystem system : nation.scenario().network().systems()) {
        for (Service service : system.services()) {
          if (service.content() instanceof Content.Elsewhere) {
            continue;
          }
          DeclaredEndpoint place =
              new DeclaredEndpoint(team.expand(system.address()), service.port());
          if (places.put(place, nation.point(id, system.id(), service.id())) != null) {
            throw new IllegalArgumentException(
                "two services of team %s stand at %s port %d"
                    .formatted(id, place.address(), place.port()));
          }
        }
      }
    }
    return places;
  }
}
