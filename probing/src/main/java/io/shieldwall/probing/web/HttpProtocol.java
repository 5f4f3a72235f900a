package io.shieldwall.probing.web;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.HttpResponse;
import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.TlsSettings;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.probing.Written;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// HTTP/1.1 or HTTP/2 (RFC 9110, RFC 9112, RFC 9113) over TCP or TLS: one request a connection,
/// redirects each through the guard.
public final class HttpProtocol implements Protocol {

  private static final long DEFAULT_MAXIMUM = 1024 * 1024;

  @Override
  public String name() {
    return "http";
  }

  @Override
  public String summary() {
    return "Asks a web site for a page and looks at its status, headers and text.";
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.of(asked(), secured(), expected()).flatMap(List::stream).toList();
  }

  private static List<Parameter> asked() {
    return List.of(
        optional("path", Type.TEXT, "Path and query that are asked for; default /."),
        choice("method", List.of("GET", "HEAD", "POST"), "Request method; default GET."),
        choice(
            "version",
            List.of("1.1", "2"),
            "HTTP/1.1, or HTTP/2 that a service must speak: by ALPN over TLS, otherwise at once;"
                + " default 1.1."),
        optional("host", Type.TEXT, "Name in Host header and SNI; default the system's host."),
        optional(
            "account",
            Type.ACCOUNT,
            "Account to sign in with: as a form with method POST, otherwise by basic"
                + " authentication."),
        optional(
            "body",
            Type.TEXT,
            "What is posted; {account} and {password} are filled in when an account is given."),
        optional("redirects", Type.NUMBER, "Most redirects that are followed, 0 to 5; default 0.")
            .within(0, 5));
  }

  private static List<Parameter> secured() {
    return List.of(
        TlsPolicy.parameter(),
        choice("tls-minimum", List.of("1.2", "1.3"), "Oldest TLS version accepted; default 1.2."));
  }

