package io.shieldwall.probing.names;

import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.DNSSEC.SignatureExpiredException;
import org.xbill.DNS.DNSSEC.SignatureNotYetValidException;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Verifies the signatures of an answer (DNSSEC, RFC 4033 to 4035) with the keys that the same
/// server gives for the zone, and these with a trust anchor where the check has one.
final class Signatures {

  /// Each costs a public-key operation; a hostile zone could ask for a million of them (KeyTrap,
  /// CVE-2023-50387).
  private static final int MOST_TRIES = 32;

  private static final int ZONE_KEY = 0x0100;
  private static final int REVOKED = 0x0080;
  private static final int DNSSEC_PROTOCOL = 3;

  private final NameServer server;
  private final Optional<DSRecord> anchor;
  private final Instant now = Instant.now();
  private final Map<Name, List<DNSKEYRecord>> keys = new HashMap<>();
  private Instant end = Instant.MAX;
  private int tries;

  /// A signature that does not hold, with a sentence that says why.
  private static final class Flaw extends Exception {

    private static final long serialVersionUID = 1L;

    Flaw(String sentence) {
      super(sentence);
    }
  }

  private Signatures(NameServer server, Optional<DSRecord> anchor) {
    this.server = server;
    this.anchor = anchor;
  }

  /// What was found, by the names `signatures` (empty when they hold), `signatures-end` and
  /// `signatures-left` in seconds.
  static Map<String, String> facts(NameServer server, Probe probe, Message reply)
      throws IOException {
    Signatures signatures = new Signatures(server, anchor(probe));
    try {
      for (RRset answer : reply.getSectionRRsets(Section.ANSWER)) {
        signatures.verify(answer);
      }
    } catch (Flaw e) {
      return Map.of("signatures", String.valueOf(e.getMessage()));
    }
    return signatures.end.equals(Instant.MAX)
        ? Map.of()
        : Map.of(
            "signatures",
            "",
            "signatures-end",
            signatures.end.toString(),
            "signatures-left",
            "" + Duration.between(signatures.now, signatures.end).toSeconds());
  }

