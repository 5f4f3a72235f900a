package io.shieldwall.probing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// Where the scenario's addresses really are. A real range has them as written; an embedded one
/// maps them to the loopback network. Must be one to one, so that the guard can translate back.
public interface AddressPlan {

  /// The real place of a scenario address.
  ///
  /// @param scenarioAddress IPv4 or IPv6 literal
  /// @throws IllegalArgumentException when it is no literal or has no place in this plan
  InetSocketAddress realise(String scenarioAddress, int port);

  /// The scenario's place that is really there; empty when this plan puts nothing there.
  Optional<DeclaredEndpoint> declared(InetSocketAddress real);

  /// A real range: every address is what the scenario says.
  static AddressPlan direct() {
    return new AddressPlan() {
      @Override
      public InetSocketAddress realise(String scenarioAddress, int port) {
        InetAddress address =
            Literals.parse(scenarioAddress)
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        Verdict.quote(scenarioAddress) + " is not a plain IP address"));
        return new InetSocketAddress(address, port);
      }

      @Override
      public Optional<DeclaredEndpoint> declared(InetSocketAddress real) {
        return Optional.of(new DeclaredEndpoint(Literals.of(real.getAddress()), real.getPort()));
      }
    };
  }
}
