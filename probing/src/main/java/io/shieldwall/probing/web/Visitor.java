package io.shieldwall.probing.web;

import io.shieldwall.probing.HttpResponse;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.TlsSettings;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Somebody who sends requests one after the other and keeps the cookies of each place.
final class Visitor {

  private static final long LARGEST_PAGE = 1024 * 1024;

  private final Probe probe;
  private final Session session;
  private final TlsPolicy policy;
  private final HttpHop home;
  private final String agent;
  private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();

  /// A request of a step.
  ///
  /// @param header one header line; empty when none
  record Request(String method, String path, String body, String type, String header) {}

  Visitor(Target target, Probe probe, Session session) throws ProbeFailure {
    this.probe = probe;
    this.session = session;
    this.policy = TlsPolicy.of(probe, target.port());
    this.home = HttpHop.first(target, probe, policy);
    this.agent = session.choose(Agents.ALL);
  }

  HttpResponse send(Request request) throws IOException {
    HttpHop hop = home.asking(request.method(), request.path());
    HttpResponse response = send(hop, request);
    long redirects = probe.number("redirects", 0);
    for (long left = redirects; redirects > 0 && response.redirects(); left--) {
      if (left == 0) {
        throw HttpHop.misled(
            response.header("location").orElse(""), "more than " + redirects + " redirects");
      }
      hop = hop.follow(response, session);
      if (!hop.method().equals("GET") && !hop.method().equals("HEAD")) {
        throw HttpHop.misled(hop.authority() + hop.path(), "it asks to send the form elsewhere");
      }
      try {
        session.admit(hop.address(), hop.port());
      } catch (ProbeFailure e) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "The service redirects out of the rules of engagement: " + e.getMessage());
      }
      response = send(hop, new Request(hop.method(), hop.path(), "", "", ""));
    }
    return response;
  }

  private HttpResponse send(HttpHop hop, Request request) throws IOException {
    Wire wire = session.connect(hop.address(), hop.port());
    if (hop.tls()) {
      TlsPolicy used = policy == TlsPolicy.OFF ? TlsPolicy.VERIFY_OFF : policy;
      boolean onlyNewest = probe.text("tls-minimum", "1.2").equals("1.3");
      wire.startTls(new TlsSettings(used, onlyNewest), session.trust(), hop.host());
    }
    wire.say(written(hop, request));
    HttpResponse response = HttpResponse.read(wire, hop.method(), LARGEST_PAGE);
    for (String cookie : response.cookies()) {
      int equals = cookie.indexOf('=');
      if (equals > 0) {
        session.transcript().secret(cookie.substring(equals + 1));
        cookies
            .computeIfAbsent(hop.origin(), _ -> new LinkedHashMap<>())
            .put(cookie.substring(0, equals), cookie.substring(equals + 1));
      }
    }
    return response;
  }

  private String written(HttpHop hop, Request request) {
    StringBuilder text = new StringBuilder(320);
    text.append(hop.method()).append(' ').append(hop.path()).append(" HTTP/1.1\r\nHost: ");
    text.append(hop.authority()).append("\r\nUser-Agent: ").append(agent);
    text.append("\r\nAccept: */*\r\nConnection: close\r\n");
    if (!request.header().isEmpty() && hop.home()) {
      text.append(request.header()).append("\r\n");
    }
    StringBuilder jar = new StringBuilder();
    cookies
        .getOrDefault(hop.origin(), Map.of())
        .forEach((name, value) ->
            jar.append(jar.isEmpty() ? "" : "; ").append(name).append('=').append(value));
    if (!jar.isEmpty()) {
      text.append("Cookie: ").append(jar).append("\r\n");
    }
    boolean bodiless = hop.method().equals("GET") || hop.method().equals("HEAD");
    if (bodiless) {
      return text.append("\r\n").toString();
    }
    int length = request.body().getBytes(StandardCharsets.UTF_8).length;
    text.append("Content-Type: ").append(request.type()).append("\r\nContent-Length: ");
    return text.append(length).append("\r\n\r\n").append(request.body()).toString();
  }
}
