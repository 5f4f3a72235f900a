package io.shieldwall.probing.chat;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.HostName;
import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.Planted;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Scram;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// XMPP (RFC 6120, RFC 6121): signs in and sends itself a message with a token that must come back.
public final class XmppProtocol implements Protocol {

  private static final int SECURE_PORT = 5223;
  private static final int MOST_ELEMENTS = 100;

  /// What may stand before the @ (RFC 7622, section 3.3).
  private static final Pattern USER = Pattern.compile("[^\"&'/:<>@\\s]{1,255}");

  private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";

  @Override
  public String name() {
    return "xmpp";
  }

  @Override
  public String summary() {
    return "Signs in to an XMPP server and gets a message to itself back.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                required("account", Type.ACCOUNT, "Account to sign in with."),
                optional("domain", Type.TEXT, "Domain of the account; default the system's host."),
                optional(
                    "put",
                    Type.FLAG,
                    "Plants a token in the account's private storage, which must be there in the"
                        + " next round.")));
    parameters.addAll(Encryption.parameters(SECURE_PORT, "STARTTLS"));
    return parameters;
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe)
        .name("domain")
        .unless(
            USER.matcher(probe.text("account", "")).matches(),
            "account",
            Verdict.quote(probe.text("account", "")) + " is no user of XMPP",
            "write the part before the @")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String domain = HostName.of(probe, "domain", target.name());
    String account = probe.text("account", "");
    Encryption encryption = Encryption.of(probe, target.port(), SECURE_PORT);
    Wire wire = encryption.connect(session, target.scenarioAddress(), target.port(), domain);
    XmppStream stream = new XmppStream(wire, session, domain);
    String features = stream.open();
    if (encryption.onRequest()) {
      upgrade(stream, features, encryption, domain, session);
      features = stream.open();
    }
    session.stage("signing in to " + target.endpoint());
    signIn(stream, features, account, session);
    stream.open();
    String address = bind(stream);
    stream.say("<presence/>");
    if (probe.flag("put", false)) {
      putAndGet(stream, session);
    }
    session.stage("waiting for a message to itself");
    String token = session.freshToken();
    stream.say("<message type='chat' to='%s'><body>%s</body></message>".formatted(address, token));
    String body = XmppStream.within(await(stream, "<message", "<body"), "body").orElse("");
    stream.say("</stream:stream>");
    return new Exchange.Answer(body, Map.of("token", token));
  }

  private static void upgrade(
      XmppStream stream, String features, Encryption encryption, String domain, Session session)
      throws IOException {
    if (!features.contains("<starttls")) {
      throw new ProbeFailure(
          Cause.TLS,
          "Expected the XMPP server to offer STARTTLS, got " + Verdict.quote(features) + ".");
    }
    stream.say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    String answer = stream.next();
    if (!answer.startsWith("<proceed")) {
      throw new ProbeFailure(
          Cause.TLS, "Expected the XMPP server to begin TLS, got " + Verdict.quote(answer) + ".");
    }
    stream.wire().nothingBuffered();
    encryption.start(stream.wire(), session, domain);
  }

  private static void signIn(XmppStream stream, String features, String account, Session session)
      throws IOException {
    String password = session.password(account);
    for (String hash : List.of("SHA-256", "SHA-1")) {
      if (features.contains(">SCRAM-" + hash + "<")) {
        scram(stream, hash, account, password, session);
        return;
      }
    }
    if (!features.contains(">PLAIN<")) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected the XMPP server to offer SCRAM or PLAIN, got %s."
              .formatted(Verdict.quote(features)));
    }
    String secret = base64("\0" + account + "\0" + password);
    session.transcript().secret(secret);
    stream.whisper(auth("PLAIN", secret), auth("PLAIN", "****"));
    success(stream.next(), account);
  }

  private static void scram(
      XmppStream stream, String hash, String account, String password, Session session)
      throws IOException {
    Scram scram = new Scram(hash, account, password, session.freshToken());
    stream.say(auth("SCRAM-" + hash, base64(scram.first())));
    String challenge = stream.next();
    if (!challenge.startsWith("<challenge")) {
      success(challenge, account);
      throw XmppStream.unexpected("a challenge of SCRAM", challenge);
    }
    String proof = base64(scram.answer(decoded(challenge, "challenge")));
    stream.whisper(
        "<response xmlns='%s'>%s</response>".formatted(SASL, proof), "<response>****</response>");
    String end = stream.next();
    success(end, account);
    if (!scram.proves(decoded(end, "success"))) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected the XMPP server to prove that it knows the password, got no such proof.");
    }
  }

  private static String auth(String mechanism, String content) {
    return "<auth xmlns='%s' mechanism='%s'>%s</auth>".formatted(SASL, mechanism, content);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String xml, String element) throws ProbeFailure {
    try {
      return new String(
          Base64.getDecoder().decode(XmppStream.within(xml, element).orElse("").strip()),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw XmppStream.unexpected("base64", xml);
    }
  }

  private static void success(String answer, String account) throws ProbeFailure {
    if (answer.startsWith("<failure")) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected account %s to sign in, got %s."
              .formatted(Verdict.quote(account), Verdict.quote(answer)));
    }
    if (!answer.startsWith("<success") && !answer.startsWith("<challenge")) {
      throw XmppStream.unexpected("the end of signing in", answer);
    }
  }

  /// The full address that the server gives this connection.
  private static String bind(XmppStream stream) throws IOException {
    stream.say("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    String answer = await(stream, "<iq", "bind");
    return XmppStream.within(answer, "jid")
        .filter(address -> address.matches("[^\"&'<>]{3,3071}"))
        .orElseThrow(() -> XmppStream.unexpected("an address", answer));
  }

  /// Private XML storage (XEP-0049).
  private static void putAndGet(XmppStream stream, Session session) throws IOException {
    Planted.putAndGet(
        session,
        "",
        "the private storage",
        new Planted.Keeper<IOException>() {

          @Override
          public String fetch(Planted earlier) throws IOException {
            stream.say(
                "<iq type='get' id='get'><query xmlns='jabber:iq:private'><memo"
                    + " xmlns='storage:memo'/></query></iq>");
            return XmppStream.within(await(stream, "<iq", "get"), "memo").orElse("");
          }

          @Override
          public void store(Planted fresh) throws IOException {
            stream.say(
                "<iq type='set' id='put'><query xmlns='jabber:iq:private'><memo xmlns='storage:memo'>%s</memo></query></iq>"
                    .formatted(fresh.token()));
            String answer = await(stream, "<iq", "put");
            if (answer.contains("type='error'") || answer.contains("type=\"error\"")) {
              throw new ProbeFailure(
                  Cause.REFUSED,
                  "Expected the XMPP server to store a note, got " + Verdict.quote(answer) + ".");
            }
          }
        });
  }

  /// The next element of a kind that contains a text; others, such as presence, are passed over.
  private static String await(XmppStream stream, String start, String text) throws IOException {
    for (int count = 0; count < MOST_ELEMENTS; count++) {
      String element = stream.next();
      if (element.startsWith(start) && element.contains(text)) {
        return element;
      }
    }
    throw new ProbeFailure(
        Cause.PROTOCOL, "The XMPP server sent more than " + MOST_ELEMENTS + " other elements.");
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String account = Verdict.quote(probe.text("account", ""));
    String token = answer.fact("token");
    if (token.isEmpty() || !answer.text().equals(token)) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected the message of %s to itself as it was sent, got %s."
              .formatted(account, Verdict.quote(answer.text())));
    }
    return Verdict.fine(
        "Account %s signed in and got its message to itself back.".formatted(account));
  }
}
