package io.shieldwall.range.wire;

import io.shieldwall.range.nation.RegisterReply;
import io.shieldwall.scenario.Content.RegisterKind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// Modbus/TCP: reads coils (function 1) and holding registers (function 3). Every other function is
/// answered by exception 1, illegal function: points are written by actions of the exercise only.
final class RegisterSpeaker implements Speaker {

  private static final int READ_COILS = 1;
  private static final int READ_HOLDING = 3;
  private static final int ILLEGAL_FUNCTION = 1;
  private static final int ILLEGAL_VALUE = 3;
  private static final int MOST_COILS = 2000;
  private static final int MOST_REGISTERS = 125;

  @Override
  public void speak(Connection connection) throws IOException {
    while (true) {
      byte[] header = connection.in().readNBytes(7);
      if (header.length < 7) {
        return;
      }
      ByteBuffer fields = ByteBuffer.wrap(header);
      int transaction = fields.getShort();
      int protocol = fields.getShort();
      int length = fields.getShort() & 0xffff;
      int unit = fields.get() & 0xff;
      if (protocol != 0 || length < 2 || length > 254) {
        return;
      }
      byte[] request = connection.in().readNBytes(length - 1);
      if (request.length < length - 1) {
        throw new EOFException("the request ended early");
      }
      byte[] answer = answer(connection, unit, ByteBuffer.wrap(request));
      connection.write(framed(transaction, unit, answer));
    }
  }

  private static byte[] framed(int transaction, int unit, byte[] answer) {
    return ByteBuffer.allocate(7 + answer.length)
        .putShort((short) transaction)
        .putShort((short) 0)
        .putShort((short) (answer.length + 1))
        .put((byte) unit)
        .put(answer)
        .array();
  }

  private static byte[] answer(Connection connection, int unit, ByteBuffer request) {
    int function = request.get() & 0xff;
    if (function != READ_COILS && function != READ_HOLDING) {
      return exception(function, ILLEGAL_FUNCTION);
    }
    if (request.remaining() != 4) {
      return exception(function, ILLEGAL_VALUE);
    }
    int address = request.getShort() & 0xffff;
    int count = request.getShort() & 0xffff;
    boolean coils = function == READ_COILS;
    if (count < 1 || count > (coils ? MOST_COILS : MOST_REGISTERS)) {
      return exception(function, ILLEGAL_VALUE);
    }
    RegisterKind kind = coils ? RegisterKind.COIL : RegisterKind.HOLDING;
    RegisterReply reply = connection.point().registers(unit, kind, address, count);
    if (reply.exception() != 0) {
      return exception(function, reply.exception());
    }
    return coils ? bits(reply.values()) : words(reply.values());
  }

  private static byte[] exception(int function, int code) {
    return new byte[] {(byte) (function | 0x80), (byte) code};
  }

  private static byte[] bits(List<Integer> values) {
    int size = (values.size() + 7) / 8;
    byte[] answer = new byte[2 + size];
    answer[0] = READ_COILS;
    answer[1] = (byte) size;
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != 0) {
        answer[2 + i / 8] |= (byte) (1 << i % 8);
      }
    }
    return answer;
  }

  private static byte[] words(List<Integer> values) {
    ByteBuffer answer = ByteBuffer.allocate(2 + 2 * values.size());
    answer.put((byte) READ_HOLDING).put((byte) (2 * values.size()));
    values.forEach(value -> answer.putShort(value.shortValue()));
    return answer.array();
  }
}
