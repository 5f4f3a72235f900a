package io.shieldwall.probing.messaging;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Transcript;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Methods of AMQP 0-9-1 to a broker and back, on one connection with one channel.
final class AmqpDialogue {

  /// How a queue is declared: it must be there already.
  static final int PASSIVE = 1;

  /// How a queue is declared: it outlives the broker's restart.
  static final int DURABLE = 2;

  /// How a queue is declared: for this connection, and gone with it.
  static final int EXCLUSIVE = 4;

  private static final int METHOD = 1;
  private static final int HEADER = 2;
  private static final int BODY = 3;
  private static final int HEARTBEAT = 8;
  private static final int END = 0xce;
  private static final int FRAME = 128 * 1024;
  private static final int MOST_BYTES = 1024 * 1024;

  private static final int CONNECTION_START = (10 << 16) | 10;
  private static final int CONNECTION_START_OK = (10 << 16) | 11;
  private static final int CONNECTION_TUNE = (10 << 16) | 30;
  private static final int CONNECTION_TUNE_OK = (10 << 16) | 31;
  private static final int CONNECTION_OPEN = (10 << 16) | 40;
  private static final int CONNECTION_OPEN_OK = (10 << 16) | 41;
  private static final int CONNECTION_CLOSE = (10 << 16) | 50;
  private static final int CHANNEL_OPEN = (20 << 16) | 10;
  private static final int CHANNEL_OPEN_OK = (20 << 16) | 11;
  private static final int CHANNEL_CLOSE = (20 << 16) | 40;
  private static final int QUEUE_DECLARE = (50 << 16) | 10;
  private static final int QUEUE_DECLARE_OK = (50 << 16) | 11;
  private static final int BASIC_PUBLISH = (60 << 16) | 40;
  private static final int BASIC_GET = (60 << 16) | 70;
  private static final int BASIC_GET_OK = (60 << 16) | 71;
  private static final int BASIC_GET_EMPTY = (60 << 16) | 72;
  private static final int BASIC_ACK = (60 << 16) | 80;
  private static final int CONFIRM_SELECT = (85 << 16) | 10;
  private static final int CONFIRM_SELECT_OK = (85 << 16) | 11;

  private final Wire wire;
  private final Transcript transcript;

  /// A queue as the broker tells of it.
  record Queue(String name, long messages) {}

  private record Frame(int kind, ByteBuffer body) {}

  private record Method(int id, ByteBuffer arguments) {}

  AmqpDialogue(Wire wire, Transcript transcript) {
    this.wire = wire;
    this.transcript = transcript;
  }

