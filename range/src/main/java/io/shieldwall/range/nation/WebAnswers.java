package io.shieldwall.range.nation;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Exchange.Failed;
import io.shieldwall.range.nation.WebRequest.Identity;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Probe;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Answers HTTP probes from the model, with redirects, as the wire would.
final class WebAnswers {

  private final TeamModel team;
  private final Probe probe;
  private final long at;

  /// One request.
  private record Hop(
      SystemModel system,
      ServiceModel service,
      boolean tls,
      String method,
      String target,
      boolean home) {}

  WebAnswers(TeamModel team, Probe probe, long at) {
    this.team = team;
    this.probe = probe;
    this.at = at;
  }

  Exchange answer(SystemModel system, ServiceModel service) {
    Optional<String> account = probe.text("account");
    if (account.isPresent() && !knows(system, account.get())) {
      return new Failed(
          Cause.CHECKER_FAULT, "No password is known for account \"" + account.get() + "\".");
    }
    String policy = policy(service.plan.port());
    Hop first =
        new Hop(
            system,
            service,
            !policy.equals("off"),
            probe.text("method", "GET"),
            probe.text("path", "/"),
            true);
    return follow(first, policy.equals("verify"));
  }

  private String policy(int port) {
    return probe.text("tls", port == 443 ? "verify-off" : "off");
  }

  private static boolean knows(SystemModel system, String account) {
    return system.plan.accounts().stream().map(Account::name).anyMatch(account::equals);
  }

  private Exchange follow(Hop first, boolean verified) {
    Hop hop = first;
    long most = probe.number("redirects", 0);
    for (long left = most; ; left--) {
      Exchange exchange = exchange(hop, verified);
      if (!(exchange instanceof Exchange.Http http) || most == 0 || !redirects(http.status())) {
        return exchange;
      }
      String location = http.headers().getOrDefault("location", "");
      Optional<Hop> next = left == 0 ? Optional.empty() : next(hop, location, http.status());
      if (next.isEmpty()) {
        return new Failed(
            Cause.WRONG_CONTENT, "Redirected to \"" + location + "\", which was not followed.");
      }
      if (hop.tls() && !next.get().tls()) {
        return new Failed(Cause.TLS, "Redirected from TLS to plain text: " + location + ".");
      }
      hop = next.get();
    }
  }

  private static boolean redirects(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /// Where a redirect leads within the team's network; empty when it leads nowhere known.
  private Optional<Hop> next(Hop hop, String location, int status) {
    String own = team.team.expand(hop.system().plan.hostName());
    Optional<URI> resolved = resolve(hop, own, location);
    if (resolved.isEmpty()) {
      return Optional.empty();
    }
    URI uri = resolved.get();
    String host = uri.getHost() == null ? own : uri.getHost();
    boolean tls = "https".equals(uri.getScheme());
    boolean stays = host.equals(own) && uri.getPort() < 0 && !location.contains("://");
    int standard = tls ? 443 : 80;
    int port = stays ? hop.service().plan.port() : uri.getPort() > 0 ? uri.getPort() : standard;
    boolean repeats = status == 307 || status == 308 || hop.method().equals("HEAD");
    String method = repeats ? hop.method() : "GET";
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return system(host)
        .flatMap(system ->
            service(system, port)
                .map(service ->
                    new Hop(
                        system,
                        service,
                        tls,
                        method,
                        path,
                        hop.home() && service == hop.service())));
  }

  private static Optional<URI> resolve(Hop hop, String host, String location) {
    try {
      URI base = URI.create((hop.tls() ? "https://" : "http://") + host + hop.target());
      return Optional.of(base.resolve(location));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Optional<SystemModel> system(String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    return team.systems.values().stream()
        .filter(system ->
            wanted.equals(team.team.expand(system.plan.hostName()).toLowerCase(Locale.ROOT))
                || wanted.equals(team.team.expand(system.plan.address())))
        .findFirst();
  }

  private static Optional<ServiceModel> service(SystemModel system, int port) {
    return system.services.values().stream()
        .filter(service -> service.plan.port() == port)
        .findFirst();
  }

  private Exchange exchange(Hop hop, boolean verified) {
    Reach reach = team.reach(hop.system(), hop.service(), at);
    if (reach == Reach.SILENT || reach == Reach.RESETS) {
      return ModelAnswers.unanswered(reach);
    }
    if (!(hop.service().plan.content() instanceof Content.Web web)) {
      return new Failed(Cause.PROTOCOL, "Expected an HTTP status line, got something else.");
    }
    if (web.tls() != hop.tls()) {
      return hop.tls()
          ? new Failed(Cause.TLS, "The TLS handshake failed: the service speaks plain text.")
          : new Failed(Cause.PROTOCOL, "Expected an HTTP status line, got TLS.");
    }
    WebRequest request = WebRequest.of(hop.method(), hop.target(), identity(hop));
    WebReply reply =
        reach == Reach.DEPENDENCY_DOWN
            ? WebSite.UNAVAILABLE
            : WebSite.reply(team.team, web, hop.service(), request);
    String body = hop.method().equals("HEAD") ? "" : reply.body();
    return new Exchange.Http(
        reply.status(), lowered(reply.headers()), body, hop.tls(), hop.tls() && verified);
  }

  private Identity identity(Hop hop) {
    Optional<String> account = probe.text("account");
    if (account.isEmpty() || !hop.home()) {
      return Identity.ANONYMOUS;
    }
    return hop.system().lockedAccounts.contains(account.get())
        ? Identity.REFUSED
        : Identity.SIGNED_IN;
  }

  private static Map<String, String> lowered(Map<String, String> headers) {
    Map<String, String> lowered = new HashMap<>();
    headers.forEach((name, value) -> lowered.put(name.toLowerCase(Locale.ROOT), value));
    lowered.put("connection", "close");
    return lowered;
  }
}
