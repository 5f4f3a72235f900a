package io.shieldwall.range.wire;

import io.shieldwall.range.nation.NameReply;
import io.shieldwall.range.nation.ServicePoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// DNS (RFC 1035) over TCP, and the answers of DNS over UDP.
final class NameSpeaker implements Speaker {

  private static final int MOST_QUERIES = 200;
  private static final int SMALL = 512;
  private static final int LARGE = 1232;

  @Override
  public void speak(Connection connection) throws IOException {
    for (int count = 0; count < MOST_QUERIES; count++) {
      byte[] length = connection.in().readNBytes(2);
      if (length.length < 2) {
        return;
      }
      int size = ByteBuffer.wrap(length).getShort() & 0xffff;
      byte[] query = connection.in().readNBytes(size);
      Optional<byte[]> reply = reply(connection.point(), query, 65_535, connection.now());
      if (query.length < size || reply.isEmpty()) {
        return;
      }
      byte[] bytes = reply.get();
      connection.write(
          ByteBuffer.allocate(2 + bytes.length).putShort((short) bytes.length).put(bytes).array());
    }
  }

  /// The answer to a datagram; empty when it is no query.
  static Optional<byte[]> datagram(ServicePoint point, byte[] query, long at) {
    return reply(point, query, 0, at);
  }

  /// @param most longest answer in bytes; 0 for what the query allows
  private static Optional<byte[]> reply(ServicePoint point, byte[] bytes, int most, long at) {
    Message query;
    try {
      query = new Message(bytes);
    } catch (IOException _) {
      return Optional.empty();
    }
    Record question = query.getQuestion();
    if (question == null || query.getHeader().getFlag(Flags.QR)) {
      return Optional.empty();
    }
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.AA);
    if (query.getHeader().getFlag(Flags.RD)) {
      reply.getHeader().setFlag(Flags.RD);
    }
    reply.addRecord(question, Section.QUESTION);
    answer(point, query, question, reply, at);
    int allowed = SMALL;
    if (query.getOPT() != null) {
      reply.addRecord(new OPTRecord(LARGE, 0, 0), Section.ADDITIONAL);
      allowed = Math.clamp(query.getOPT().getPayloadSize(), SMALL, LARGE);
    }
    return Optional.of(reply.toWire(most == 0 ? allowed : most));
  }

  private static void answer(
      ServicePoint point, Message query, Record question, Message reply, long at) {
    if (query.getHeader().getOpcode() != Opcode.QUERY || question.getDClass() != DClass.IN) {
      reply.getHeader().setRcode(Rcode.NOTIMP);
      return;
    }
    NameReply known =
        point.names(question.getName().toString(), Type.string(question.getType()), at);
    reply.getHeader().setRcode(Rcode.value(known.rcode()));
    known.answers().forEach(record -> reply.addRecord(record, Section.ANSWER));
  }
}
