package io.shieldwall.probing.names;

import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// The name server that a check asks. A reply counts only when it has the id and the question of
/// the query.
///
/// @param signed whether signatures are asked for (the flag DO, RFC 3225)
record NameServer(Target target, Session session, boolean signed) {

  private static final int LARGEST_DATAGRAM = 4096;

  /// A size that no network on the way cuts into fragments (DNS flag day 2020).
  private static final int ANNOUNCED_DATAGRAM = 1232;

  /// Asks over UDP, and over TCP where the answer is truncated.
  Message overUdp(Record question) throws IOException {
    Message query = query(question);
    byte[] wire = query.toWire();
    Message reply = datagram(query, wire);
    if (!reply.getHeader().getFlag(Flags.TC)) {
      return reply;
    }
    session.transcript().note("truncated; asking again over TCP");
    return overTcp(query, wire);
  }

  Message overTcp(Record question) throws IOException {
    Message query = query(question);
    return overTcp(query, query.toWire());
  }

  /// Sends a query over a connection of its own and leaves the reading to the caller.
  Wire begin(Message query) throws IOException {
    return begin(query.toWire());
  }

  Message query(Record question) {
    Message query = new Message(ThreadLocalRandom.current().nextInt(1 << 16));
    query.getHeader().setFlag(Flags.RD);
    query.addRecord(question, Section.QUESTION);
    if (signed) {
      query.addRecord(
          new OPTRecord(ANNOUNCED_DATAGRAM, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    }
    session.transcript().sent(oneLine(question) + " id " + query.getHeader().getID() + "\n");
    return query;
  }

  static String oneLine(Record record) {
    return record.toString().replace('\t', ' ');
  }

  private Message datagram(Message query, byte[] wire) throws IOException {
    DatagramChannel channel = session.datagrams(target.scenarioAddress(), target.port());
    channel.write(ByteBuffer.wrap(wire));
    resendAfter(channel, wire, session.timeout().dividedBy(3));
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
  private void resendAfter(DatagramChannel channel, byte[] wire, Duration delay) {
    session.after(
        delay,
        () -> {
          try {
            channel.write(ByteBuffer.wrap(wire));
          } catch (IOException _) {
            return;
          }
          if (session.remaining().compareTo(delay) > 0) {
            resendAfter(channel, wire, delay);
          }
        });
  }

  private Wire begin(byte[] bytes) throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    wire.recordNothing();
    ByteBuffer framed = ByteBuffer.allocate(bytes.length + 2);
    wire.write(framed.putShort((short) bytes.length).put(bytes).array());
    return wire;
  }

  private Message overTcp(Message query, byte[] bytes) throws IOException {
    Wire wire = begin(bytes);
    int length = ByteBuffer.wrap(wire.exactly(2)).getShort() & 0xffff;
    return reply(ByteBuffer.wrap(wire.exactly(length)), query)
        .orElseThrow(() ->
            new ProbeFailure(Cause.PROTOCOL, "The server answered a query that was not asked."));
  }

  /// The message in a datagram; empty when it does not answer the query.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when it has the query's id but cannot be read
  private static Optional<Message> reply(ByteBuffer datagram, Message query) throws ProbeFailure {
    Optional<Message> reply = answering(datagram, query);
    return reply.filter(message -> query.getQuestion().equals(message.getQuestion()));
  }

  /// The message that has the query's id; its question is not looked at.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when it cannot be read
  static Optional<Message> answering(ByteBuffer datagram, Message query) throws ProbeFailure {
    if (datagram.remaining() < 12 || (datagram.getShort(0) & 0xffff) != query.getHeader().getID()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = new byte[datagram.remaining()];
      datagram.get(bytes);
      Message reply = new Message(bytes);
      return reply.getHeader().getFlag(Flags.QR) ? Optional.of(reply) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected a DNS message, got one that cannot be read: " + Diagnosis.wording(e) + ".");
    }
  }
}
