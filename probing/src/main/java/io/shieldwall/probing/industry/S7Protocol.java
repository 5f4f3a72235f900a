package io.shieldwall.probing.industry;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// S7 communication of Siemens controllers over ISO transport on TCP (RFC 1006, ISO 8073 class 0):
/// connects, agrees on a message size and reads one variable. It never writes.
public final class S7Protocol implements Protocol {

  private static final int CONNECTION_CONFIRM = 0xd0;
  private static final int DATA = 0xf0;
  private static final int ACKNOWLEDGED_DATA = 3;
  private static final int SETUP = 0xf0;
  private static final int READ = 4;
  private static final int FINE = 0xff;

  @Override
  public String name() {
    return "s7";
  }

  @Override
  public String summary() {
    return "Reads a variable of a Siemens S7 controller and compares its value.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            optional("rack", Type.NUMBER, "Rack of the processor; default 0.").within(0, 7),
            optional("slot", Type.NUMBER, "Slot of the processor; default 1.").within(0, 31),
            choice("area", List.of("db", "m", "i", "q"), "Where the variable is; default db."),
            optional("db", Type.NUMBER, "Number of the data block; default 1.").within(1, 65535),
            required("byte", Type.NUMBER, "Number of the variable's first byte.").within(0, 65535),
            optional("bit", Type.NUMBER, "Bit of a bool; default 0.").within(0, 7),
            choice(
                "type",
                List.of("bool", "byte", "word", "int", "dword", "dint", "real"),
                "Type of the variable; default word."));
    return Stream.concat(asked.stream(), Measured.parameters().stream()).toList();
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Measured.mistakes(probe).all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    wire.recordNothing();
    Dialogue dialogue = new Dialogue(wire, session);
    int rackAndSlot = (int) (probe.number("rack", 0) * 32 + probe.number("slot", 1));
    session.stage("connecting to the processor of " + target.endpoint());
    dialogue.connect(rackAndSlot);
    session.stage("agreeing on the size of messages");
    dialogue.setUp();
    session.stage("waiting for the value");
    String type = probe.text("type", "word");
    byte[] value =
        dialogue.read(
            areaCode(probe.text("area", "db")),
            (int) probe.number("db", 1),
            (int) probe.number("byte", 0),
            size(type));
    return new Exchange.Answer(written(ByteBuffer.wrap(value), type, probe.number("bit", 0)));
  }

  private static int areaCode(String area) {
    return switch (area) {
      case "i" -> 0x81;
      case "q" -> 0x82;
      case "m" -> 0x83;
      default -> 0x84;
    };
  }

  private static int size(String type) {
    return switch (type) {
      case "bool", "byte" -> 1;
      case "dword", "dint", "real" -> 4;
      default -> 2;
    };
  }

  private static String written(ByteBuffer value, String type, long bit) {
    return switch (type) {
      case "bool" -> "" + (value.get() >> bit & 1);
      case "byte" -> "" + (value.get() & 0xff);
      case "int" -> "" + value.getShort();
      case "dword" -> "" + (value.getInt() & 0xffff_ffffL);
      case "dint" -> "" + value.getInt();
      case "real" -> "" + value.getFloat();
      default -> "" + (value.getShort() & 0xffff);
    };
  }

  /// Messages and answers in turn.
  private static final class Dialogue {

    private final Wire wire;
    private final Session session;
    private int reference = ThreadLocalRandom.current().nextInt(1, 0x7fff);

    Dialogue(Wire wire, Session session) {
      this.wire = wire;
      this.session = session;
    }

    void connect(int rackAndSlot) throws IOException {
      byte[] request = {
        17,
        (byte) 0xe0,
        0,
        0,
        0,
        1,
        0,
        (byte) 0xc0,
        1,
        10,
        (byte) 0xc1,
        2,
        1,
        0,
        (byte) 0xc2,
        2,
        1,
        (byte) rackAndSlot
      };
      ByteBuffer answer = ask(request);
      int kind = answer.get(1) & 0xf0;
      if (kind != CONNECTION_CONFIRM) {
        throw new ProbeFailure(
            Cause.REFUSED,
            "Expected the processor to accept the connection, got COTP message 0x%02x."
                .formatted(answer.get(1)));
      }
    }

    void setUp() throws IOException {
      answered(SETUP, new byte[] {(byte) SETUP, 0, 0, 1, 0, 1, 1, (byte) 0xe0});
    }

    byte[] read(int area, int db, int start, int length) throws IOException {
      byte[] item =
          ByteBuffer.allocate(14)
              .put((byte) READ)
              .put((byte) 1)
              .putInt(0x120a1002)
              .putShort((short) length)
              .putShort((short) (area == 0x84 ? db : 0))
              .putInt(area << 24 | start * 8)
              .array();
      ByteBuffer data = answered(READ, item);
      int code = data.get() & 0xff;
      if (code != FINE) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "Expected the variable's value, got return code 0x%02x (%s)."
                .formatted(code, meaning(code)));
      }
      int unit = data.get();
      int announced = data.getShort() & 0xffff;
      int bytes = unit == 3 || unit == 4 || unit == 5 ? announced / 8 : announced;
      if (bytes != length || data.remaining() < length) {
        throw violation(length + " bytes of data", "" + bytes);
      }
      byte[] value = new byte[length];
      data.get(value);
      return value;
    }

    private static String meaning(int code) {
      return switch (code) {
        case 1 -> "hardware fault";
        case 3 -> "access not allowed";
        case 5 -> "address out of range";
        case 6, 7 -> "data type not supported";
        case 10 -> "no such variable";
        default -> "unknown";
      };
    }

    /// The data of the answer to a job, once its header proved to fit.
    private ByteBuffer answered(int function, byte[] parameter) throws IOException {
      reference++;
      byte[] job =
          ByteBuffer.allocate(13 + parameter.length)
              .put(new byte[] {2, (byte) DATA, (byte) 0x80, 0x32, 1, 0, 0})
              .putShort((short) reference)
              .putShort((short) parameter.length)
              .putShort((short) 0)
              .put(parameter)
              .array();
      ByteBuffer answer = ask(job);
      if (answer.limit() < 17
          || (answer.get(1) & 0xff) != DATA
          || answer.get(3) != 0x32
          || answer.get(4) != ACKNOWLEDGED_DATA) {
        throw violation("an acknowledgement with data", "something else");
      }
      int answered = answer.getShort(7) & 0xffff;
      int parameters = answer.getShort(9) & 0xffff;
      int error = answer.getShort(13) & 0xffff;
      if (answered != reference) {
        throw violation("the answer to job " + reference, "" + answered);
      }
      if (error != 0) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "Expected the controller to do the job, got error 0x%04x.".formatted(error));
      }
      if (parameters < 2
          || 15 + parameters > answer.limit()
          || (answer.get(15) & 0xff) != function) {
        throw violation("function " + function, "another one");
      }
      answer.position(15 + parameters);
      if (function == READ && answer.remaining() < 4) {
        throw violation("data", "none");
      }
      return answer;
    }

    private ByteBuffer ask(byte[] message) throws IOException {
      session.transcript().sent(HexFormat.ofDelimiter(" ").formatHex(message) + "\n");
      wire.write(
          ByteBuffer.allocate(4 + message.length)
              .putShort((short) 0x0300)
              .putShort((short) (4 + message.length))
              .put(message)
              .array());
      byte[] header = wire.exactly(4);
      int length = ((header[2] & 0xff) << 8) | (header[3] & 0xff);
      if (header[0] != 3 || length < 7 || length > 2048) {
        throw violation(
            "a packet of ISO transport on TCP", "0x%02x of %d bytes".formatted(header[0], length));
      }
      byte[] answer = wire.exactly(length - 4);
      session.transcript().received(HexFormat.ofDelimiter(" ").formatHex(answer) + "\n");
      return ByteBuffer.wrap(answer);
    }

    private static ProbeFailure violation(String expected, String got) {
      return new ProbeFailure(
          Cause.PROTOCOL,
          "The answer is not S7 communication as asked: expected %s, got %s."
              .formatted(expected, got));
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String area = probe.text("area", "db");
    String what =
        (area.equals("db") ? "DB" + probe.number("db", 1) : area.toUpperCase(java.util.Locale.ROOT))
            + "."
            + probe.number("byte", 0);
    return Measured.flaw(probe, what, answer.text())
        .orElseGet(() -> Verdict.fine("%s is %s.".formatted(what, answer.text())));
  }
}
