package io.shieldwall.range.nation;

import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Network.Weakness;
import io.shieldwall.scenario.Network.WeaknessKind;
import io.shieldwall.scenario.Team;
import java.util.Optional;

/// What an attack leaves in the log of its target.
final class Traces {

  private Traces() {}

  /// When an attempt begins: something unusual, not yet the trace itself.
  static String begun(Team team, SystemModel target, Objective objective) {
    Optional<Weakness> weakness = Prospects.weakness(target, objective);
    String account = weakness.flatMap(Weakness::account).orElse("an account");
    String service = weakness.flatMap(Weakness::service).orElse("a service");
    String what =
        weakness
            .map(Weakness::kind)
            .map(kind -> approach(kind, account, service))
            .orElse("a session from an unusual neighbour opened");
    return target.plan.id() + " watch: " + what + ", source " + team.expand("10.{n}.200.0/24");
  }

  private static String approach(WeaknessKind kind, String account, String service) {
    return switch (kind) {
      case WEAK_CREDENTIAL -> "refused sign-ins for " + account + " above the usual";
      case PHISHED_USER -> account + " signs in at an unusual hour";
      case UNPATCHED -> "malformed requests to " + service;
      case MISCONFIGURATION -> "requests to " + service + " that no client of ours makes";
      case EXPOSED_SERVICE -> "a new client talks to " + service;
      case PLANTED_BACK_DOOR -> "a file that nobody touched for months was read";
      case SUPPLY_CHAIN -> "an update was fetched outside of the update window";
      case FLOOD_EXPOSURE -> "the request rate of " + service + " climbs";
    };
  }

  /// When it ended: the scenario's trace, or that it was turned away.
  static String ended(Team team, SystemModel target, Objective objective, AttackResult result) {
    return result == AttackResult.BLOCKED
        ? target.plan.id() + " watch: an attempt was turned away, nothing changed"
        : team.expand(objective.trace());
  }
}
