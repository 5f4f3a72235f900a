package io.shieldwall.probing.web;

import io.shieldwall.probing.HostName;
import io.shieldwall.probing.HttpResponse;
import io.shieldwall.probing.Ipv4;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// One request of an HTTP check: where it goes and what it asks for. Redirects lead to further
/// hops.
///
/// @param address scenario address, an IPv4 literal
/// @param host name without port, for the `Host` header and SNI
/// @param path path and query, ready to be sent
/// @param home whether it goes to the place that the check names, so that credentials may go along
record HttpHop(
    String address, int port, String host, boolean tls, String method, String path, boolean home) {

  private static final int LONGEST_LOCATION = 4096;

  /// The first hop of a check.
  ///
  /// @throws ProbeFailure with cause `CHECKER_FAULT` when the scenario's host is no host name
  static HttpHop first(Target target, Probe probe, TlsPolicy policy) throws ProbeFailure {
    String host = HostName.of(probe, "host", target.name());
    return new HttpHop(
        target.scenarioAddress(),
        target.port(),
        host,
        policy != TlsPolicy.OFF,
        probe.text("method", "GET"),
        encoded(probe.text("path", "/")),
        true);
  }

  /// The same place, asked for something else.
  HttpHop asking(String otherMethod, String otherPath) {
    return new HttpHop(address, port, host, tls, otherMethod, encoded(otherPath), true);
  }

  /// Where a redirect of this hop leads. The location is hostile text: only `http` and `https`,
  /// only places that the session can locate, no user information.
  ///
  /// @throws ProbeFailure with cause `WRONG_CONTENT` when the redirect is the service's mistake
  HttpHop follow(HttpResponse response, Session session) throws ProbeFailure {
    String location = response.header("location").orElse("");
    URI next = resolve(location);
    String scheme = Optional.ofNullable(next.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    String name = Optional.ofNullable(next.getHost()).orElse("");
    boolean secure = scheme.equals("https");
    if ((!secure && !scheme.equals("http")) || next.getRawUserInfo() != null) {
      throw misled(location, "only plain http and https locations are followed");
    }
    if (tls && !secure) {
      throw new ProbeFailure(
          Cause.TLS, "Redirected from TLS to plain text: " + Verdict.quote(location) + ".");
    }
    String plain = withoutRootDot(name);
    if (!HostName.isValid(plain)) {
      throw misled(location, "it names no host");
    }
    int where = next.getPort() > 0 ? next.getPort() : secure ? 443 : 80;
    String place = plain.equalsIgnoreCase(host) ? address : locate(session, plain, location);
    boolean same = place.equals(address) && where == port && secure == tls;
    return new HttpHop(
        place, where, plain, secure, nextMethod(response.status()), target(next), home && same);
  }

  /// `name.` is `name`, but a dot does not make an address of what is none.
  private static String withoutRootDot(String name) {
    String shorter = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return Ipv4.parse(shorter).isPresent() ? name : shorter;
  }

  private static String locate(Session session, String name, String location) throws ProbeFailure {
    return session
        .locate(name)
        .orElseThrow(() -> misled(location, "the exercise knows no such host"));
  }

  private URI resolve(String location) throws ProbeFailure {
    if (location.isEmpty() || location.length() > LONGEST_LOCATION) {
      throw misled(location, "a redirect needs a location of 1 to 4096 characters");
    }
    try {
      String origin = (tls ? "https://" : "http://") + authority();
      return new URI(origin + path).resolve(new URI(location));
    } catch (URISyntaxException | IllegalArgumentException _) {
      throw misled(location, "it is not a valid location");
    }
  }

  static ProbeFailure misled(String location, String why) {
    return new ProbeFailure(
        Cause.WRONG_CONTENT,
        "Redirected to " + Verdict.quote(location) + ", which was not followed: " + why + ".");
  }

  private String nextMethod(int status) {
    boolean repeats = status == 307 || status == 308 || method.equals("HEAD");
    return repeats ? method : "GET";
  }

  private static String target(URI location) {
    String path = Optional.ofNullable(location.getRawPath()).orElse("");
    String query = location.getRawQuery() == null ? "" : "?" + location.getRawQuery();
    return encoded((path.startsWith("/") ? path : "/" + path) + query);
  }

  /// Host and, where it is not the scheme's own, port.
  String authority() {
    return port == (tls ? 443 : 80) ? host : host + ":" + port;
  }

  String origin() {
    return address + ":" + port;
  }

  /// A path with everything escaped that may not stand in a request line.
  private static String encoded(String path) {
    StringBuilder safe = new StringBuilder(path.startsWith("/") ? "" : "/");
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      if (octet > 0x20 && octet < 0x7f) {
        safe.append((char) octet);
      } else {
        safe.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
      }
    }
    return safe.toString();
  }
}
