package io.shieldwall.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An IPv6 network in CIDR notation (RFC 4291).
///
/// @param high first 64 bits of the first address
/// @param low last 64 bits of the first address
/// @param prefix 0 to 128
public record Cidr6(long high, long low, int prefix) {

  private static final int GROUPS = 8;

  /// An IPv6 address as two numbers.
  public record Address(long high, long low) {

    /// The form of RFC 5952 without its shortest zeros: eight groups.
    @Override
    public String toString() {
      List<String> groups = new ArrayList<>();
      for (int i = 0; i < GROUPS; i++) {
        long half = i < 4 ? high : low;
        groups.add(Long.toHexString(half >>> (48 - 16 * (i % 4)) & 0xffff));
      }
      return String.join(":", groups);
    }
  }

  /// The network of a text such as `fd00:0:1::/48`; empty when it is none or has host bits set.
  public static Optional<Cidr6> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    return address(text.substring(0, slash))
        .filter(_ -> prefix <= 128)
        .map(address -> new Cidr6(address.high(), address.low(), prefix))
        .filter(Cidr6::hasNoHostBits);
  }

  /// An address in groups of hexadecimal digits, at most one run of zeros left out. An embedded
  /// IPv4 address and a zone are refused: they are other ways to the same or another place.
  public static Optional<Address> address(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text).filter(all -> all.size() == GROUPS).map(Cidr6::of);
    }
    Optional<List<Integer>> before = groups(text.substring(0, gap));
    Optional<List<Integer>> after = groups(text.substring(gap + 2));
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    int missing = GROUPS - before.get().size() - after.get().size();
    if (missing < 1) {
      return Optional.empty();
    }
    List<Integer> all = new ArrayList<>(before.get());
    for (int i = 0; i < missing; i++) {
      all.add(0);
    }
    all.addAll(after.get());
    return Optional.of(of(all));
  }

  private static Optional<List<Integer>> groups(String text) {
    if (text.isEmpty()) {
      return Optional.of(List.of());
    }
    List<Integer> groups = new ArrayList<>();
    for (String group : text.split(":", -1)) {
      if (!group.matches("[0-9A-Fa-f]{1,4}")) {
        return Optional.empty();
      }
      groups.add(Integer.parseInt(group, 16));
    }
    return Optional.of(groups);
  }

  private static Address of(List<Integer> groups) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < GROUPS; i++) {
      if (i < 4) {
        high = high << 16 | groups.get(i);
      } else {
        low = low << 16 | groups.get(i);
      }
    }
    return new Address(high, low);
  }

  public boolean contains(Address address) {
    return (address.high() & highMask()) == high && (address.low() & lowMask()) == low;
  }

  private boolean hasNoHostBits() {
    return (high & ~highMask()) == 0 && (low & ~lowMask()) == 0;
  }

  private long highMask() {
    return prefix == 0 ? 0 : prefix >= 64 ? -1L : -1L << (64 - prefix);
  }

  private long lowMask() {
    return prefix <= 64 ? 0 : prefix == 128 ? -1L : -1L << (128 - prefix);
  }

  @Override
  public String toString() {
    return new Address(high, low) + "/" + prefix;
  }
}
