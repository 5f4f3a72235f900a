package io.shieldwall.probing.names;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A try to copy a whole zone (AXFR, RFC 5936), as secondary servers do and intruders like to.
final class ZoneTransfer {

  private static final int MOST_RECORDS = 10_000;
  private static final int MOST_BYTES = 1024 * 1024;

  /// How a try ended.
  enum End {
    /// from the first SOA record to the last
    COMPLETE,
    /// records came, but the zone's end did not
    BROKEN,
    /// longer than a check reads
    ENDLESS,
    /// no record came
    REFUSED
  }

  private final Name zone;
  private long serial = -1;
  private int records;
  private int bytes;
  private String said = "nothing";

  private ZoneTransfer(Name zone) {
    this.zone = zone;
  }

  /// How a try ended and what the server said, such as `COMPLETE 12 records`.
  static String attempt(NameServer server, Name zone) throws IOException {
    server.session().stage("trying to copy the zone");
    ZoneTransfer transfer = new ZoneTransfer(zone);
    End end = transfer.run(server);
    String outcome = end + " " + transfer.said;
    server.session().transcript().received(outcome + "\n");
    return outcome;
  }

  private End run(NameServer server) throws IOException {
    Message query = server.query(Record.newRecord(zone, Type.AXFR, DClass.IN));
    Wire wire = server.begin(query);
    int first = wire.read();
    if (first < 0) {
      said = "a closed connection";
      return End.REFUSED;
    }
    try {
      for (int high = first; ; high = wire.exactly(1)[0] & 0xff) {
        int length = high << 8 | (wire.exactly(1)[0] & 0xff);
        Optional<End> end = message(wire.exactly(length), query);
        if (end.isPresent()) {
          return end.get();
        }
      }
    } catch (ProbeFailure e) {
      if (records == 0) {
        throw e;
      }
      said = records + " records, then: " + e.getMessage();
      return End.BROKEN;
    }
  }

  private Optional<End> message(byte[] octets, Message query) throws ProbeFailure {
    bytes += octets.length;
    Message message =
        NameServer.answering(ByteBuffer.wrap(octets), query)
            .orElseThrow(() -> violation("it answered a query that was not asked"));
    if (message.getRcode() != Rcode.NOERROR || message.getSection(Section.ANSWER).isEmpty()) {
      String code = Rcode.string(message.getRcode());
      said = records == 0 ? code : records + " records, then " + code;
      return Optional.of(records == 0 ? End.REFUSED : End.BROKEN);
    }
    for (Record record : message.getSection(Section.ANSWER)) {
      if (ends(record)) {
        said = records + " records";
        return Optional.of(End.COMPLETE);
      }
    }
    if (records > MOST_RECORDS || bytes > MOST_BYTES) {
      said = records + " records and more";
      return Optional.of(End.ENDLESS);
    }
    return Optional.empty();
  }

  /// Whether it is the SOA record that closes the zone.
  private boolean ends(Record record) throws ProbeFailure {
    boolean apex = record instanceof SOARecord && record.getName().equals(zone);
    if (records == 0 && !apex) {
      throw violation("the transfer does not begin with the zone's SOA record");
    }
    if (!record.getName().subdomain(zone)) {
      throw violation("the transfer holds records of another zone");
    }
    if (apex && records > 0) {
      if (((SOARecord) record).getSerial() != serial) {
        throw violation("the zone's serial changes within the transfer");
      }
      return true;
    }
    if (apex) {
      serial = ((SOARecord) record).getSerial();
    }
    records++;
    return false;
  }

  private static ProbeFailure violation(String what) {
    return new ProbeFailure(Cause.PROTOCOL, "The server broke RFC 5936: " + what + ".");
  }

  /// What is wrong with how a try ended; empty when it is as the probe expects.
  static Optional<Verdict> flaw(Probe probe, String outcome) {
    String zone = Verdict.quote(probe.text("name", ""));
    End end = End.valueOf(outcome.substring(0, outcome.indexOf(' ')));
    String said = outcome.substring(outcome.indexOf(' ') + 1);
    if (probe.text("transfer", "").equals("refused")) {
      return end == End.REFUSED
          ? Optional.empty()
          : flaw(
              Cause.WRONG_CONTENT,
              "Expected the transfer of %s to be refused, got %s.".formatted(zone, said));
    }
    String wanted = "Expected a transfer of " + zone + ", got ";
    return switch (end) {
      case COMPLETE -> Optional.empty();
      case BROKEN -> flaw(Cause.PROTOCOL, wanted + said + ".");
      case ENDLESS -> flaw(Cause.WRONG_CONTENT, wanted + "more than a check reads: " + said + ".");
      case REFUSED -> flaw(Cause.WRONG_CONTENT, wanted + said + ".");
    };
  }

  private static Optional<Verdict> flaw(Cause cause, String sentence) {
    return Optional.of(Verdict.critical(cause, sentence));
  }
}
