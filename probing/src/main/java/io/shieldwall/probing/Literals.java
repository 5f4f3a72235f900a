package io.shieldwall.probing;

import io.shieldwall.scenario.Cidr6;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Reads and writes addresses without ever asking a resolver.
final class Literals {

  private Literals() {}

  /// The one spelling of an IPv4 or IPv6 literal; empty for anything else, such as a name, a zone,
  /// an octal octet or an IPv4 address within an IPv6 one.
  static Optional<String> canonical(String text) {
    return Ipv4.parse(text)
        .map(Ipv4::toString)
        .or(() -> Cidr6.address(text).map(Cidr6.Address::toString));
  }

  /// The platform's form of a literal.
  static Optional<InetAddress> parse(String text) {
    return Ipv4.parse(text)
        .map(Ipv4::address)
        .or(() -> Cidr6.address(text).map(Literals::platform));
  }

  private static InetAddress platform(Cidr6.Address address) {
    byte[] bytes = ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an address", e);
    }
  }

  /// The canonical spelling of a real address.
  static String of(InetAddress address) {
    return switch (address) {
      case Inet4Address four -> Ipv4.of(four).toString();
      case Inet6Address six -> number(six).toString();
      default -> address.getHostAddress();
    };
  }

  private static Cidr6.Address number(Inet6Address address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return new Cidr6.Address(bytes.getLong(), bytes.getLong());
  }
}
