package io.shieldwall.probing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// An IPv4 address. The only spelling read is the plain one: four decimal numbers without leading
/// zeros. Octal, hexadecimal, shortened and single-number forms, which resolvers read differently,
/// are no addresses.
public record Ipv4(int bits) {

  public static Optional<Ipv4> parse(String text) {
    int bits = 0;
    int position = 0;
    for (int octet = 0; octet < 4; octet++) {
      int end = octet == 3 ? text.length() : text.indexOf('.', position);
      int value = end < 0 ? -1 : number(text, position, end);
      if (value < 0) {
        return Optional.empty();
      }
      bits = (bits << 8) | value;
      position = end + 1;
    }
    return Optional.of(new Ipv4(bits));
  }

  private static int number(String text, int from, int to) {
    if (to <= from || to - from > 3 || (to - from > 1 && text.charAt(from) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + digit - '0';
    }
    return value <= 255 ? value : -1;
  }

  public static Ipv4 of(Inet4Address address) {
    byte[] octets = address.getAddress();
    return new Ipv4(
        ((octets[0] & 0xff) << 24)
            | ((octets[1] & 0xff) << 16)
            | ((octets[2] & 0xff) << 8)
            | (octets[3] & 0xff));
  }

  /// The platform's form, made from the number; nothing is looked up.
  public InetAddress address() {
    byte[] octets = {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits};
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four octets are an address", e);
    }
  }

  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + ((bits >>> 16) & 0xff)
        + "."
        + ((bits >>> 8) & 0xff)
        + "."
        + (bits & 0xff);
  }
}
