package io.shieldwall.probing.remote;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Remote desktops over RDP (MS-RDPBCGR): agrees on security and then joins the conference that
/// every session is, or, where the server insists on NLA, has it ask for the password.
public final class RdpProtocol implements Protocol {

  private static final int STANDARD = 0;
  private static final int TLS = 1;
  private static final int NLA = 2;
  private static final int NO_TLS_ALLOWED = 2;
  private static final int NO_CERTIFICATE = 3;
  private static final List<String> SECURITIES = List.of("standard", "tls", "nla");

  @Override
  public String name() {
    return "rdp";
  }

  @Override
  public String summary() {
    return "Agrees with a remote desktop on security and joins its session's channels.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        optional(
            "account",
            Type.ACCOUNT,
            "Account whose password the server must accept; it must offer NLA then."),
        optional("domain", Type.TEXT, "Windows domain of the account; default none."),
        optional(
            "computer",
            Type.TEXT,
            "Name that the server must give itself, short or full; it must offer NLA then."),
        choice(
            "security",
            SECURITIES,
            "What the server must choose when it may: RDP's own, TLS, or TLS with the password asked for before (NLA); default any."),
        choice(
            "tls",
            List.of("verify-off", "verify"),
            "TLS with any certificate, or with a trusted one; default verify-off."));
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    wire.recordNothing();
    session.stage("agreeing on security with " + target.endpoint());
    int selected = agreed(wire, TLS | NLA, session);
    if (selected < 0) {
      wire = session.connect(target.scenarioAddress(), target.port());
      wire.recordNothing();
      session.stage("agreeing on RDP's own security with " + target.endpoint());
      selected = agreed(wire, STANDARD, session);
    }
    if (selected != STANDARD) {
      wire.nothingBuffered();
      session.stage("in the TLS handshake with " + target.endpoint());
      wire.startTls(new TlsSettings(policy(probe), false), session.trust(), target.name());
    } else if (policy(probe) == TlsPolicy.VERIFY) {
      throw new ProbeFailure(
          Cause.TLS, "Expected TLS with a trusted certificate, got RDP's own security.");
    }
    if (selected == NLA) {
      return signedIn(wire, probe, session);
    }
    if (probe.has("account")) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected the server to offer NLA, without which no password can be proven; it chose %s."
              .formatted(SECURITIES.get(selected)));
    }
    RdpConference conference = new RdpConference(wire, session);
    conference.join(selected);
    return new Exchange.Answer(
        "%d channels of RDP %s".formatted(conference.channels(), conference.version()),
        Map.of("security", SECURITIES.get(selected)));
  }

  private static Exchange signedIn(Wire wire, Probe probe, Session session) throws IOException {
    CredSsp before = new CredSsp(wire, session);
    NtlmLogin login = before.begin();
    String account = probe.text("account", "");
    if (!account.isEmpty()) {
      before.prove(login, probe.text("domain", ""), account, session.password(account));
    }
    String computer = Verdict.quote(login.computer());
    return new Exchange.Answer(
        account.isEmpty() ? computer : "%s to account %s".formatted(computer, account),
        Map.of("security", "nla", "computer", login.computer(), "short-name", login.shortName()));
  }

  private static TlsPolicy policy(Probe probe) {
    return probe.text("tls", "verify-off").equals("verify")
        ? TlsPolicy.VERIFY
        : TlsPolicy.VERIFY_OFF;
  }

  /// The security that the server chose of those that were offered; -1 when it wants none of them.
  private static int agreed(Wire wire, int offered, Session session) throws IOException {
    byte[] cookie = "Cookie: mstshash=user\r\n".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer wish = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    wish.put((byte) 1).put((byte) 0).putShort((short) 8).putInt(offered);
    byte[] fixed = {(byte) (6 + cookie.length + 8), (byte) 0xe0, 0, 0, 0, 0, 0};
    RdpConference.send(wire, fixed, cookie, wish.array());
    ByteBuffer answer = RdpConference.receive(wire).order(ByteOrder.LITTLE_ENDIAN);
    session
        .transcript()
        .received("answer " + HexFormat.of().formatHex(Ber.bytes(answer.duplicate())) + "\n");
    if (answer.remaining() < 7 || (answer.get(1) & 0xff) != 0xd0) {
      throw RdpConference.unexpected("the confirmation of a connection", answer);
    }
    if (answer.remaining() < 15) {
      return STANDARD;
    }
    int type = answer.get(7);
    int value = answer.getInt(11);
    if (type == 3 && offered != STANDARD && (value == NO_TLS_ALLOWED || value == NO_CERTIFICATE)) {
      return -1;
    }
    if (type == 3) {
      throw new ProbeFailure(
          Cause.REFUSED, "The server refused the connection with code " + value + ".");
    }
    if (type != 2 || value < STANDARD || value > NLA || (value & offered) != value) {
      throw RdpConference.unexpected("a security that was offered", answer.position(7));
    }
    session.transcript().note("the server chose " + SECURITIES.get(value));
    return value;
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String security = answer.fact("security");
    String wanted = probe.text("security", security);
    if (!wanted.equals(security)) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected the server to choose %s, got %s.".formatted(wanted, security));
    }
    String computer = probe.text("computer", "");
    if (!computer.isEmpty()
        && (!answer.facts().containsKey("computer")
            || !(computer.equalsIgnoreCase(answer.fact("computer"))
                || computer.equalsIgnoreCase(answer.fact("short-name"))))) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected a server called %s, got %s.".formatted(Verdict.quote(computer), answer.text()));
    }
    return Verdict.fine("The remote desktop opened %s with %s.".formatted(answer.text(), security));
  }
}
