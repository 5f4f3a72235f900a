package io.shieldwall.probing.names;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Transcript;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/// DNS (RFC 1035) over UDP with fall-back to TCP, or over TCP; where wanted with DNSSEC, and with a
/// try to copy the zone.
public final class DnsProtocol implements Protocol {

  private static final long LARGEST_SERIAL = 0xffff_ffffL;
  private static final long LONGEST_NOTICE = 365;
  private static final long DEFAULT_NOTICE = 1;

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
            "Type of the record; default A, or SOA with transfer or serial-minimum."),
        optional(
            "answer",
            Type.TEXT,
            "Value that one of the answers must have; for MX and SRV the target alone will do."),
        choice("transport", List.of("udp", "tcp"), "How it is asked; default udp."),
        choice(
            "rcode",
            List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"),
            "Expected response code; default NOERROR."),
        choice(
            "transfer",
            List.of("allowed", "refused"),
            "Whether the server must hand out the whole zone of that name (AXFR), or must not."),
        optional(
                "serial-minimum", Type.NUMBER, "Lowest serial that the zone's SOA record may have.")
            .within(0, LARGEST_SERIAL),
        optional("dnssec", Type.FLAG, "The answer's signatures are verified; default no."),
        optional(
            "anchor",
            Type.TEXT,
            "DS record of the key that the zone's keys must be signed with, such as"
                + " `12345 13 2 5E8F…`; with dnssec."),
        optional(
                "warn-days",
                Type.NUMBER,
                "Days before the end of a signature at which it is a warning; default 1.")
            .within(0, LONGEST_NOTICE));
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe)
        .unless(
            !aboutZone(probe) || type(probe).equals("SOA"),
            "type",
            "transfer and serial-minimum go with type SOA",
            "write type: SOA, or leave it out")
        .tried("name", () -> question(probe), "write a name such as www.berylia.example")
        .tried(
            "anchor",
            () -> Signatures.anchor(probe),
            "write the DS record as it stands in the parent zone, such as 12345 13 2 and the digest")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Record question = question(probe);
    boolean signed = probe.flag("dnssec", false);
    if (signed) {
      Signatures.anchor(probe);
    }
    NameServer server = new NameServer(target, session, signed);
    Message reply =
        probe.text("transport", "udp").equals("tcp")
            ? server.overTcp(question)
            : server.overUdp(question);
    Exchange.Names names = names(reply, question.getType(), session.transcript());
    Map<String, String> facts = new HashMap<>();
    if (signed) {
      facts.putAll(Signatures.facts(server, probe, reply));
    }
    if (probe.has("transfer")) {
      facts.put("transfer", ZoneTransfer.attempt(server, question.getName()));
    }
    return new Exchange.Names(names.rcode(), names.answers(), facts);
  }

  /// The type that is asked for: a zone as a whole has a SOA record.
  private static String type(Probe probe) {
    return probe.text("type", aboutZone(probe) ? "SOA" : "A");
  }

  private static boolean aboutZone(Probe probe) {
    return probe.has("transfer") || probe.has("serial-minimum");
  }

  private static Record question(Probe probe) throws ProbeFailure {
    String name = probe.text("name", "");
    try {
      return Record.newRecord(
          Name.fromString(name, Name.root), org.xbill.DNS.Type.value(type(probe)), DClass.IN);
    } catch (TextParseException | IllegalArgumentException _) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT, "The check's name " + Verdict.quote(name) + " is no DNS name.");
    }
  }

  private static Exchange.Names names(Message reply, int type, Transcript transcript) {
    List<String> answers = new ArrayList<>();
    for (Record record : reply.getSection(Section.ANSWER)) {
      transcript.received(NameServer.oneLine(record) + "\n");
      if (record.getType() == type) {
        answers.add(record.rdataToString());
      }
    }
    String rcode = Rcode.string(reply.getRcode());
    transcript.received(rcode + "\n");
    return new Exchange.Names(rcode, answers);
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Names names)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String what = probe.text("name", "") + " " + type(probe);
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
    return aboutZoneFlaw(probe, names)
        .or(() -> signatureFlaw(probe, names))
        .orElseGet(() -> Verdict.fine("%s resolves to %s.".formatted(what, Verdict.quote(got))));
  }

  private static Optional<Verdict> aboutZoneFlaw(Probe probe, Exchange.Names names) {
    Optional<Verdict> old =
        probe.has("serial-minimum")
            ? serialFlaw(probe.number("serial-minimum", 0), names.answers().getFirst())
            : Optional.empty();
    return old.or(() ->
        probe.has("transfer")
            ? ZoneTransfer.flaw(probe, names.facts().getOrDefault("transfer", "REFUSED nothing"))
            : Optional.empty());
  }

  /// Serials are compared in a circle (RFC 1982).
  private static Optional<Verdict> serialFlaw(long minimum, String soa) {
    String[] fields = soa.split(" ", -1);
    String serial = fields.length > 2 ? fields[2] : "";
    boolean number = serial.matches("[0-9]{1,10}");
    if (number && (int) (Long.parseLong(serial) - minimum) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        Verdict.critical(
            Cause.WRONG_CONTENT,
            "Expected a serial of at least %d, got %s."
                .formatted(minimum, number ? serial : Verdict.quote(soa))));
  }

  private static Optional<Verdict> signatureFlaw(Probe probe, Exchange.Names names) {
    if (!probe.flag("dnssec", false)) {
      return Optional.empty();
    }
    String flaw = names.facts().getOrDefault("signatures", "nothing was verified");
    if (!flaw.isEmpty()) {
      return Optional.of(
          Verdict.critical(
              Cause.WRONG_CONTENT, "Expected an answer with good signatures: " + flaw + "."));
    }
    String end = names.facts().getOrDefault("signatures-end", "");
    long notice = probe.number("warn-days", DEFAULT_NOTICE);
    long left = Long.parseLong(names.facts().getOrDefault("signatures-left", "0"));
    return left < Duration.ofDays(notice).toSeconds()
        ? Optional.of(
            Verdict.warning(
                Cause.WRONG_CONTENT,
                "The answer's signatures end on %s, in less than %d days.".formatted(end, notice)))
        : Optional.empty();
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
