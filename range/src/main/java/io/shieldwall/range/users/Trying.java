package io.shieldwall.range.users;

import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.UserSimulation.UserTest;
import java.util.List;

/// How simulated users try something: over the model at once, or over the wire in the background.
public interface Trying {

  /// Begins a try for a team.
  void begin(String team, UserTest test, long at);

  /// Whether a result waits to be taken.
  boolean ready();

  /// Takes the results that have come since the last time.
  List<Tried> finished();

  /// @param test id of the test
  record Tried(String team, String test, Verdict verdict) {}
}
