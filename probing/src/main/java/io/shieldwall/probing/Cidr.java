package io.shieldwall.probing;

/// A block of IPv4 addresses.
///
/// @param prefix length of the network part, 0 to 32
record Cidr(Ipv4 network, int prefix) {

  /// @throws IllegalArgumentException unless the text is like `10.1.0.0/16`; a single address is a
  ///   block of one
  static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    int prefix = slash < 0 ? 32 : prefix(text, text.substring(slash + 1));
    return new Cidr(Ipv4.parse(address).orElseThrow(() -> refusal(text)), prefix);
  }

  private static int prefix(String text, String digits) {
    if (!digits.matches("[0-9]|[12][0-9]|3[0-2]")) {
      throw refusal(text);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException refusal(String text) {
    return new IllegalArgumentException(
        Verdict.quote(text) + " is not an IPv4 network such as 10.1.0.0/16");
  }

  boolean contains(Ipv4 address) {
    int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
    return (address.bits() & mask) == (network.bits() & mask);
  }

  @Override
  public String toString() {
    return network + "/" + prefix;
  }
}
