package io.shieldwall.scenario;

import java.util.Map;
import java.util.TreeMap;

/// The files of a scenario as bytes, by path within the folder with `/` as separator.
public record ScenarioFolder(Map<String, byte[]> files) {

  public ScenarioFolder {
    files = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }
}
