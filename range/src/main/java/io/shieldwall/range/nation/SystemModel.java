package io.shieldwall.range.nation;

import io.shieldwall.exercise.Event.SystemMark;
import io.shieldwall.range.nation.ServiceModel.Running;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Network.Weakness;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A system of one team as it truly is. Guarded by the lock of its team.
final class SystemModel {

  final DefendedSystem plan;
  final SystemLog log;
  final Map<String, ServiceModel> services = new LinkedHashMap<>();
  final Set<String> fixedWeaknesses = new HashSet<>();
  final Set<String> lockedAccounts = new HashSet<>();
  final Map<String, Integer> rotations = new HashMap<>();

  /// what the adversary holds here, by objective
  final Map<String, Hold> holds = new LinkedHashMap<>();

  /// objectives that took data from here
  final Set<String> thefts = new HashSet<>();

  boolean wiped;
  boolean isolated;
  boolean hardened;
  Outage outage = Outage.NONE;

  /// Something that the adversary keeps on a system.
  ///
  /// @param account whose password it knows; empty when it needs none
  /// @param weakness by which it came
  record Hold(
      String objective,
      EffectKind kind,
      Optional<String> account,
      Optional<String> weakness,
      boolean persistent) {

    /// Whether it lets the adversary act on the system.
    boolean isAccess() {
      return kind == EffectKind.FOOTHOLD || kind == EffectKind.STEAL_CREDENTIALS;
    }
  }

  /// A time in which an action keeps every service down.
  ///
  /// @param action id of the action
  record Outage(String action, long from, long to) {

    static final Outage NONE = new Outage("", 0, 0);

    boolean holdsAt(long at) {
      return from <= at && at < to;
    }
  }

  SystemModel(DefendedSystem plan, SystemLog log) {
    this.plan = plan;
    this.log = log;
    for (Service service : plan.services()) {
      services.put(service.id(), new ServiceModel(service));
    }
  }

  ServiceModel service(String id) {
    ServiceModel service = services.get(id);
    if (service == null) {
      throw new IllegalArgumentException(plan.id() + " has no service " + id);
    }
    return service;
  }

  /// The service that others depend on: the first one that is not a shell.
  Optional<ServiceModel> main() {
    return services.values().stream().filter(service -> !service.isShell()).findFirst();
  }

  int rotation(String account) {
    return rotations.getOrDefault(account, 0);
  }

  /// Whether the adversary can use a weakness now.
  boolean open(Weakness weakness) {
    if (fixedWeaknesses.contains(weakness.id())
        || (isolated && weakness.fixes().contains(ActionKind.ISOLATE))) {
      return false;
    }
    return weakness
        .service()
        .map(services::get)
        .map(service -> service.running != Running.CLOSED_BY_TEAM)
        .orElse(true);
  }

  boolean persistence() {
    return holds.values().stream().anyMatch(Hold::persistent);
  }

  /// Whether the system itself lets its services work, whatever they depend on.
  boolean standsAt(long at) {
    return !wiped && !isolated && !outage.holdsAt(at);
  }

  /// What is true beyond "in order", in the order of [SystemMark].
  List<SystemMark> marks(long at) {
    Map<SystemMark, Boolean> marks = new EnumMap<>(SystemMark.class);
    marks.put(SystemMark.COMPROMISED, holds.values().stream().anyMatch(Hold::isAccess));
    marks.put(SystemMark.PERSISTENCE, persistence());
    marks.put(SystemMark.WIPED, wiped);
    marks.put(SystemMark.LOCKED_OUT, !lockedAccounts.isEmpty());
    marks.put(SystemMark.ISOLATED, isolated);
    for (ServiceModel service : services.values()) {
      marks.merge(SystemMark.DEFACED, !service.defaced.isEmpty(), Boolean::logicalOr);
      marks.merge(SystemMark.FLOODED, service.floodedAt(at), Boolean::logicalOr);
      marks.merge(SystemMark.TAMPERED, service.tampered(), Boolean::logicalOr);
      marks.merge(SystemMark.OPERATED, !service.operated.isEmpty(), Boolean::logicalOr);
      marks.merge(SystemMark.SERVICE_STOPPED, service.running != Running.YES, Boolean::logicalOr);
    }
    List<SystemMark> list = new ArrayList<>();
    marks.forEach((mark, holds) -> {
      if (holds) {
        list.add(mark);
      }
    });
    return list;
  }
}
