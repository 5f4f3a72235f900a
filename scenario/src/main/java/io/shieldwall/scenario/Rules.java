package io.shieldwall.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The rules of engagement: where anything may reach, what is forbidden, what help costs.
///
/// @param scope CIDR templates that probes, users and the adversary may reach; nothing else is
/// @param exclusions CIDR templates within the scope that stay out of reach
/// @param forbidden sentences that teams agree to
/// @param actions duration and price of each action; every [ActionKind] has one
/// @param holds windows of exercise time in which checks are not run
/// @param reportWindow exercise time after an attack's result in which a report still softens the
///   loss
public record Rules(
    List<String> scope,
    List<String> exclusions,
    List<String> forbidden,
    Map<ActionKind, ActionTerms> actions,
    Duration reportWindow,
    List<Hold> holds) {

  /// Rules without holds.
  public Rules(
      List<String> scope,
      List<String> exclusions,
      List<String> forbidden,
      Map<ActionKind, ActionTerms> actions,
      Duration reportWindow) {
    this(scope, exclusions, forbidden, actions, reportWindow, List.of());
  }

  public Rules {
    scope = List.copyOf(scope);
    exclusions = List.copyOf(exclusions);
    forbidden = List.copyOf(forbidden);
    actions = Map.copyOf(actions);
    holds = List.copyOf(holds);
  }

  /// A window in which nothing is measured, such as a change of shifts or a planned migration.
  ///
  /// @param from exercise time at which it begins
  /// @param to exercise time at which it is over, exclusive
  /// @param checks ids of the checks concerned; empty for all
  public record Hold(Duration from, Duration to, List<String> checks, String reason) {
    public Hold {
      checks = List.copyOf(checks);
    }

    /// Whether a check that is due at an exercise time is held.
    public boolean holds(String check, long atMillis) {
      return atMillis >= from.toMillis()
          && atMillis < to.toMillis()
          && (checks.isEmpty() || checks.contains(check));
    }
  }

  /// What an action takes and costs.
  ///
  /// @param takes exercise time from order to completion
  /// @param outage exercise time during which the services of the system are down at its end
  /// @param points price of the first request in points; 0 when free
  /// @param growth how the price grows with each further priced request of the team
  public record ActionTerms(Duration takes, Duration outage, int points, Growth growth) {}

  /// How a price grows with each request of the same team.
  public enum Growth {
    /// always the same
    FLAT,
    /// 1, 2, 3, 4 … times
    LINEAR,
    /// 1, 1, 2, 3, 5 … times
    FIBONACCI
  }
}
