package io.shieldwall.range.blue;

import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a team sees of its own checks: which of them are critical, and why.
final class Watch {

  private final String team;
  private final Map<String, Cause> down = new LinkedHashMap<>();

  Watch(String team) {
    this.team = team;
  }

  /// Takes in a batch; answers with the checks that have just become critical.
  List<String> hear(ChecksObserved observed) {
    List<String> fallen = List.of();
    for (Observation observation : observed.observations()) {
      if (observation.team().equals(team)) {
        fallen = hear(observation, fallen);
      }
    }
    return fallen;
  }

  private List<String> hear(Observation observation, List<String> fallen) {
    if (observation.outcome() != Outcome.CRITICAL) {
      if (!down.isEmpty() && observation.outcome() != Outcome.UNKNOWN) {
        down.remove(observation.check());
      }
      return fallen;
    }
    if (down.put(observation.check(), observation.cause()) != null) {
      return fallen;
    }
    List<String> more = new ArrayList<>(fallen);
    more.add(observation.check());
    return more;
  }

  /// Why a check is critical; empty when it is not.
  Optional<Cause> cause(String check) {
    return Optional.ofNullable(down.get(check));
  }

  /// Whether a check of a system is critical.
  boolean isDown(String system) {
    return down.keySet().stream().anyMatch(check -> check.startsWith(system + "/"));
  }
}
