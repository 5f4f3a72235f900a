package io.shieldwall.range.nation;

import io.shieldwall.range.nation.ServiceModel.Running;
import io.shieldwall.range.nation.SystemModel.Hold;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Network.Weakness;
import java.util.Optional;
import java.util.function.Predicate;

/// What a completed action of a defender does to a system.
final class Repairs {

  private Repairs() {}

  /// Why an action cannot take effect now; empty when it can.
  static Optional<String> obstacle(SystemModel system, ActionKind kind, String subject) {
    if (system.wiped && !worksOnRuins(kind)) {
      return Optional.of(
          system.plan.id() + " is destroyed; restore it from your backup or ask for a revert");
    }
    if (kind == ActionKind.RECONNECT && !system.isolated) {
      return Optional.of(system.plan.id() + " is on the network");
    }
    if (kind == ActionKind.OPEN_SERVICE && system.service(subject).running == Running.YES) {
      return Optional.of(subject + " was running; nothing changed");
    }
    return Optional.empty();
  }

  private static boolean worksOnRuins(ActionKind kind) {
    return switch (kind) {
      case INSPECT_LOGS, ISOLATE, RECONNECT, RESTORE, REVERT -> true;
      case ROTATE_CREDENTIAL, PATCH, HARDEN, CLOSE_SERVICE, OPEN_SERVICE, EVICT -> false;
    };
  }

  static void apply(SystemModel system, ActionKind kind, String subject) {
    switch (kind) {
      case INSPECT_LOGS -> {}
      case ROTATE_CREDENTIAL -> rotate(system, subject);
      case PATCH -> restart(system);
      case HARDEN -> harden(system);
      case CLOSE_SERVICE -> system.service(subject).running = Running.CLOSED_BY_TEAM;
      case OPEN_SERVICE -> system.service(subject).running = Running.YES;
      case ISOLATE -> system.isolated = true;
      case RECONNECT -> system.isolated = false;
      case EVICT -> drop(system, hold -> hold.persistent() || hold.kind() == EffectKind.FOOTHOLD);
      case RESTORE -> restore(system);
      case REVERT -> revert(system);
    }
    fix(system, kind, subject);
  }

  private static void rotate(SystemModel system, String account) {
    system.rotations.merge(account, 1, Integer::sum);
    system.lockedAccounts.remove(account);
    drop(system, hold -> !hold.persistent() && hold.account().map(account::equals).orElse(false));
  }

  private static void restart(SystemModel system) {
    for (ServiceModel service : system.services.values()) {
      if (service.running == Running.STOPPED_BY_ADVERSARY) {
        service.running = Running.YES;
      }
    }
  }

  /// Limits take hold: a flood ends, and persistence will not settle any more.
  private static void harden(SystemModel system) {
    system.hardened = true;
    system.services.values().forEach(service -> service.floodedUntil = 0);
  }

  private static void restore(SystemModel system) {
    system.wiped = false;
    restart(system);
    system.services.values().forEach(ServiceModel::restoreData);
    drop(system, hold -> !hold.persistent() && hold.kind() == EffectKind.FOOTHOLD);
  }

  private static void revert(SystemModel system) {
    system.wiped = false;
    system.isolated = false;
    system.hardened = false;
    system.fixedWeaknesses.clear();
    system.lockedAccounts.clear();
    system.rotations.clear();
    system.holds.clear();
    for (ServiceModel service : system.services.values()) {
      service.running = Running.YES;
      service.floodedUntil = 0;
      service.restoreData();
    }
  }

  /// Removes the weaknesses that this action removes, and what hung on them alone.
  private static void fix(SystemModel system, ActionKind kind, String subject) {
    for (Weakness weakness : system.plan.weaknesses()) {
      if (weakness.fixes().contains(kind) && concerns(weakness, kind, subject)) {
        system.fixedWeaknesses.add(weakness.id());
        drop(
            system,
            hold ->
                !hold.persistent()
                    && hold.account().isEmpty()
                    && hold.kind() == EffectKind.STEAL_CREDENTIALS
                    && hold.weakness().map(weakness.id()::equals).orElse(false));
      }
    }
  }

  /// Closing a service and isolating a system remove a weakness only as long as they last.
  private static boolean concerns(Weakness weakness, ActionKind kind, String subject) {
    return switch (kind) {
      case ROTATE_CREDENTIAL -> weakness.account().map(subject::equals).orElse(true);
      case CLOSE_SERVICE, OPEN_SERVICE, ISOLATE, RECONNECT -> false;
      case INSPECT_LOGS, PATCH, HARDEN, EVICT, RESTORE, REVERT -> true;
    };
  }

  private static void drop(SystemModel system, Predicate<Hold> which) {
    system.holds.values().removeIf(which);
  }
}
