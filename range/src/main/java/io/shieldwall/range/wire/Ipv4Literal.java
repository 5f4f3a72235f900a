package io.shieldwall.range.wire;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// IPv4 addresses from and to four numbers; nothing is looked up.
final class Ipv4Literal {

  private Ipv4Literal() {}

  /// @throws IllegalArgumentException when the text is no plain IPv4 address
  static byte[] octets(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] octets = new byte[4];
    for (int i = 0; i < 4; i++) {
      if (parts.length != 4 || !parts[i].matches("0|[1-9]\\d{0,2}")) {
        throw new IllegalArgumentException("\"" + text + "\" is no IPv4 address");
      }
      int value = Integer.parseInt(parts[i]);
      if (value > 255) {
        throw new IllegalArgumentException("\"" + text + "\" is no IPv4 address");
      }
      octets[i] = (byte) value;
    }
    return octets;
  }

  static Inet4Address address(byte[] octets) {
    try {
      return (Inet4Address) InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four octets are an address", e);
    }
  }

  static String text(byte[] octets) {
    return (octets[0] & 0xff)
        + "."
        + (octets[1] & 0xff)
        + "."
        + (octets[2] & 0xff)
        + "."
        + (octets[3] & 0xff);
  }
}
