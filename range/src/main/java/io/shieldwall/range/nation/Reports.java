package io.shieldwall.range.nation;

import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign.EffectKind;

/// What a team gets to read when an action has taken effect.
final class Reports {

  private Reports() {}

  /// @param system before the action takes effect
  static String done(SystemModel system, ActionKind kind, String subject) {
    String id = system.plan.id();
    return switch (kind) {
      case INSPECT_LOGS -> "The logs of " + id + " were read.";
      case ROTATE_CREDENTIAL ->
          "The password of "
              + subject
              + " is changed; checks have the new one, other holders are shut out.";
      case PATCH -> "Updates are installed on " + id + "; its services were restarted.";
      case HARDEN -> "The configuration of " + id + " is corrected and limits are set.";
      case CLOSE_SERVICE -> "Service " + subject + " is closed.";
      case OPEN_SERVICE -> "Service " + subject + " runs.";
      case ISOLATE -> id + " is cut off the network.";
      case RECONNECT -> id + " is back on the network.";
      case EVICT -> evicted(system);
      case RESTORE -> "Data and services of " + id + " are back as in your backup.";
      case REVERT ->
          "Green has put back the initial image of "
              + id
              + ": first passwords and first weaknesses are back too.";
    };
  }

  private static String evicted(SystemModel system) {
    long removed =
        system.holds.values().stream()
            .filter(hold -> hold.persistent() || hold.kind() == EffectKind.FOOTHOLD)
            .count();
    return removed == 0
        ? "Nothing was found to evict on " + system.plan.id() + "; what lay still is removed."
        : "The adversary's persistence on "
            + system.plan.id()
            + " is removed, its sessions closed.";
  }
}
