package io.shieldwall.scenario;

import java.util.Optional;

/// An IPv4 network in CIDR notation (RFC 4632).
///
/// @param network first address as a 32-bit number
/// @param prefix 0 to 32
public record Cidr(int network, int prefix) {

  /// The network of a text such as `10.1.20.0/24`; empty when it is none or has host bits set.
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,2}")) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    return address(text.substring(0, slash))
        .filter(_ -> prefix <= 32)
        .map(network -> new Cidr(network, prefix))
        .filter(cidr -> (cidr.network & ~cidr.mask()) == 0);
  }

  /// A dotted-quad address as a 32-bit number. Octets are decimal without leading zeros; every
  /// other spelling (octal, hexadecimal, short forms) is refused.
  public static Optional<Integer> address(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      return Optional.empty();
    }
    int address = 0;
    for (String octet : octets) {
      if (!octet.matches("0|[1-9]\\d{0,2}") || Integer.parseInt(octet) > 255) {
        return Optional.empty();
      }
      address = address << 8 | Integer.parseInt(octet);
    }
    return Optional.of(address);
  }

  public boolean contains(int address) {
    return (address & mask()) == network;
  }

  private int mask() {
    return prefix == 0 ? 0 : -1 << (32 - prefix);
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d/%d"
        .formatted(
            network >>> 24, network >>> 16 & 255, network >>> 8 & 255, network & 255, prefix);
  }
}
