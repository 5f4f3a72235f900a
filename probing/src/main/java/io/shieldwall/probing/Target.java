package io.shieldwall.probing;

import java.util.Optional;

/// What a probe is aimed at, in the scenario's terms.
///
/// @param scenarioAddress IPv4 literal, already expanded for the team
/// @param port the service's port in the scenario
/// @param hostName name that clients use; may be empty
public record Target(
    String team,
    String system,
    String service,
    String scenarioAddress,
    int port,
    String hostName,
    Credentials credentials) {

  /// The password of an account of this system.
  public Optional<String> password(String account) {
    return credentials.password(team, system, account);
  }

  /// The name that clients use, or the address where there is none.
  public String name() {
    return hostName.isBlank() ? scenarioAddress : hostName;
  }

  public String endpoint() {
    return scenarioAddress + ":" + port;
  }
}
