package io.shieldwall.probing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Speaks as a Microsoft SQL Server does, as far as checks need it (MS-TDS 7.4 without TLS),
/// written after the specification, since no real one is at hand.
public final class TdsSpeaker {

  private static final int BATCH = 1;
  private static final int REMOTE_CALL = 3;
  private static final int RESULT = 4;
  private static final int ATTENTION = 6;
  private static final int LAST_PACKET = 1;
  private static final int WITH_COUNT = 0x10;
  private static final int ATTENDED = 0x20;
  private static final int SELECT = 0xc1;
  private static final int INSERT = 0xc3;
  private static final byte[] VERSION_AND_NO_ENCRYPTION = {
    0, 0, 11, 0, 6, 1, 0, 17, 0, 1, (byte) 0xff, 16, 0, 0x10, 0, 0, 0, 2
  };
  private static final byte[] COLLATION = {0x09, 0x04, (byte) 0xd0, 0x00, 0x34};

  private final Socket caller;
  private final DataInputStream in;

  public TdsSpeaker(Socket caller) throws IOException {
    this.caller = caller;
    this.in = new DataInputStream(caller.getInputStream());
  }

  /// Lets nobody sign in.
  ///
  /// @param number of the error, as SQL Server has them; 18456 is a failed sign-in
  /// @param severity class of the error; 14 for those of security
  public void turnAway(int number, int severity, String why) throws IOException {
    greet();
    answer(refusal(number, severity, why));
  }

  private void greet() throws IOException {
    message();
    answer(VERSION_AND_NO_ENCRYPTION);
    message();
  }

  /// Lets the caller sign in, whoever it is, and tells it something more.
  public void welcome(byte[]... tokens) throws IOException {
    greet();
    Token acknowledged = new Token(0xad).octets(1, 0x74, 0, 0, 4).text("Microsoft SQL Server");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(acknowledged.octets(16, 0, 0, 0).bytes());
    all.writeBytes(new Token(0xe3).octets(7, COLLATION.length).octets(COLLATION).octets(0).bytes());
    for (byte[] token : tokens) {
      all.writeBytes(token);
    }
    all.writeBytes(done(0xfd, 0, 0));
    answer(all.toByteArray());
  }

  /// "Connect to that server instead."
  public static byte[] route(String host, int port) {
    byte[] name = host.getBytes(StandardCharsets.UTF_16LE);
    return new Token(0xe3)
        .octets(20)
        .number(name.length + 5)
        .octets(0)
        .number(port)
        .number(host.length())
        .octets(name)
        .number(0)
        .bytes();
  }

  /// "You use this database now", which real servers say of the one that the caller asked for.
  public static byte[] database(String name) {
    return new Token(0xe3).octets(1).text(name).text("master").bytes();
  }

  /// "If I should be gone, connect to that server."
  public static byte[] mirror(String server) {
    return new Token(0xe3).octets(13).text(server).text("").bytes();
  }

  /// Answers statements until the caller leaves.
  ///
  /// @param answers the values of the rows of a statement, with what was bound to it behind it;
  ///   empty where it is refused
  public void serve(Function<String, Optional<List<String>>> answers) throws IOException {
    while (true) {
      Optional<Message> message = message();
      if (message.isEmpty()) {
        return;
      }
      if (message.get().type() == ATTENTION) {
        answer(done(0xfd, ATTENDED, 0));
      }
      boolean remote = message.get().type() == REMOTE_CALL;
      if (remote || message.get().type() == BATCH) {
        String said = message.get().text();
        answer(
            answers
                .apply(said)
                .map(rows -> rows(rows, remote))
                .orElseGet(() -> refusal(208, 16, "Invalid object name.")));
      }
    }
  }

  private static byte[] rows(List<String> rows, boolean remote) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (!rows.isEmpty()) {
      all.writeBytes(new byte[] {(byte) 0x81, 1, 0, 0, 0, 0, 0, 9, 0, (byte) 0xe7, 0x40, 0x1f});
      all.writeBytes(COLLATION);
      all.write(0);
    }
    for (String row : rows) {
      byte[] value = row.getBytes(StandardCharsets.UTF_16LE);
      all.write(0xd1);
      all.writeBytes(new byte[] {(byte) value.length, (byte) (value.length >> 8)});
      all.writeBytes(value);
    }
    if (remote) {
      all.writeBytes(done(0xff, 1 | WITH_COUNT, rows.size()));
      all.writeBytes(new byte[] {0x79, 0, 0, 0, 0});
      all.writeBytes(done(0xfe, 0, 0));
    } else {
      all.writeBytes(done(0xfd, WITH_COUNT, rows.size()));
    }
    return all.toByteArray();
  }

  private static byte[] refusal(int number, int severity, String why) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(
        new Token(0xaa)
            .number(number)
            .octets(0, 0, 1, severity)
            .number(why.length())
            .octets(why.getBytes(StandardCharsets.UTF_16LE))
            .text("")
            .text("")
            .octets(1, 0, 0, 0)
            .bytes());
    all.writeBytes(done(0xfd, 2, 0));
    return all.toByteArray();
  }

  private static byte[] done(int token, int status, int count) {
    int command = count > 0 ? SELECT : INSERT;
    return ByteBuffer.allocate(13)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) token)
        .putShort((short) status)
        .putShort((short) command)
        .putLong(count)
        .array();
  }

  /// What the caller said, of one packet or several, with all that is text in it.
  private record Message(int type, String text) {

    Message(int type, byte[] bytes) {
      this(
          type,
          new String(bytes, StandardCharsets.UTF_16LE)
              + new String(bytes, StandardCharsets.UTF_16BE));
    }
  }

  private Optional<Message> message() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      int type = in.read();
      if (type < 0) {
        return Optional.empty();
      }
      int status = in.read();
      int length = in.readUnsignedShort();
      in.readInt();
      bytes.writeBytes(in.readNBytes(length - 8));
      if ((status & LAST_PACKET) != 0) {
        return Optional.of(new Message(type, bytes.toByteArray()));
      }
    }
  }

  private void answer(byte[] bytes) throws IOException {
    ByteBuffer packet = ByteBuffer.allocate(8 + bytes.length);
    packet.put((byte) RESULT).put((byte) LAST_PACKET).putShort((short) packet.capacity());
    caller.getOutputStream().write(packet.putInt(0x0000_0100).put(bytes).array());
    caller.getOutputStream().flush();
  }

  /// A token with a length of two bytes.
  private static final class Token {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int kind;

    Token(int kind) {
      this.kind = kind;
    }

    Token octets(int... values) {
      for (int value : values) {
        bytes.write(value);
      }
      return this;
    }

    Token octets(byte[] values) {
      bytes.writeBytes(values);
      return this;
    }

    Token number(int value) {
      return octets(value & 0xff, value >> 8);
    }

    Token text(String value) {
      return octets(value.length()).octets(value.getBytes(StandardCharsets.UTF_16LE));
    }

    byte[] bytes() {
      return ByteBuffer.allocate(3 + bytes.size())
          .order(ByteOrder.LITTLE_ENDIAN)
          .put((byte) kind)
          .putShort((short) bytes.size())
          .put(bytes.toByteArray())
          .array();
    }
  }
}
