package io.shieldwall.scenario;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a service is measured: a protocol and its parameters, checked against the [ProbeKind] of
/// that name when the scenario was read.
///
/// @param kind name of the protocol, such as `http`
/// @param parameters values by name: String, Long, Boolean, Duration, List of String, Map of String
///   to String or List of such maps
public record Probe(String kind, Map<String, Object> parameters) {

  public Probe {
    parameters = Map.copyOf(parameters);
  }

  /// The same with the team's variables filled in every text.
  public Probe expandedFor(Team team) {
    Map<String, Object> expanded = new HashMap<>();
    parameters.forEach((name, value) -> expanded.put(name, expanded(team, value)));
    return new Probe(kind, expanded);
  }

  private static Object expanded(Team team, Object value) {
    return switch (value) {
      case String text -> team.expand(text);
      case Map<?, ?> map -> {
        Map<String, Object> filled = new HashMap<>();
        map.forEach((key, each) -> filled.put(String.valueOf(key), expanded(team, each)));
        yield filled;
      }
      case List<?> texts -> texts.stream().map(text -> expanded(team, text)).toList();
      default -> value;
    };
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable((String) parameters.get(name));
  }

  public String text(String name, String otherwise) {
    return text(name).orElse(otherwise);
  }

  public long number(String name, long otherwise) {
    Object value = parameters.get(name);
    return value == null ? otherwise : (Long) value;
  }

  public boolean flag(String name, boolean otherwise) {
    Object value = parameters.get(name);
    return value == null ? otherwise : (Boolean) value;
  }

  public Optional<Duration> duration(String name) {
    return Optional.ofNullable((Duration) parameters.get(name));
  }

  @SuppressWarnings("unchecked")
  public List<String> texts(String name) {
    Object value = parameters.get(name);
    return value == null ? List.of() : (List<String>) value;
  }

  @SuppressWarnings("unchecked")
  public Map<String, String> map(String name) {
    Object value = parameters.get(name);
    return value == null ? Map.of() : (Map<String, String>) value;
  }

  @SuppressWarnings("unchecked")
  public List<Map<String, String>> records(String name) {
    Object value = parameters.get(name);
    return value == null ? List.of() : (List<Map<String, String>>) value;
  }

  public boolean has(String name) {
    return parameters.containsKey(name);
  }
}
