package io.shieldwall.probing;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// The addresses of this machine that probes come from. They take turns, so that a team cannot let
/// the checker in and keep everybody else out.
///
/// @param addresses local addresses; empty to let the operating system choose
public record SourcePool(List<InetAddress> addresses) {

  /// Lets the operating system choose.
  public static final SourcePool ANY = new SourcePool(List.of());

  public SourcePool {
    addresses = List.copyOf(addresses);
  }

  /// An address as people write it.
  ///
  /// @throws IllegalArgumentException when it is no plain IPv4 or IPv6 address
  public static InetAddress literal(String text) {
    return Literals.parse(text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                Verdict.quote(text) + " is no address such as 10.250.0.7 or fd00:250::7"));
  }

  /// An address of the pool of the same family as the destination; empty when there is none.
  ///
  /// @param vantage number of the place; neighbouring numbers are different addresses
  Optional<InetAddress> towards(InetAddress destination, int vantage) {
    List<InetAddress> fitting =
        addresses.stream().filter(each -> each.getClass() == destination.getClass()).toList();
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get(Math.floorMod(vantage, fitting.size())));
  }
}
