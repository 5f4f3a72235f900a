package io.shieldwall.probing.remote;

import com.google.re2j.Pattern;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// The network virtual terminal of Telnet (RFC 854). It lets the server echo (RFC 857) and suppress
/// go-ahead (RFC 858), and wants nothing else; each option is answered once, so that no two sides
/// can talk about it for ever (RFC 1143).
final class TelnetTerminal {

  private static final int IAC = 255;
  private static final int DONT = 254;
  private static final int DO = 253;
  private static final int WONT = 252;
  private static final int WILL = 251;
  private static final int SB = 250;
  private static final int SE = 240;
  private static final int ECHO = 1;
  private static final int SUPPRESS_GO_AHEAD = 3;
  private static final int MOST = 64 * 1024;
  private static final int TAIL = 512;
  private static final Duration QUIET = Duration.ofMillis(150);

  private final Wire wire;
  private final Session session;
  private final Set<Integer> answered = new HashSet<>();
  private int octets;

  TelnetTerminal(Wire wire, Session session) {
    this.wire = wire;
    this.session = session;
    wire.recordNothing();
  }

  /// What the server writes until it has stopped at something that matches.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when it closes before or writes too much
  String until(Pattern prompt) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      if (text.size() > 0 && wire.quiet(QUIET) && prompt.matcher(tail(text)).find()) {
        String came = text.toString(StandardCharsets.UTF_8);
        session.transcript().received(came);
        return came;
      }
      int octet = next();
      if (octet < 0) {
        session.transcript().received(text.toString(StandardCharsets.UTF_8));
        throw wire.ended();
      }
      if (octet == IAC) {
        command(text);
      } else if (octet != 0) {
        text.write(octet);
      }
      if (octets > MOST) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "The service wrote more than " + MOST + " bytes without a prompt.");
      }
    }
  }

  private static String tail(ByteArrayOutputStream text) {
    String all = text.toString(StandardCharsets.UTF_8);
    return all.substring(Math.max(0, all.length() - TAIL));
  }

  private int next() throws IOException {
    octets++;
    return wire.read();
  }

  private void command(ByteArrayOutputStream text) throws IOException {
    int verb = next();
    switch (verb) {
      case IAC -> text.write(IAC);
      case DO, DONT, WILL, WONT -> negotiate(verb, next());
      case SB -> skip();
      default -> session.transcript().note("telnet command " + verb);
    }
  }

  private void negotiate(int verb, int option) throws IOException {
    session.transcript().note("telnet " + spelled(verb) + " " + option);
    boolean asks = verb == DO || verb == WILL;
    if (option < 0 || !asks || !answered.add(verb * 256 + option)) {
      return;
    }
    boolean wanted = verb == WILL && (option == ECHO || option == SUPPRESS_GO_AHEAD);
    int reply = verb == DO ? WONT : wanted ? DO : DONT;
    session.transcript().note("answered " + spelled(reply) + " " + option);
    wire.write(new byte[] {(byte) IAC, (byte) reply, (byte) option});
  }

  private static String spelled(int verb) {
    return switch (verb) {
      case DO -> "DO";
      case DONT -> "DONT";
      case WILL -> "WILL";
      default -> "WONT";
    };
  }

  private void skip() throws IOException {
    int before = 0;
    for (int octet = next(); octet >= 0 && octets <= MOST; octet = next()) {
      if (before == IAC && octet == SE) {
        return;
      }
      before = before == IAC && octet == IAC ? 0 : octet;
    }
  }

  /// Types a line.
  ///
  /// @param shown what the evidence may show of it
  void type(String line, String shown) throws IOException {
    session.transcript().sent(shown + "\n");
    byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream escaped = new ByteArrayOutputStream();
    for (byte octet : bytes) {
      escaped.write(octet);
      if ((octet & 0xff) == IAC) {
        escaped.write(IAC);
      }
    }
    wire.write(escaped.toByteArray());
  }
}
