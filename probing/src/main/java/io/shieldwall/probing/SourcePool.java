package io.shieldwall.probing;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The addresses of this machine that probes come from. Each connection takes one at random, so
/// that a team cannot let the checker in and keep everybody else out.
///
/// @param addresses local addresses; empty to let the operating system choose
public record SourcePool(List<InetAddress> addresses) {

  /// Lets the operating system choose.
  public static final SourcePool ANY = new SourcePool(List.of());

  public SourcePool {
    addresses = List.copyOf(addresses);
  }

  /// An address of the pool of the same family as the destination; empty when there is none.
  Optional<InetAddress> towards(InetAddress destination) {
    List<InetAddress> fitting =
        addresses.stream().filter(each -> each.getClass() == destination.getClass()).toList();
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get(ThreadLocalRandom.current().nextInt(fitting.size())));
  }
}
