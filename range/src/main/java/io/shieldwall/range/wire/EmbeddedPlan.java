package io.shieldwall.range.wire;

import io.shieldwall.probing.DeclaredEndpoint;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.nation.ServicePoint;
import io.shieldwall.scenario.Content;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The nation on 127.0.0.0/8: scenario address 10.t.z.h is 127.t.z.h, and a port below 10000 is
/// moved up by 10000 so that nobody has to be root. Few listeners serve many addresses.
public final class EmbeddedPlan implements Placement {

  static final int OFFSET = 10_000;

  private final Map<DeclaredEndpoint, ServicePoint> places;
  private final TreeSet<Integer> declaredPorts = new TreeSet<>();

  /// @throws IllegalArgumentException when ports collide or an address is not within 10.0.0.0/8
  public EmbeddedPlan(Nation nation) {
    places = Places.of(nation);
    for (DeclaredEndpoint place : places.keySet()) {
      declaredPorts.add(place.port());
      realise(place.address(), place.port());
    }
    for (int port : declaredPorts) {
      if (port < OFFSET && declaredPorts.contains(port + OFFSET)) {
        throw new IllegalArgumentException(
            "port %d is moved to %d, which the scenario uses itself: change one of them"
                .formatted(port, port + OFFSET));
      }
    }
  }

  @Override
  public InetSocketAddress realise(String scenarioAddress, int port) {
    byte[] octets = Ipv4Literal.octets(scenarioAddress);
    if (octets[0] != 10 || (octets[1] == 0 && octets[2] == 0)) {
      throw new IllegalArgumentException(
          scenarioAddress + " is not within 10.0.0.0/8, which the embedded range plays on");
    }
    octets[0] = 127;
    int real = port < OFFSET ? port + OFFSET : port;
    return new InetSocketAddress(Ipv4Literal.address(octets), real);
  }

  @Override
  public Optional<DeclaredEndpoint> declared(InetSocketAddress real) {
    if (!(real.getAddress() instanceof Inet4Address address)) {
      return Optional.empty();
    }
    byte[] octets = address.getAddress();
    if (octets[0] != 127 || (octets[1] == 0 && octets[2] == 0)) {
      return Optional.empty();
    }
    octets[0] = 10;
    int port = real.getPort();
    boolean moved = port >= OFFSET && port < 2 * OFFSET && !declaredPorts.contains(port);
    if (port < OFFSET) {
      return Optional.empty();
    }
    return Optional.of(
        new DeclaredEndpoint(Ipv4Literal.text(octets), moved ? port - OFFSET : port));
  }

  @Override
  public Optional<ServicePoint> at(InetSocketAddress local) {
    return declared(local).flatMap(place -> Optional.ofNullable(places.get(place)));
  }

  @Override
  public List<InetSocketAddress> listening() {
    Map<Integer, InetSocketAddress> listeners = new LinkedHashMap<>();
    Inet4Address any = Ipv4Literal.address(new byte[4]);
    for (DeclaredEndpoint place : places.keySet()) {
      int port = realise(place.address(), place.port()).getPort();
      listeners.put(port, new InetSocketAddress(any, port));
    }
    return List.copyOf(listeners.values());
  }

  @Override
  public List<InetSocketAddress> nameServers() {
    List<InetSocketAddress> servers = new ArrayList<>();
    places.forEach((place, point) -> {
      if (point.service().content() instanceof Content.Names) {
        servers.add(realise(place.address(), place.port()));
      }
    });
    return servers;
  }
}