  private static List<Parameter> expected() {
    return List.of(
        optional("status", Type.NUMBER, "Expected status, 200 to 599; default 200.")
            .within(200, 599),
        optional("contains", Type.TEXTS, "Text, or texts, that the body must contain."),
        optional("absent", Type.TEXTS, "Text, or texts, that the body must not contain."),
        optional(
            "header", Type.TEXTS, "Response header that must be there: `Name` or `Name: text`."),
        optional(
                "maximum-bytes",
                Type.NUMBER,
                "Longest body accepted, 0 to 16777216; default 1048576.")
            .within(0, 16 * DEFAULT_MAXIMUM));
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe).name("host").all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    TlsPolicy policy = TlsPolicy.of(probe, target.port());
    Call call = new Call(probe, session, SignIn.of(probe, session), policy);
    HttpHop hop = HttpHop.first(target, probe, policy);
    long redirects = probe.number("redirects", 0);
    HttpResponse response = call.make(hop);
    for (long left = redirects; redirects > 0 && response.redirects(); left--) {
      if (left == 0) {
        throw HttpHop.misled(
            response.header("location").orElse(""), "more than " + redirects + " redirects");
      }
      hop = hop.follow(response, session);
      response = call.follow(hop);
    }
    boolean trusted = hop.tls() && policy == TlsPolicy.VERIFY;
    return new Exchange.Http(
        response.status(), response.headers(), response.text(), hop.tls(), trusted);
  }

  /// The requests of one check, with the cookies that they gathered.
  private record Call(
      Probe probe,
      Session session,
      SignIn signIn,
      TlsPolicy policy,
      String agent,
      Map<String, String> cookies) {

    Call(Probe probe, Session session, SignIn signIn, TlsPolicy policy) {
      this(probe, session, signIn, policy, session.choose(Agents.ALL), new HashMap<>(4));
    }

    /// A redirect that leads out of scope is the service's fault, not the platform's.
    HttpResponse follow(HttpHop hop) throws IOException {
      if (hop.method().equals("POST") && !hop.home() && !signIn.body().isEmpty()) {
        throw HttpHop.misled(hop.authority() + hop.path(), "it asks to repeat the post elsewhere");
      }
      try {
        session.admit(hop.address(), hop.port());
      } catch (ProbeFailure e) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "The service redirects out of the rules of engagement: " + e.getMessage());
      }
      return make(hop);
    }

    HttpResponse make(HttpHop hop) throws IOException {
      Wire wire = session.connect(hop.address(), hop.port());
      boolean newer = probe.text("version", "1.1").equals("2");
      if (hop.tls()) {
        startTls(wire, hop, newer);
      }
      session.stage("waiting for the response of " + hop.origin());
      long maximum = probe.number("maximum-bytes", DEFAULT_MAXIMUM);
      HttpResponse response;
      if (newer) {
        response = Http2Call.make(wire, session, hop, fields(hop), posted(hop), maximum);
      } else {
        wire.say(request(hop));
        response = HttpResponse.read(wire, hop.method(), maximum);
      }
      keepCookies(hop, response);
      return response;
    }

    private void startTls(Wire wire, HttpHop hop, boolean newer) throws IOException {
      session.stage("in the TLS handshake with " + hop.origin());
      TlsPolicy used = policy == TlsPolicy.OFF ? TlsPolicy.VERIFY_OFF : policy;
      boolean onlyNewest = probe.text("tls-minimum", "1.2").equals("1.3");
      TlsSettings settings = new TlsSettings(used, onlyNewest);
      if (!newer) {
        wire.startTls(settings, session.trust(), hop.host());
        return;
      }
      String chosen =
          wire.startTls(settings, session.trust(), hop.host(), List.of("h2", "http/1.1"));
      if (!chosen.equals("h2")) {
        throw new ProbeFailure(
            Cause.PROTOCOL,
            "Expected HTTP/2 over TLS, the service chose %s."
                .formatted(chosen.isEmpty() ? "nothing" : Verdict.quote(chosen)));
      }
    }

    private String posted(HttpHop hop) {
      return hop.method().equals("POST") ? signIn.body() : "";
    }

    /// The header fields of a request beside those that every version has.
    private Map<String, String> fields(HttpHop hop) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("user-agent", agent);
      fields.put("accept", "*/*");
      if (hop.home() && !signIn.authorization().isEmpty()) {
        fields.put("authorization", signIn.authorization());
      }
      String cookie = cookies.get(hop.origin());
      if (cookie != null) {
        fields.put("cookie", cookie);
      }
      if (hop.method().equals("POST")) {
        fields.put("content-type", signIn.contentType());
      }
      return fields;
    }

    private String request(HttpHop hop) {
      StringBuilder request = new StringBuilder(320);
      request.append(hop.method()).append(' ').append(hop.path()).append(" HTTP/1.1\r\nHost: ");
      request.append(hop.authority()).append("\r\nUser-Agent: ").append(agent);
      request.append("\r\nAccept: */*\r\nConnection: close\r\n");
      if (hop.home() && !signIn.authorization().isEmpty()) {
        request.append("Authorization: ").append(signIn.authorization()).append("\r\n");
      }
      String cookie = cookies.get(hop.origin());
      if (cookie != null) {
        request.append("Cookie: ").append(cookie).append("\r\n");
      }
      if (!hop.method().equals("POST")) {
        return request.append("\r\n").toString();
      }
      int length = signIn.body().getBytes(StandardCharsets.UTF_8).length;
      request.append("Content-Type: ").append(signIn.contentType()).append("\r\nContent-Length: ");
      return request.append(length).append("\r\n\r\n").append(signIn.body()).toString();
    }

    private void keepCookies(HttpHop hop, HttpResponse response) {
      for (String cookie : response.cookies()) {
        session.transcript().secret(cookie.substring(cookie.indexOf('=') + 1));
        cookies.merge(hop.origin(), cookie, (first, second) -> first + "; " + second);
      }
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Http http)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    return tlsFlaw(probe, http)
        .or(() -> statusFlaw(probe, http))
        .or(() -> headerFlaw(probe, http))
        .or(() -> bodyFlaw(probe, http))
        .orElseGet(() -> Verdict.fine(praise(probe, http)));
  }

  private static Optional<Verdict> tlsFlaw(Probe probe, Exchange.Http http) {
    String policy = probe.text("tls", "off");
    if (!policy.equals("off") && !http.tls()) {
      return flaw(Cause.TLS, "Expected TLS, got plain text.");
    }
    if (policy.equals("verify") && !http.trusted()) {
      return flaw(Cause.TLS, "Expected a trusted certificate, got one that nobody vouches for.");
    }
    return Optional.empty();
  }

  private static Optional<Verdict> statusFlaw(Probe probe, Exchange.Http http) {
    long expected = probe.number("status", 200);
    if (http.status() == expected) {
      return Optional.empty();
    }
    boolean refused = probe.has("account") && (http.status() == 401 || http.status() == 403);
    return flaw(
        refused ? Cause.WRONG_CREDENTIALS : Cause.WRONG_CONTENT,
        refused
            ? "Expected status %d, got %d: account %s could not sign in."
                .formatted(expected, http.status(), Verdict.quote(probe.text("account", "")))
            : "Expected status %d for %s, got %d."
                .formatted(expected, Verdict.quote(probe.text("path", "/")), http.status()));
  }

  private static Optional<Verdict> headerFlaw(Probe probe, Exchange.Http http) {
    for (String wanted : Written.texts(probe, "header")) {
      int colon = wanted.indexOf(':');
      String name = (colon < 0 ? wanted : wanted.substring(0, colon)).strip();
      String text = colon < 0 ? "" : wanted.substring(colon + 1).strip();
      String value = http.headers().get(name.toLowerCase(Locale.ROOT));
      if (value == null || !value.contains(text)) {
        String got = value == null ? "none" : Verdict.quote(value);
        return flaw(
            Cause.WRONG_CONTENT,
            "Expected the header %s, got %s.".formatted(Verdict.quote(wanted), got));
      }
    }
    return Optional.empty();
  }

  private static Optional<Verdict> bodyFlaw(Probe probe, Exchange.Http http) {
    if (http.body().length() > probe.number("maximum-bytes", DEFAULT_MAXIMUM)) {
      return flaw(Cause.WRONG_CONTENT, "The body is longer than the check allows.");
    }
    for (String text : Written.texts(probe, "contains")) {
      if (!http.body().contains(text)) {
        return flaw(
            Cause.WRONG_CONTENT,
            "Expected the page to contain %s, got a page of %d characters without it."
                .formatted(Verdict.quote(text), http.body().length()));
      }
    }
    for (String text : Written.texts(probe, "absent")) {
      if (http.body().contains(text)) {
        return flaw(
            Cause.WRONG_CONTENT,
            "Expected a page without %s, got one that contains it.".formatted(Verdict.quote(text)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Verdict> flaw(Cause cause, String summary) {
    return Optional.of(Verdict.critical(cause, summary));
  }

  private static String praise(Probe probe, Exchange.Http http) {
    String path = Verdict.quote(probe.text("path", "/"));
    return probe.has("contains")
        ? "Status %d for %s with the expected text.".formatted(http.status(), path)
        : "Status %d for %s as expected.".formatted(http.status(), path);
  }
}
