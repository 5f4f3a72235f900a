package io.shieldwall.scoring;

import java.util.ArrayList;
import java.util.List;

/// Exercise time that was really played: stretches that the clock jumped over are left out.
final class PlayedTime {

  private final List<Jump> jumps = new ArrayList<>();

  private record Jump(long from, long to) {}

  void jumped(long from, long to) {
    jumps.add(new Jump(from, to));
  }

  /// Milliseconds played between two exercise times; 0 when the second is the earlier one.
  long between(long from, long to) {
    long played = Math.max(0, to - from);
    for (Jump jump : jumps) {
      played -= Math.max(0, Math.min(to, jump.to()) - Math.max(from, jump.from()));
    }
    return played;
  }
}
