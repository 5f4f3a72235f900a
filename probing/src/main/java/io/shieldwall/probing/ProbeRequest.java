package io.shieldwall.probing;

import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.Team;
import java.time.Duration;

/// One probe to be made, with everything expanded for its team.
///
/// @param address scenario address, an IPv4 literal
/// @param port the service's port in the scenario
/// @param hostName name that clients use; may be empty
/// @param timeout hard deadline in wall time
/// @param memory what the check of this team wrote down for itself in the round before; empty when
///   nothing. May hold secrets.
/// @param vantage number of the place that is looked from; another number is, where the platform
///   has several source addresses or workers, another place
public record ProbeRequest(
    String team,
    String system,
    String service,
    String checkId,
    String address,
    int port,
    String hostName,
    Probe probe,
    Duration timeout,
    String memory,
    int vantage) {

  /// A request of a check that remembers nothing.
  public ProbeRequest(
      String team,
      String system,
      String service,
      String checkId,
      String address,
      int port,
      String hostName,
      Probe probe,
      Duration timeout) {
    this(team, system, service, checkId, address, port, hostName, probe, timeout, "", 0);
  }

  /// The request of a check for a team.
  public static ProbeRequest of(
      Team team, Network.DefendedSystem system, Network.Service service, Network.Check check) {
    return new ProbeRequest(
        team.id(),
        system.id(),
        service.id(),
        check.id(),
        team.expand(
            check.overIpv6() ? system.address6().orElse(system.address()) : system.address()),
        service.port(),
        team.expand(system.hostName()),
        check.probe().expandedFor(team),
        check.timeout());
  }

  /// The same with another deadline.
  public ProbeRequest within(Duration limit) {
    return new ProbeRequest(
        team, system, service, checkId, address, port, hostName, probe, limit, memory, vantage);
  }

  /// The same with what the round before wrote down.
  public ProbeRequest remembering(String written) {
    return new ProbeRequest(
        team, system, service, checkId, address, port, hostName, probe, timeout, written, vantage);
  }

  /// The same from another place.
  public ProbeRequest from(int place) {
    return new ProbeRequest(
        team, system, service, checkId, address, port, hostName, probe, timeout, memory, place);
  }
}