  /// Signs in and opens a channel on which the broker confirms what is published.
  ///
  /// @return what the broker says that it is
  String open(String account, String password, String vhost) throws IOException {
    wire.write(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
    Method start = expect(CONNECTION_START);
    String product = product(start.arguments());
    transcript.received("Connection.Start " + product + "\n");
    transcript.sent("Connection.StartOk PLAIN " + account + "\n");
    byte[] response = ("\0" + account + "\0" + password).getBytes(StandardCharsets.UTF_8);
    Arguments properties = new Arguments();
    Arguments capability = new Arguments().name("authentication_failure_close").octet('t').octet(1);
    properties.name("capabilities").octet('F').counted(capability.toByteArray());
    send(
        0,
        CONNECTION_START_OK,
        new Arguments()
            .counted(properties.toByteArray())
            .name("PLAIN")
            .counted(response)
            .name("en_US"));
    expect(CONNECTION_TUNE);
    send(0, CONNECTION_TUNE_OK, new Arguments().number(1).integer(FRAME).number(0));
    send(0, CONNECTION_OPEN, new Arguments().name(vhost).name("").octet(0));
    expect(CONNECTION_OPEN_OK);
    transcript.note("signed in");
    send(1, CHANNEL_OPEN, new Arguments().name(""));
    expect(CHANNEL_OPEN_OK);
    send(1, CONFIRM_SELECT, new Arguments().octet(0));
    expect(CONFIRM_SELECT_OK);
    return product;
  }

  /// The server's properties begin with its capabilities; what it is called is found by name.
  private static String product(ByteBuffer arguments) {
    byte[] bytes = new byte[arguments.remaining()];
    arguments.get(bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return (value(text, "product") + " " + value(text, "version")).strip();
  }

  private static String value(String table, String name) {
    int at = table.indexOf((char) name.length() + name + "S");
    int start = at + name.length() + 2;
    if (at < 0 || table.length() < start + 4) {
      return "";
    }
    int length = (table.charAt(start + 2) << 8) | table.charAt(start + 3);
    int end = Math.min(table.length(), start + 4 + Math.min(length, 100));
    return table.substring(start + 4, end);
  }

  Queue declare(String name, int how) throws IOException {
    transcript.sent("Queue.Declare " + name + "\n");
    int bits = how == EXCLUSIVE ? EXCLUSIVE | 8 : how;
    send(1, QUEUE_DECLARE, new Arguments().number(0).name(name).octet(bits).integer(0));
    ByteBuffer arguments = expect(QUEUE_DECLARE_OK).arguments();
    try {
      Queue queue = new Queue(name(arguments), arguments.getInt() & 0xffff_ffffL);
      transcript.received("Queue.DeclareOk %s %d\n".formatted(queue.name(), queue.messages()));
      return queue;
    } catch (BufferUnderflowException _) {
      throw violation("a queue", "something that is cut off");
    }
  }

  /// Publishes a message that outlives a restart, and has the broker confirm it.
  void publish(String queue, String text) throws IOException {
    transcript.sent("Basic.Publish " + queue + " " + text + "\n");
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    send(1, BASIC_PUBLISH, new Arguments().number(0).name("").name(queue).octet(0));
    byte[] header =
        ByteBuffer.allocate(15)
            .putShort((short) 60)
            .putShort((short) 0)
            .putLong(body.length)
            .putShort((short) 0x1000)
            .put((byte) 2)
            .array();
    frame(HEADER, 1, header);
    frame(BODY, 1, body);
    expect(BASIC_ACK);
  }

  /// The oldest message of a queue, which is taken out.
  Optional<String> get(String queue) throws IOException {
    send(1, BASIC_GET, new Arguments().number(0).name(queue).octet(1));
    Method answer = method();
    if (answer.id() == BASIC_GET_EMPTY) {
      transcript.received("Basic.GetEmpty\n");
      return Optional.empty();
    }
    if (answer.id() != BASIC_GET_OK) {
      throw violation("a message", "method " + answer.id());
    }
    Frame header = frame();
    if (header.kind() != HEADER || header.body().remaining() < 12) {
      throw violation("the header of a message", "frame " + header.kind());
    }
    long size = header.body().getLong(4);
    if (size < 0 || size > MOST_BYTES) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT, "The message is longer than " + MOST_BYTES + " bytes.");
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (body.size() < size) {
      Frame part = frame();
      if (part.kind() != BODY || !part.body().hasRemaining()) {
        throw violation("the body of a message", "frame " + part.kind());
      }
      body.writeBytes(part.body().array());
    }
    String text = body.toString(StandardCharsets.UTF_8);
    transcript.received("Basic.GetOk " + text + "\n");
    return Optional.of(text);
  }

  void close() throws IOException {
    send(0, CONNECTION_CLOSE, new Arguments().number(200).name("").integer(0));
  }

  private Method expect(int id) throws IOException {
    Method method = method();
    if (method.id() != id) {
      throw violation(named(id), named(method.id()));
    }
    return method;
  }

  private Method method() throws IOException {
    Frame frame = frame();
    if (frame.kind() != METHOD || frame.body().remaining() < 4) {
      throw violation("a method", "frame " + frame.kind());
    }
    Method method = new Method(frame.body().getInt(), frame.body());
    if (method.id() == CONNECTION_CLOSE || method.id() == CHANNEL_CLOSE) {
      throw closed(method.arguments());
    }
    return method;
  }

  private static ProbeFailure closed(ByteBuffer arguments) {
    try {
      int code = arguments.getShort() & 0xffff;
      String text = name(arguments);
      boolean account = code == 403 || code == 530;
      return new ProbeFailure(
          account ? Cause.WRONG_CREDENTIALS : Cause.WRONG_CONTENT,
          "Expected the broker to go on, got %d %s.".formatted(code, Verdict.quote(text)));
    } catch (BufferUnderflowException _) {
      return violation("a reason", "something that is cut off");
    }
  }

  private Frame frame() throws IOException {
    while (true) {
      byte[] header = wire.exactly(7);
      if (header[0] == 'A') {
        throw violation("version 0-9-1", "another version");
      }
      int size = ByteBuffer.wrap(header).getInt(3);
      if (size < 0 || size > FRAME) {
        throw violation("a frame of at most " + FRAME + " bytes", "" + size);
      }
      byte[] body = wire.exactly(size);
      if ((wire.read() & 0xff) != END) {
        throw violation("the end of a frame", "something else");
      }
      if (header[0] != HEARTBEAT) {
        return new Frame(header[0], ByteBuffer.wrap(body));
      }
    }
  }

  private void send(int channel, int method, Arguments arguments) throws IOException {
    byte[] rest = arguments.toByteArray();
    frame(METHOD, channel, ByteBuffer.allocate(4 + rest.length).putInt(method).put(rest).array());
  }

  private void frame(int kind, int channel, byte[] body) throws IOException {
    wire.write(
        ByteBuffer.allocate(8 + body.length)
            .put((byte) kind)
            .putShort((short) channel)
            .putInt(body.length)
            .put(body)
            .put((byte) END)
            .array());
  }

  private static String name(ByteBuffer arguments) {
    byte[] bytes = new byte[arguments.get() & 0xff];
    arguments.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String named(int method) {
    return "method %d.%d".formatted(method >> 16, method & 0xffff);
  }

  private static ProbeFailure violation(String expected, String got) {
    return new ProbeFailure(
        Cause.PROTOCOL,
        "The answer is not AMQP 0-9-1: expected %s, got %s.".formatted(expected, got));
  }

  private static final class Arguments extends ByteArrayOutputStream {

    Arguments octet(int value) {
      write(value);
      return this;
    }

    Arguments number(int value) {
      return octet(value >> 8).octet(value);
    }

    Arguments integer(int value) {
      return number(value >> 16).number(value);
    }

    Arguments name(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      octet(bytes.length).writeBytes(bytes);
      return this;
    }

    Arguments counted(byte[] bytes) {
      integer(bytes.length).writeBytes(bytes);
      return this;
    }
  }
}
