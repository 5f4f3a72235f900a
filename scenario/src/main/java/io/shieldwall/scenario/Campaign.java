package io.shieldwall.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The adversary: who acts, and the objectives played against every team with equal pressure.
public record Campaign(List<ThreatActor> actors, List<Objective> objectives) {

  public Campaign {
    actors = List.copyOf(actors);
    objectives = List.copyOf(objectives);
  }

  /// A group behind objectives.
  public record ThreatActor(String id, String title, String motive) {}

  /// Something the adversary wants to reach on one system of every team.
  ///
  /// @param technique MITRE ATT&CK technique id, Enterprise (`T1491.002`) or ICS (`T0831`)
  /// @param phase id of the phase in which its window lies
  /// @param opens exercise time since STARTEX of the earliest attempt
  /// @param closes exercise time since STARTEX of the latest attempt
  /// @param target id of the system
  /// @param exploits id of the weakness of the target it uses; empty when it needs only what it
  ///   `needs`
  /// @param needs ids of objectives that must have succeeded against the same team
  /// @param persists whether success leaves something that stays until evicted
  /// @param budget relative weight within attack defence, greater than zero
  /// @param trace what a defender can find in the logs of the target, a template of the team
  /// @param countermeasure what prevents, detects or contains it, in one sentence
  public record Objective(
      String id,
      String title,
      String technique,
      String actor,
      String phase,
      Duration opens,
      Duration closes,
      String target,
      Optional<String> exploits,
      List<String> needs,
      Effect effect,
      boolean persists,
      int budget,
      String trace,
      String countermeasure) {

    public Objective {
      needs = List.copyOf(needs);
    }
  }

  /// What success does to the target and shows on the wire.
  ///
  /// @param service the service it strikes; empty when the whole system
  /// @param values details by name, such as `text` of a defaced page or `register` and `value`
  public record Effect(EffectKind kind, Optional<String> service, Map<String, String> values) {

    public Effect {
      values = Map.copyOf(values);
    }
  }

  /// The forms an effect takes.
  public enum EffectKind {
    /// A way in; visible only in the logs.
    FOOTHOLD,
    /// Credentials are taken; logs only.
    STEAL_CREDENTIALS,
    /// Data is taken; logs only.
    STEAL_DATA,
    /// A web page shows the adversary's text (`text`, optional `path`).
    DEFACE,
    /// A service answers too slowly or not at all for a while (`lasts`).
    FLOOD,
    /// A data record has another value (`record`, `value`).
    ALTER_RECORD,
    /// A Modbus point is written (`register`, `value`).
    OPERATE,
    /// A Modbus point shows a false measurement (`register`, `value`).
    SPOOF,
    /// A name server answers with another address (`name`, `value`).
    REDIRECT_NAME,
    /// A service stops until somebody starts it again.
    STOP_SERVICE,
    /// Data and services of the system are destroyed until restored or reverted.
    WIPE,
    /// A defender's account is locked until its credential is rotated (`account`).
    LOCK_OUT
  }

  public Optional<Objective> objective(String id) {
    return objectives.stream().filter(objective -> objective.id().equals(id)).findFirst();
  }
}
