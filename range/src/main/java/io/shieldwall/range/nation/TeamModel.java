package io.shieldwall.range.nation;

import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Team;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// A team's copy of the nation, and the lock that guards everything in it.
final class TeamModel {

  final Team team;
  final ReentrantLock lock = new ReentrantLock();
  final Map<String, SystemModel> systems = new LinkedHashMap<>();

  /// how objectives ended, by id
  final Map<String, AttackResult> results = new HashMap<>();

  /// attempts by id
  final Map<String, Attempt> attempts = new HashMap<>();

  /// actions under way by id
  final Map<String, Order> orders = new LinkedHashMap<>();

  /// exercise times at which something changes by itself
  final TreeSet<Long> boundaries = new TreeSet<>();

  /// grows with every change; 0 before the first
  final AtomicLong revision = new AtomicLong();

  /// An objective under way.
  ///
  /// @param openAtStart whether the weakness it uses was open when it began
  record Attempt(String objective, boolean openAtStart) {}

  /// An action under way.
  record Order(
      String action, String system, ActionKind kind, String subject, long completesAt, String by) {}

  TeamModel(Team team, Network network, long seed) {
    this.team = team;
    for (DefendedSystem system : network.systems()) {
      SystemLog log = new SystemLog(new RoutineLines(seed, team, system));
      systems.put(system.id(), new SystemModel(system, log));
    }
  }

  SystemModel system(String id) {
    SystemModel system = systems.get(id);
    if (system == null) {
      throw new IllegalArgumentException("there is no system " + id);
    }
    return system;
  }

  /// How a service meets somebody who connects.
  Reach reach(SystemModel system, ServiceModel service, long at) {
    if (system.isolated) {
      return Reach.SILENT;
    }
    if (!system.standsAt(at) || service.running != ServiceModel.Running.YES) {
      return Reach.RESETS;
    }
    if (service.floodedAt(at)) {
      return Reach.SILENT;
    }
    boolean failed = !service.isShell() && dependencyFails(system, at, new HashSet<>());
    return failed ? Reach.DEPENDENCY_DOWN : Reach.ANSWERS;
  }

  /// Whether a system needs one that does not work; visits each once, so circles end.
  private boolean dependencyFails(SystemModel system, long at, Set<String> visited) {
    for (String id : system.plan.dependsOn()) {
      if (visited.add(id)) {
        SystemModel needed = system(id);
        boolean works =
            needed.standsAt(at)
                && needed
                    .main()
                    .map(main -> main.running == ServiceModel.Running.YES && !main.floodedAt(at))
                    .orElse(true);
        if (!works || dependencyFails(needed, at, visited)) {
          return true;
        }
      }
    }
    return false;
  }

  /// The first exercise time after this one at which something changes by itself.
  long stableUntil(long at) {
    Long boundary = boundaries.higher(at);
    return boundary == null ? Long.MAX_VALUE : boundary;
  }
}
