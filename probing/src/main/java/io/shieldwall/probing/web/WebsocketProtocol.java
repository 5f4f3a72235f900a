package io.shieldwall.probing.web;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
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
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// WebSocket (RFC 6455) over TCP or TLS: upgrades, sends a text, and reads what comes.
public final class WebsocketProtocol implements Protocol {

  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String TOKEN = "{token}";
  private static final long MOST_MESSAGES = 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public String summary() {
    return "Opens a WebSocket, sends a text and looks at the messages that come.";
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(asked().stream(), Expectation.parameters("the messages").stream())
        .toList();
  }

  private static List<Parameter> asked() {
    return List.of(
        optional("path", Type.TEXT, "Path and query of the WebSocket; default /."),
        optional("host", Type.TEXT, "Name in Host header and SNI; default the system's host."),
        optional("account", Type.ACCOUNT, "Account to sign in with by basic authentication."),
        optional("subprotocol", Type.TEXT, "Subprotocol that the service must agree to."),
        optional(
            "send", Type.TEXT, "Text that is sent; {token} in it is new and random each time."),
        optional(
                "messages",
                Type.NUMBER,
                "Messages that are waited for, 0 to 20; default 1 when something is expected of"
                    + " them, otherwise 0.")
            .within(0, MOST_MESSAGES),
        TlsPolicy.parameter(),
        choice("tls-minimum", List.of("1.2", "1.3"), "Oldest TLS version accepted; default 1.2."));
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe)
        .name("host")
        .tried(
            "subprotocol",
            () -> plain(probe.text("subprotocol", "")),
            "write one word, such as chat")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    TlsPolicy policy = TlsPolicy.of(probe, target.port());
    HttpHop hop = HttpHop.first(target, probe, policy);
    SignIn signIn = SignIn.of(probe, session);
    Wire wire = session.connect(hop.address(), hop.port());
    if (hop.tls()) {
      session.stage("in the TLS handshake with " + hop.origin());
      boolean onlyNewest = probe.text("tls-minimum", "1.2").equals("1.3");
      wire.startTls(new TlsSettings(policy, onlyNewest), session.trust(), hop.host());
    }
    upgrade(wire, hop, signIn, probe, session);
    wire.recordNothing();
    WebsocketFrames frames = new WebsocketFrames(wire, session);
    String token = session.freshToken();
    if (probe.has("send")) {
      frames.say(probe.text("send", "").replace(TOKEN, token));
    }
    List<String> messages = new ArrayList<>();
    long wanted = probe.number("messages", Expectation.isStated(probe) ? 1 : 0);
    while (messages.size() < wanted) {
      session.stage("waiting for message %d of %d".formatted(messages.size() + 1, wanted));
      messages.add(frames.message());
    }
    if (wanted == 0) {
      session.stage("waiting for the answer to a ping");
      frames.ping();
    }
    session.stage("closing the WebSocket");
    frames.close();
    String text = String.join("\n", messages).replace(token, TOKEN);
    return new Exchange.Answer(text, Map.of("messages", "" + messages.size()));
  }

  private static void upgrade(Wire wire, HttpHop hop, SignIn signIn, Probe probe, Session session)
      throws IOException {
    session.stage("waiting for the upgrade at " + hop.origin());
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    String subprotocol = plain(probe.text("subprotocol", ""));
    wire.say(request(hop, signIn, key, subprotocol, session.choose(Agents.ALL)));
    HttpResponse response = HttpResponse.head(wire);
    if (response.status() != 101) {
      throw refused(probe, response.status());
    }
    boolean agreed =
        response.header("upgrade").orElse("").equalsIgnoreCase("websocket")
            && response.header("connection").orElse("").toLowerCase(Locale.ROOT).contains("upgrade")
            && response.header("sec-websocket-accept").orElse("").equals(accept(key));
    if (!agreed || response.header("sec-websocket-extensions").isPresent()) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "The service broke RFC 6455: its upgrade does not answer the one that was asked for.");
    }
    String got = response.header("sec-websocket-protocol").orElse("");
    if (!got.equals(subprotocol)) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected %s, got %s."
              .formatted(
                  subprotocol.isEmpty()
                      ? "no subprotocol"
                      : "the subprotocol " + Verdict.quote(subprotocol),
                  got.isEmpty() ? "none" : Verdict.quote(got)));
    }
  }

  /// A subprotocol is a token (RFC 6455 11.3.4): anything else would be another header.
  private static String plain(String subprotocol) throws ProbeFailure {
    if (!subprotocol.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]*")) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The check's subprotocol " + Verdict.quote(subprotocol) + " is no token.");
    }
    return subprotocol;
  }

  private static String request(
      HttpHop hop, SignIn signIn, String key, String subprotocol, String agent) {
    StringBuilder request = new StringBuilder(400);
    request.append("GET ").append(hop.path()).append(" HTTP/1.1\r\nHost: ");
    request.append(hop.authority()).append("\r\nUser-Agent: ").append(agent);
    request.append("\r\nOrigin: ").append(hop.tls() ? "https://" : "http://");
    request.append(hop.authority()).append("\r\nUpgrade: websocket\r\nConnection: Upgrade");
    request.append("\r\nSec-WebSocket-Key: ").append(key);
    request.append("\r\nSec-WebSocket-Version: 13\r\n");
    if (!subprotocol.isEmpty()) {
      request.append("Sec-WebSocket-Protocol: ").append(subprotocol).append("\r\n");
    }
    if (!signIn.authorization().isEmpty()) {
      request.append("Authorization: ").append(signIn.authorization()).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  private static ProbeFailure refused(Probe probe, int status) {
    if (probe.has("account") && (status == 401 || status == 403)) {
      return new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected status 101, got %d: account %s could not sign in."
              .formatted(status, Verdict.quote(probe.text("account", ""))));
    }
    return new ProbeFailure(
        Cause.WRONG_CONTENT,
        "Expected a WebSocket at %s, got status %d."
            .formatted(Verdict.quote(probe.text("path", "/")), status));
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-1", e);
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String path = Verdict.quote(probe.text("path", "/"));
    if (!Expectation.isStated(probe)) {
      return Verdict.fine("The WebSocket at " + path + " answers.");
    }
    return Expectation.flaw(probe, "the messages", answer.text())
        .orElseGet(() -> Verdict.fine("The WebSocket at " + path + " answers as expected."));
  }
}
