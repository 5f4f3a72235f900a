package io.shieldwall.probing.browser;

import java.util.Locale;
import java.util.Optional;

/// Where a browser wants to go: host and port as it wrote them.
///
/// @param host name or literal in lower case, without brackets and without the root's dot
record Place(String host, int port) {

  /// Reads `host:port` or `[literal]:port`; without a port it is the one given.
  static Optional<Place> of(String authority, int otherwise) {
    int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    if (authority.contains("@") || (authority.startsWith("[") && end == 0)) {
      return Optional.empty();
    }
    int cut = end < 0 ? authority.length() : end;
    String host = authority.substring(0, cut);
    String rest = authority.substring(cut);
    if (host.isEmpty() || !(rest.isEmpty() || rest.matches(":\\d{1,5}"))) {
      return Optional.empty();
    }
    int port = rest.isEmpty() ? otherwise : Integer.parseInt(rest.substring(1));
    return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new Place(plain(host), port));
  }

  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      return lower.substring(1, lower.length() - 1);
    }
    String shorter = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    // a dot does not make an address of what is none
    return shorter.matches("[0-9.]*") ? lower : shorter;
  }

  /// As it stands in an address.
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
