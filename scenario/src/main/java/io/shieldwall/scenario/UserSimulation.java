package io.shieldwall.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Simulated users: personas, and the test plan that is the same for every team.
public record UserSimulation(List<Persona> personas, List<UserTest> tests) {

  public UserSimulation {
    personas = List.copyOf(personas);
    tests = List.copyOf(tests);
  }

  /// Somebody who uses the nation's systems.
  public record Persona(String id, String name, String occupation, String zone) {}

  /// What a user tries, on which system and how often.
  ///
  /// @param persona id of the persona who tries
  /// @param system id of the system tried
  /// @param service id of the service tried
  /// @param every interval between two tries
  /// @param complaint what the user writes in a ticket when it fails
  public record UserTest(
      String id,
      String title,
      String persona,
      String system,
      String service,
      Duration every,
      Duration timeout,
      Severity severity,
      Probe probe,
      String complaint) {}

  /// How much a failure hurts its users; the rate of loss is set by the scoring rules.
  public enum Severity {
    LOW,
    NORMAL,
    HIGH,
    CRITICAL
  }

  public Optional<UserTest> test(String id) {
    return tests.stream().filter(test -> test.id().equals(id)).findFirst();
  }

  public Optional<Persona> persona(String id) {
    return personas.stream().filter(persona -> persona.id().equals(id)).findFirst();
  }
}
