package io.shieldwall.probing.windows;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.HttpResponse;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.probing.remote.NtlmLogin;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The connection to a Windows machine that SOAP messages go over, one after the other. NTLM signs
/// in a connection, not a request, so there is only one.
final class WinrmLine {

  private static final String PATH = "/wsman";
  private static final long MOST_BYTES = 1024 * 1024;
  private static final String PLAIN = "application/soap+xml;charset=UTF-8";
  private static final Pattern TOKEN =
      Pattern.compile("(?:^|[\\s,])Negotiate ([A-Za-z0-9+/]+=*)", Pattern.CASE_INSENSITIVE);

  private final Wire wire;
  private final Session session;
  private final String host;
  private final String address;
  private String authorization = "";
  private Optional<SealedMessages> sealed = Optional.empty();

  private WinrmLine(Wire wire, Session session, String host, String scheme) {
    this.wire = wire;
    this.session = session;
    this.host = host;
    this.address = scheme + host + PATH;
  }

  static WinrmLine connect(Target target, Encryption encryption, Session session)
      throws IOException {
    Wire wire = encryption.connect(session, target.scenarioAddress(), target.port(), target.name());
    wire.recordNothing();
    String name = target.name().contains(":") ? "[" + target.name() + "]" : target.name();
    String scheme = encryption.none() ? "http://" : "https://";
    return new WinrmLine(wire, session, name + ":" + target.port(), scheme);
  }

  /// Shows the password with every request (RFC 7617).
  void signInBasic(String account, String password) {
    byte[] pair = (account + ":" + password).getBytes(StandardCharsets.UTF_8);
    String shown = Base64.getEncoder().encodeToString(pair);
    session.transcript().secret(shown);
    authorization = "Basic " + shown;
  }

  /// Signs in with NTLM (RFC 4559). Without TLS everything said afterwards is sealed; with TLS the
  /// login is bound to the certificate, and its last message goes along with the first request.
  void signInNtlm(String domain, String account, String password, boolean tls) throws IOException {
    session.stage("waiting for the server's challenge");
    authorization = negotiate(NtlmLogin.negotiate());
    HttpResponse response = post("", new byte[0]);
    NtlmLogin login = new NtlmLogin(challenge(response));
    session
        .transcript()
        .received(
            "%s, server %s\n"
                .formatted(
                    response.header("server").orElse("HTTP"), Verdict.quote(login.computer())));
    if (tls) {
      login.bind(ChannelBinding.of(wire.certificate()));
    }
    authorization = negotiate(login.authenticate(domain, account, password));
    if (!tls) {
      session.stage("waiting for the password to be accepted");
      response = post("", new byte[0]);
      refuse(response, "the account to be let in");
      if (response.status() != 200) {
        throw unexpected("the account to be let in", response.status());
      }
      sealed = Optional.of(new SealedMessages(login));
      session.transcript().note("signed in, sealing from here on");
    }
  }

  private static String negotiate(byte[] message) {
    return "Negotiate " + Base64.getEncoder().encodeToString(message);
  }

  private static byte[] challenge(HttpResponse response) throws ProbeFailure {
    String offered = response.header("www-authenticate").orElse("");
    Matcher matcher = TOKEN.matcher(offered);
    if (response.status() != 401) {
      throw unexpected("a challenge of NTLM", response.status());
    }
    if (!matcher.find()) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected a challenge of NTLM, the server offers %s."
              .formatted(offered.isEmpty() ? "nothing" : Verdict.quote(offered)));
    }
    try {
      return Base64.getDecoder().decode(matcher.group(1));
    } catch (IllegalArgumentException _) {
      throw new ProbeFailure(Cause.PROTOCOL, "The server's challenge of NTLM is no base64.");
    }
  }

  /// What the server answers to a request.
  ///
  /// @param expected what it is to do, for the sentence
  Markup ask(Envelope request, String expected) throws IOException {
    return askOrNothing(request, expected)
        .orElseThrow(() ->
            new ProbeFailure(
                Cause.TIMEOUT, "Expected %s, the server took too long.".formatted(expected)));
  }

  /// The same; empty when the server says that there is nothing to tell yet.
  Optional<Markup> askOrNothing(Envelope request, String expected) throws IOException {
    send(request);
    return read(request, expected);
  }

  /// A last word; its answer is not waited for any longer than that.
  void part(Envelope request, Duration patience) throws IOException {
    send(request);
    if (wire.quiet(patience)) {
      session.transcript().note("no answer to " + request.action());
    } else {
      read(request, "the end");
    }
  }

  private void send(Envelope request) throws IOException {
    byte[] text = request.to(address).getBytes(StandardCharsets.UTF_8);
    if (sealed.isPresent()) {
      write(SealedMessages.TYPE, sealed.get().seal(text));
    } else {
      write(PLAIN, text);
    }
  }

  private Optional<Markup> read(Envelope request, String expected) throws IOException {
    HttpResponse response = HttpResponse.readBytes(wire, "POST", MOST_BYTES);
    refuse(response, expected);
    Markup answer = Markup.read(text(body(response, expected)));
    Optional<Fault> fault = Fault.in(answer);
    if (fault.isPresent() && fault.get().nothingYet()) {
      return Optional.empty();
    }
    if (fault.isPresent()) {
      throw fault.get().refusal(expected);
    }
    if (response.status() != 200) {
      throw unexpected(expected, response.status());
    }
    if (!request.isAnsweredBy(answer)) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The server's answer is none to the request that was sent.");
    }
    return Optional.of(answer);
  }

  private byte[] body(HttpResponse response, String expected) throws ProbeFailure {
    String type = response.header("content-type").orElse("");
    if (sealed.isPresent()) {
      return sealed.get().open(type, response);
    }
    if (!type.startsWith("application/soap+xml")) {
      throw unexpected(expected, response.status());
    }
    return response.text().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static void refuse(HttpResponse response, String expected) throws ProbeFailure {
    if (response.status() == 401) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected %s, the server refuses the account (401); it offers %s."
              .formatted(
                  expected, Verdict.quote(response.header("www-authenticate").orElse("nothing"))));
    }
  }

  private static ProbeFailure unexpected(String expected, int status) {
    return new ProbeFailure(
        Cause.PROTOCOL, "Expected %s, got HTTP status %d.".formatted(expected, status));
  }

  private HttpResponse post(String type, byte[] body) throws IOException {
    write(type, body);
    return HttpResponse.readBytes(wire, "POST", MOST_BYTES);
  }

  private void write(String type, byte[] body) throws IOException {
    StringBuilder head = new StringBuilder(300);
    head.append("POST ").append(PATH).append(" HTTP/1.1\r\nHost: ").append(host);
    head.append("\r\nConnection: Keep-Alive\r\nUser-Agent: Microsoft WinRM Client\r\n");
    if (!authorization.isEmpty()) {
      head.append("Authorization: ").append(authorization).append("\r\n");
    }
    if (!type.isEmpty()) {
      head.append("Content-Type: ").append(type).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    request.writeBytes(body);
    wire.write(request.toByteArray());
    if (authorization.startsWith("Negotiate")) {
      authorization = "";
    }
  }
}
