package io.shieldwall.probing;

import io.shieldwall.scenario.Probe;
import java.util.List;

/// Reads parameters that planners may write as one text or as a list.
public final class Written {

  private Written() {}

  public static List<String> texts(Probe probe, String name) {
    return switch (probe.parameters().get(name)) {
      case null -> List.of();
      case List<?> list -> list.stream().map(String::valueOf).toList();
      case Object one -> List.of(String.valueOf(one));
    };
  }
}
