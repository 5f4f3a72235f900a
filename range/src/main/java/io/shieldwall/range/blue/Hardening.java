package io.shieldwall.range.blue;

import io.shieldwall.range.Chance;
import io.shieldwall.range.Skill;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Weakness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a team removes of its own accord after STARTEX: a share of the weaknesses by skill,
/// critical systems first for those who know which they are, and quick actions before slow ones.
final class Hardening {

  private Hardening() {}

  static void plan(Network network, Skill skill, Profile profile, Chance chance, Hands hands) {
    List<DefendedSystem> systems = new ArrayList<>(network.systems());
    java.util.Map<String, Double> order = new java.util.HashMap<>();
    for (DefendedSystem system : systems) {
      boolean known = skill != Skill.NOVICE && system.critical();
      order.put(system.id(), chance.share() + (known ? 0 : 1));
    }
    systems.sort(Comparator.comparingDouble(system -> order.getOrDefault(system.id(), 2.0)));
    for (DefendedSystem system : systems) {
      for (Weakness weakness : system.weaknesses()) {
        if (chance.favours(profile.foresight())) {
          remove(system, weakness, Job.PLANNED, hands);
        }
      }
    }
  }

  /// Notes the job that removes a weakness; a service is closed only when nothing else helps and
  /// nobody measures it.
  static void remove(DefendedSystem system, Weakness weakness, int urgency, Hands hands) {
    weakness.fixes().stream()
        .filter(kind -> kind != ActionKind.REVERT && kind != ActionKind.ISOLATE)
        .filter(kind -> kind != ActionKind.CLOSE_SERVICE || unmeasured(system, weakness))
        .min(Comparator.comparingInt(Hardening::cost))
        .ifPresent(kind -> hands.want(urgency, system.id(), kind, subject(system, weakness, kind)));
  }

  private static boolean unmeasured(DefendedSystem system, Weakness weakness) {
    return weakness
        .service()
        .flatMap(system::service)
        .map(service -> service.checks().isEmpty())
        .orElse(false);
  }

  private static int cost(ActionKind kind) {
    return switch (kind) {
      case ROTATE_CREDENTIAL, CLOSE_SERVICE, OPEN_SERVICE, INSPECT_LOGS -> 0;
      case HARDEN -> 1;
      case PATCH, EVICT -> 2;
      case RESTORE -> 3;
      case ISOLATE, RECONNECT, REVERT -> 4;
    };
  }

  private static String subject(DefendedSystem system, Weakness weakness, ActionKind kind) {
    return switch (kind) {
      case ROTATE_CREDENTIAL ->
          weakness
              .account()
              .or(() -> system.accounts().stream().map(account -> account.name()).findFirst())
              .orElse("");
      case CLOSE_SERVICE, OPEN_SERVICE -> weakness.service().orElse("");
      case INSPECT_LOGS, PATCH, HARDEN, ISOLATE, RECONNECT, EVICT, RESTORE, REVERT -> "";
    };
  }
}
