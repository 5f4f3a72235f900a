package io.shieldwall.range.nation;

import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Network.Service;
import java.util.HashMap;
import java.util.Map;

/// A service of one system of one team as it truly is. Guarded by the lock of its team.
final class ServiceModel {

  /// Whether it runs, and if not, by whose doing.
  enum Running {
    YES,
    CLOSED_BY_TEAM,
    STOPPED_BY_ADVERSARY
  }

  final Service plan;
  Running running = Running.YES;

  /// exercise time at which a flood ends; 0 when none was
  long floodedUntil;

  /// the adversary's text by path; the empty path stands for every page
  final Map<String, String> defaced = new HashMap<>();

  /// false values of data records by name
  final Map<String, String> altered = new HashMap<>();

  /// values that the adversary wrote, by the name of the point
  final Map<String, Integer> operated = new HashMap<>();

  /// false measurements, by the name of the point
  final Map<String, Integer> spoofed = new HashMap<>();

  /// false addresses, by the name in lower case
  final Map<String, String> redirected = new HashMap<>();

  ServiceModel(Service plan) {
    this.plan = plan;
  }

  boolean isShell() {
    return plan.content() instanceof Content.Shell;
  }

  boolean floodedAt(long at) {
    return at < floodedUntil;
  }

  boolean tampered() {
    return !altered.isEmpty() || !spoofed.isEmpty() || !redirected.isEmpty();
  }

  /// Data as in the backup; a flood goes on.
  void restoreData() {
    defaced.clear();
    altered.clear();
    operated.clear();
    spoofed.clear();
    redirected.clear();
  }
}