  /// The DS record of the parameter `anchor`, as it stands in a zone or only its data.
  ///
  /// @throws ProbeFailure with cause `CHECKER_FAULT` when it is none
  static Optional<DSRecord> anchor(Probe probe) throws ProbeFailure {
    Optional<String> text = probe.text("anchor");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String data = text.get().replace('\t', ' ').strip();
    int type = data.toUpperCase(Locale.ROOT).indexOf(" DS ");
    try {
      Record record =
          Record.fromString(
              Name.root,
              Type.DS,
              DClass.IN,
              0,
              type < 0 ? data : data.substring(type + 4),
              Name.root);
      return Optional.of((DSRecord) record);
    } catch (IOException | RuntimeException e) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The check's anchor %s is no DS record: %s."
              .formatted(Verdict.quote(text.get()), Diagnosis.wording(e)));
    }
  }

  private void verify(RRset records) throws IOException, Flaw {
    if (records.rrs(false).isEmpty()) {
      return;
    }
    if (records.sigs().isEmpty()) {
      throw new Flaw("%s is not signed".formatted(what(records)));
    }
    Name zone = records.sigs().getFirst().getSigner();
    if (!records.getName().subdomain(zone)) {
      throw new Flaw(what(records) + " is signed by the foreign zone " + zone);
    }
    List<DNSKEYRecord> zoneKeys = keys.get(zone);
    if (zoneKeys == null) {
      zoneKeys = fetch(zone);
      keys.put(zone, zoneKeys);
    }
    verify(records, zone, zoneKeys);
  }

  private List<DNSKEYRecord> fetch(Name zone) throws IOException, Flaw {
    server.session().stage("asking for the keys of " + zone);
    Message reply = server.overTcp(Record.newRecord(zone, Type.DNSKEY, DClass.IN));
    for (RRset records : reply.getSectionRRsets(Section.ANSWER)) {
      if (records.getType() == Type.DNSKEY && records.getName().equals(zone)) {
        List<DNSKEYRecord> found = usable(records);
        List<DNSKEYRecord> anchored = anchored(zone, found);
        verify(records, zone, anchored);
        return found;
      }
    }
    throw new Flaw("the zone " + zone + " has no keys");
  }

  private List<DNSKEYRecord> usable(RRset records) {
    List<DNSKEYRecord> found = new ArrayList<>();
    for (Record record : records.rrs(false)) {
      server.session().transcript().received(NameServer.oneLine(record) + "\n");
      if (record instanceof DNSKEYRecord key
          && key.getProtocol() == DNSSEC_PROTOCOL
          && (key.getFlags() & ZONE_KEY) != 0
          && (key.getFlags() & REVOKED) == 0) {
        found.add(key);
      }
    }
    return found;
  }

  /// The keys that the anchor speaks of; all of them where there is none.
  private List<DNSKEYRecord> anchored(Name zone, List<DNSKEYRecord> found)
      throws Flaw, ProbeFailure {
    if (anchor.isEmpty()) {
      return found;
    }
    DSRecord wanted = anchor.get();
    List<DNSKEYRecord> anchored = new ArrayList<>();
    for (DNSKEYRecord key : found) {
      if (key.getFootprint() == wanted.getFootprint()
          && key.getAlgorithm() == wanted.getAlgorithm()
          && Arrays.equals(digest(wanted, key), wanted.getDigest())) {
        anchored.add(key);
      }
    }
    if (anchored.isEmpty()) {
      throw new Flaw(
          "none of the keys of %s is that of the trust anchor %d"
              .formatted(zone, wanted.getFootprint()));
    }
    return anchored;
  }

  private static byte[] digest(DSRecord wanted, DNSKEYRecord key) throws ProbeFailure {
    try {
      return new DSRecord(key.getName(), DClass.IN, 0, wanted.getDigestID(), key).getDigest();
    } catch (RuntimeException e) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The check's anchor cannot be compared: " + Diagnosis.wording(e) + ".");
    }
  }

  /// One good signature is enough (RFC 4035 5.3.3).
  private void verify(RRset records, Name zone, List<DNSKEYRecord> signers) throws Flaw {
    String flaw = what(records) + " is signed with no key of the zone that is trusted";
    for (RRSIGRecord signature : records.sigs()) {
      server.session().transcript().received(NameServer.oneLine(signature) + "\n");
      for (DNSKEYRecord key : signers) {
        if (signature.getSigner().equals(zone)
            && key.getFootprint() == signature.getFootprint()
            && key.getAlgorithm() == signature.getAlgorithm()) {
          Optional<String> wrong = wrong(records, signature, key);
          if (wrong.isEmpty()) {
            end = signature.getExpire().isBefore(end) ? signature.getExpire() : end;
            return;
          }
          flaw = "the signature of " + what(records) + " " + wrong.get();
        }
      }
    }
    throw new Flaw(flaw);
  }

  private Optional<String> wrong(RRset records, RRSIGRecord signature, DNSKEYRecord key)
      throws Flaw {
    if (++tries > MOST_TRIES) {
      throw new Flaw("there are more than " + MOST_TRIES + " signatures and keys to try");
    }
    try {
      DNSSEC.verify(records, signature, key, now);
      return Optional.empty();
    } catch (SignatureExpiredException _) {
      return Optional.of("ended on " + signature.getExpire());
    } catch (SignatureNotYetValidException _) {
      return Optional.of("begins only on " + signature.getTimeSigned());
    } catch (DNSSECException | RuntimeException e) {
      return Optional.of("does not hold: " + Diagnosis.wording(e));
    }
  }

  private static String what(RRset records) {
    return records.getName() + " " + Type.string(records.getType());
  }
}
