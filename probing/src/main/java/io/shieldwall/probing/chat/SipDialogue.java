package io.shieldwall.probing.chat;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Requests and responses of SIP in turn. Over UDP a request is sent again after half a second, and
/// then at intervals that double (RFC 3261, section 17.1.2).
final class SipDialogue {

  private static final int LONGEST_LINE = 8192;
  private static final int MOST_LINES = 200;
  private static final int MOST_RESPONSES = 50;
  private static final int FIRST_REPEAT_MILLIS = 500;
  private static final int LAST_REPEAT_MILLIS = 4000;

  private final Session session;
  private final String domain;
  private final Optional<Wire> wire;
  private final Optional<DatagramChannel> channel;
  private final String callId = random() + "@monitor.invalid";
  private final String tag = random();
  private int sequence;

  private SipDialogue(
      Session session, String domain, Optional<Wire> wire, Optional<DatagramChannel> channel) {
    this.session = session;
    this.domain = domain;
    this.wire = wire;
    this.channel = channel;
  }

  static SipDialogue open(Target target, boolean tcp, String domain, Session session)
      throws IOException {
    return tcp
        ? new SipDialogue(
            session,
            domain,
            Optional.of(session.connect(target.scenarioAddress(), target.port())),
            Optional.empty())
        : new SipDialogue(
            session,
            domain,
            Optional.empty(),
            Optional.of(session.datagrams(target.scenarioAddress(), target.port())));
  }

  private static String random() {
    byte[] random = new byte[10];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /// Asks and, where the server wants to know who asks, asks again with the digest of the password.
  SipMessage askAs(String account, String password, String method, String uri, List<String> headers)
      throws IOException {
    SipMessage answer = ask(method, uri, account, headers);
    boolean proxy = answer.status() == 407;
    if (!proxy && answer.status() != 401) {
      return answer;
    }
    String challenge =
        answer.value(proxy ? "proxy-authenticate" : "www-authenticate").orElse("nothing");
    List<String> more = new ArrayList<>(headers);
    more.add(
        (proxy ? "Proxy-Authorization: " : "Authorization: ")
            + SipDigest.answer(challenge, account, password, method, uri, random()));
    return ask(method, uri, account, more);
  }

  /// One request and its final response.
  SipMessage ask(String method, String uri, String user, List<String> headers) throws IOException {
    String branch = "z9hG4bK" + random();
    String number = ++sequence + " " + method;
    List<String> lines = new ArrayList<>();
    lines.add(method + " " + uri + " SIP/2.0");
    lines.add(
        "Via: SIP/2.0/%s monitor.invalid:5060;branch=%s;rport"
            .formatted(wire.isPresent() ? "TCP" : "UDP", branch));
    lines.add("Max-Forwards: 70");
    lines.add("From: <sip:" + user + "@" + domain + ">;tag=" + tag);
    lines.add("To: <sip:" + user + "@" + domain + ">");
    lines.add("Call-ID: " + callId);
    lines.add("CSeq: " + number);
    lines.addAll(headers);
    lines.add("Content-Length: 0");
    String request = String.join("\r\n", lines) + "\r\n\r\n";
    session.transcript().sent(request);
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    for (int count = 0; count < MOST_RESPONSES; count++) {
      SipMessage answer =
          wire.isPresent() ? overTcp(wire.get(), bytes, count) : overUdp(bytes, count);
      boolean ours =
          answer.value("cseq").orElse("").equals(number)
              && answer.value("via").orElse("").contains(branch);
      if (!ours) {
        session.transcript().note("ignored an answer to another request");
      } else if (answer.isFinal()) {
        return answer;
      }
    }
    throw new ProbeFailure(Cause.PROTOCOL, "The telephone server never came to an answer.");
  }

  private static SipMessage overTcp(Wire wire, byte[] request, int count) throws IOException {
    if (count == 0) {
      wire.write(request);
    }
    List<String> lines = new ArrayList<>();
    for (String line = wire.line(LONGEST_LINE); ; line = wire.line(LONGEST_LINE)) {
      if (line.isEmpty() && !lines.isEmpty()) {
        break;
      }
      if (!line.isEmpty()) {
        lines.add(line);
      }
      if (lines.size() > MOST_LINES) {
        throw tooMuch();
      }
    }
    SipMessage message = SipMessage.of(lines);
    String length = message.value("content-length").orElse("0");
    if (!length.matches("[0-9]{1,5}")) {
      throw tooMuch();
    }
    wire.exactly(Integer.parseInt(length));
    return message;
  }

  private SipMessage overUdp(byte[] request, int count) throws IOException {
    DatagramChannel datagrams = channel.orElseThrow();
    if (count == 0) {
      datagrams.write(ByteBuffer.wrap(request));
    }
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    int patience = FIRST_REPEAT_MILLIS;
    while (true) {
      datagrams.socket().setSoTimeout(patience);
      try {
        datagrams.socket().receive(packet);
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        session.transcript().received(text);
        List<String> lines = text.split("\r?\n\r?\n", 2)[0].lines().toList();
        if (lines.size() > MOST_LINES) {
          throw tooMuch();
        }
        return SipMessage.of(lines);
      } catch (SocketTimeoutException _) {
        session.transcript().note("asked again");
        datagrams.write(ByteBuffer.wrap(request));
        patience = Math.min(2 * patience, LAST_REPEAT_MILLIS);
      }
    }
  }

  private static ProbeFailure tooMuch() {
    return new ProbeFailure(
        Cause.PROTOCOL,
        "The telephone server sent an answer of more than 200 lines or 99,999 bytes.");
  }
}
