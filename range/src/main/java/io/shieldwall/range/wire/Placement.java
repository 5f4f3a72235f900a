package io.shieldwall.range.wire;

import io.shieldwall.probing.AddressPlan;
import io.shieldwall.range.nation.ServicePoint;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// Where the nation's services really are on the loopback network.
public interface Placement extends AddressPlan {

  /// The service that somebody reached at a local address; empty when none is there.
  Optional<ServicePoint> at(InetSocketAddress local);

  /// Addresses on which TCP is listened; a wildcard address stands for many.
  List<InetSocketAddress> listening();

  /// Addresses on which name servers take datagrams.
  List<InetSocketAddress> nameServers();
}
