package io.shieldwall.probing.names;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Transcript;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/// DNS (RFC 1035) over UDP with fall-back to TCP, or over TCP. A reply counts only when it comes
/// from the server asked, with the id and the question of the query.
public final class DnsProtocol implements Protocol {

  private static final int LARGEST_DATAGRAM = 4096;

  @Override
  public String name() {
    return "dns";
  }

  @Override
  public String summary() {
    return "Asks a name server for a record and compares the answer.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required("name", Type.TEXT, "Name that is asked for."),
        choice(
            "type",
            List.of("A", "AAAA", "MX", "TXT", "NS", "CNAME", "SRV", "SOA"),
            "Type of the record; default A."),
        optional(
            "answer",
            Type.TEXT,
            "Value that one of the answers must have; for MX and SRV the target alone will do."),
        choice("transport", List.of("udp", "tcp"), "How it is asked; default udp."),
        choice(
            "rcode",
            List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"),
            "Expected response code; default NOERROR."));
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Record question = question(probe);
    Message query = new Message(ThreadLocalRandom.current().nextInt(1 << 16));
    query.getHeader().setFlag(Flags.RD);
    query.addRecord(question, Section.QUESTION);
    session.transcript().sent(oneLine(question) + " id " + query.getHeader().getID() + "\n");
    byte[] wire = query.toWire();
    Message reply =
        probe.text("transport", "udp").equals("tcp")
            ? overTcp(target, session, query, wire)
            : overUdp(target, session, query, wire);
    if (reply.getHeader().getFlag(Flags.TC) && probe.text("transport", "udp").equals("udp")) {
      session.transcript().note("truncated; asking again over TCP");
      reply = overTcp(target, session, query, wire);
    }
    return names(reply, question.getType(), session.transcript());
  }

  private static String oneLine(Record record) {
    return record.toString().replace('\t', ' ');
  }

  private static Record question(Probe probe) throws ProbeFailure {
    String name = probe.text("name", "");
    try {
      return Record.newRecord(
          Name.fromString(name, Name.root),
          org.xbill.DNS.Type.value(probe.text("type", "A")),
          DClass.IN);
    } catch (TextParseException | IllegalArgumentException _) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT, "The check's name " + Verdict.quote(name) + " is no DNS name.");
    }
  }

  private static Message overUdp(Target target, Session session, Message query, byte[] wire)
      throws IOException {
    DatagramChannel channel = session.datagrams(target.scenarioAddress(), target.port());
    channel.write(ByteBuffer.wrap(wire));
    resendAfter(session, channel, wire, session.timeout().dividedBy(3));
    ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
    for (int strangers = 0; ; strangers++) {
      channel.read(buffer.clear());
      Optional<Message> reply = reply(buffer.flip(), query);
      if (reply.isPresent()) {
        return reply.get();
      }
      if (strangers == 0) {
        session.transcript().note("a datagram that answers another query was ignored");
        session.stage(
            "waiting for the answer of " + target.endpoint() + ", which sent one to another query");
      }
    }
  }

  /// A lost datagram is no fault of the service: the query goes out again after a third and after
  /// two thirds of the time.
  private static void resendAfter(
      Session session, DatagramChannel channel, byte[] wire, Duration delay) {
    session.after(
        delay,
        () -> {
          try {
            channel.write(ByteBuffer.wrap(wire));
          } catch (IOException _) {
            return;
          }
          if (session.remaining().compareTo(delay) > 0) {
            resendAfter(session, channel, wire, delay);
          }
        });
  }

  private static Message overTcp(Target target, Session session, Message query, byte[] bytes)
      throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    wire.recordNothing();
    ByteBuffer framed = ByteBuffer.allocate(bytes.length + 2);
    wire.write(framed.putShort((short) bytes.length).put(bytes).array());
    int length = ByteBuffer.wrap(wire.exactly(2)).getShort() & 0xffff;
    return reply(ByteBuffer.wrap(wire.exactly(length)), query)
        .orElseThrow(() ->
            new ProbeFailure(Cause.PROTOCOL, "The server answered a query that was not asked."));
  }

  /// The message in a datagram; empty when it does not answer the query.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when it has the query's id but cannot be read
  private static Optional<Message> reply(ByteBuffer datagram, Message query) throws ProbeFailure {
    if (datagram.remaining() < 12 || (datagram.getShort(0) & 0xffff) != query.getHeader().getID()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = new byte[datagram.remaining()];
      datagram.get(bytes);
      Message reply = new Message(bytes);
      boolean answers =
          reply.getHeader().getFlag(Flags.QR) && query.getQuestion().equals(reply.getQuestion());
      return answers ? Optional.of(reply) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected a DNS message, got one that cannot be read: " + Diagnosis.wording(e) + ".");
    }
  }

  private static Exchange.Names names(Message reply, int type, Transcript transcript) {
    List<String> answers = new ArrayList<>();
    for (Record record : reply.getSection(Section.ANSWER)) {
      transcript.received(oneLine(record) + "\n");
      if (record.getType() == type) {
        answers.add(record.rdataToString());
      }
    }
    String rcode = Rcode.string(reply.getHeader().getRcode());
    transcript.received(rcode + "\n");
    return new Exchange.Names(rcode, answers);
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Names names)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String what = probe.text("name", "") + " " + probe.text("type", "A");
    String rcode = probe.text("rcode", "NOERROR");
    if (!rcode.equals(names.rcode())) {
      Cause cause = rcode.equals("NOERROR") ? Cause.UNRESOLVED : Cause.WRONG_CONTENT;
      return Verdict.critical(
          cause, "Expected %s for %s, got %s.".formatted(rcode, what, names.rcode()));
    }
    Optional<String> expected = probe.text("answer");
    if (expected.isEmpty() && !rcode.equals("NOERROR")) {
      return Verdict.fine("%s for %s as expected.".formatted(rcode, what));
    }
    if (names.answers().isEmpty()) {
      return Verdict.critical(
          Cause.UNRESOLVED, "Expected an answer for %s, got none.".formatted(what));
    }
    String got = String.join(", ", names.answers());
    if (expected.isPresent() && names.answers().stream().noneMatch(a -> fits(expected.get(), a))) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected %s for %s, got %s."
              .formatted(Verdict.quote(expected.get()), what, Verdict.quote(got)));
    }
    return Verdict.fine("%s resolves to %s.".formatted(what, Verdict.quote(got)));
  }

  private static boolean fits(String expected, String answer) {
    if (Arrays.equals(ipv6(expected), ipv6(answer))) {
      return true;
    }
    String wanted = canonical(expected);
    String whole = canonical(answer);
    return whole.equals(wanted) || (whole.endsWith(" " + wanted) && !wanted.contains(" "));
  }

  /// The octets of an IPv6 literal, whatever zeros it leaves out; of any other text its own.
  private static byte[] ipv6(String literal) {
    byte[] octets = Address.toByteArray(literal.strip(), Address.IPv6);
    return octets == null ? literal.getBytes(StandardCharsets.UTF_8) : octets;
  }

  private static String canonical(String text) {
    String plain = text.strip();
    if (plain.length() >= 2 && plain.startsWith("\"") && plain.endsWith("\"")) {
      return plain.substring(1, plain.length() - 1).replace("\" \"", "");
    }
    String lower = plain.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
