package io.shieldwall.range.wire;

import io.shieldwall.probing.DeclaredEndpoint;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.nation.ServicePoint;
import io.shieldwall.scenario.Content;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The nation on 127.0.0.1 alone, for machines that have no other loopback address: every service
/// has a port of its own, counted from a first one in the scenario's order.
public final class MappedPlan implements Placement {

  public static final int FIRST_PORT = 20_000;

  private final Map<DeclaredEndpoint, Integer> ports = new LinkedHashMap<>();
  private final Map<Integer, DeclaredEndpoint> declared = new HashMap<>();
  private final Map<DeclaredEndpoint, ServicePoint> places;
  private final Inet4Address local = Ipv4Literal.address(new byte[] {127, 0, 0, 1});

  /// @throws IllegalArgumentException when there are more services than ports
  public MappedPlan(Nation nation, int firstPort) {
    places = Places.of(nation);
    int port = firstPort;
    for (DeclaredEndpoint place : places.keySet()) {
      if (port > 65_535) {
        throw new IllegalArgumentException(
            places.size() + " services need more ports than one address has: play fewer teams");
      }
      ports.put(place, port);
      declared.put(port, place);
      port++;
    }
  }

  @Override
  public InetSocketAddress realise(String scenarioAddress, int port) {
    Integer real = ports.get(new DeclaredEndpoint(scenarioAddress, port));
    if (real == null) {
      throw new IllegalArgumentException(scenarioAddress + " port " + port + " has no place here");
    }
    return new InetSocketAddress(local, real);
  }

  @Override
  public Optional<DeclaredEndpoint> declared(InetSocketAddress real) {
    return local.equals(real.getAddress())
        ? Optional.ofNullable(declared.get(real.getPort()))
        : Optional.empty();
  }

  @Override
  public Optional<ServicePoint> at(InetSocketAddress reached) {
    return declared(reached).flatMap(place -> Optional.ofNullable(places.get(place)));
  }

  @Override
  public List<InetSocketAddress> listening() {
    return ports.values().stream().map(port -> new InetSocketAddress(local, port)).toList();
  }

  @Override
  public List<InetSocketAddress> nameServers() {
    return ports.entrySet().stream()
        .filter(entry -> isNameServer(entry.getKey()))
        .map(entry -> new InetSocketAddress(local, entry.getValue()))
        .toList();
  }

  private boolean isNameServer(DeclaredEndpoint place) {
    ServicePoint point = places.get(place);
    return point != null && point.service().content() instanceof Content.Names;
  }
}
