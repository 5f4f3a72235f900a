package io.shieldwall.probing.industry;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

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
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Modbus/TCP (Modbus Messaging on TCP/IP Implementation Guide 1.0b): reads one coil (function 1)
/// or one holding register (function 3). It never writes.
public final class ModbusProtocol implements Protocol {

  private static final int READ_COILS = 1;
  private static final int READ_HOLDING_REGISTERS = 3;

  @Override
  public String name() {
    return "modbus";
  }

  @Override
  public String summary() {
    return "Reads a coil or holding register of a controller and compares its value.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        optional("unit", Type.NUMBER, "Unit identifier, 0 to 255; default 1.").within(0, 255),
        required("register", Type.NUMBER, "Protocol address from 0, 0 to 65535.").within(0, 65535),
        choice("kind", List.of("holding", "coil"), "What is read; default holding."),
        optional("equals", Type.NUMBER, "Value that is expected; a coil is 0 or 1.")
            .within(0, 65535),
        optional("minimum", Type.NUMBER, "Least value that is fine.").within(0, 65535),
        optional("maximum", Type.NUMBER, "Greatest value that is fine.").within(0, 65535));
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    wire.recordNothing();
    boolean coil = probe.text("kind", "holding").equals("coil");
    Question question =
        new Question(
            ThreadLocalRandom.current().nextInt(1 << 16),
            (int) probe.number("unit", 1),
            coil ? READ_COILS : READ_HOLDING_REGISTERS,
            (int) probe.number("register", 0));
    byte[] frame = question.frame();
    session.transcript().sent(HexFormat.ofDelimiter(" ").formatHex(frame) + "\n");
    wire.write(frame);
    byte[] body = answer(wire, question, session.transcript());
    return value(body, question);
  }

  /// A read request for one point.
  private record Question(int transaction, int unit, int function, int register) {

    byte[] frame() {
      return ByteBuffer.allocate(12)
          .putShort((short) transaction)
          .putShort((short) 0)
          .putShort((short) 6)
          .put((byte) unit)
          .put((byte) function)
          .putShort((short) register)
          .putShort((short) 1)
          .array();
    }
  }

  /// The answer from the function code on, once its MBAP header proved to fit the question.
  private static byte[] answer(Wire wire, Question question, Transcript transcript)
      throws IOException {
    byte[] bytes = wire.exactly(7);
    transcript.received(HexFormat.ofDelimiter(" ").formatHex(bytes) + "\n");
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int transaction = header.getShort() & 0xffff;
    int protocol = header.getShort() & 0xffff;
    int length = header.getShort() & 0xffff;
    int unit = header.get() & 0xff;
    if (transaction != question.transaction()) {
      throw violation("transaction " + question.transaction(), "" + transaction);
    }
    if (protocol != 0) {
      throw violation("protocol identifier 0", "" + protocol);
    }
    if (length < 3 || length > 254) {
      throw violation("a length of 3 to 254", "" + length);
    }
    if (unit != question.unit()) {
      throw violation("unit " + question.unit(), "" + unit);
    }
    byte[] body = wire.exactly(length - 1);
    transcript.received(HexFormat.ofDelimiter(" ").formatHex(body) + "\n");
    return body;
  }

  private static Exchange value(byte[] body, Question question) throws ProbeFailure {
    int function = body[0] & 0xff;
    if (function == (question.function() | 0x80)) {
      return new Exchange.Failed(
          Cause.WRONG_CONTENT,
          "Expected the value of %d, got exception %d (%s)."
              .formatted(question.register(), body[1] & 0xff, exceptionName(body[1] & 0xff)));
    }
    if (function != question.function()) {
      throw violation("function " + question.function(), "" + function);
    }
    int wanted = function == READ_COILS ? 1 : 2;
    if ((body[1] & 0xff) != wanted || body.length != wanted + 2) {
      throw violation(wanted + " bytes of data", (body[1] & 0xff) + " in " + body.length);
    }
    return new Exchange.Registers(
        List.of(function == READ_COILS ? body[2] & 1 : ((body[2] & 0xff) << 8) | (body[3] & 0xff)));
  }

  private static String exceptionName(int code) {
    return switch (code) {
      case 1 -> "illegal function";
      case 2 -> "illegal data address";
      case 3 -> "illegal data value";
      case 4 -> "device failure";
      case 6 -> "device busy";
      case 10 -> "gateway path unavailable";
      case 11 -> "gateway target failed to respond";
      default -> "unknown";
    };
  }

  private static ProbeFailure violation(String expected, String got) {
    return new ProbeFailure(
        Cause.PROTOCOL,
        "The answer is not Modbus/TCP as asked: expected " + expected + ", got " + got + ".");
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Registers registers)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String what = probe.text("kind", "holding") + " " + probe.number("register", 0);
    if (registers.values().isEmpty()) {
      return Verdict.critical(Cause.PROTOCOL, "Expected a value of " + what + ", got none.");
    }
    long value = registers.values().getFirst();
    String expected = expectation(probe);
    boolean fine =
        value == probe.number("equals", value)
            && value >= probe.number("minimum", value)
            && value <= probe.number("maximum", value);
    return fine
        ? Verdict.fine(
            "%s is %d%s.".formatted(what, value, expected.isEmpty() ? "" : " as expected"))
        : Verdict.critical(
            Cause.WRONG_CONTENT, "Expected %s %s, got %d.".formatted(what, expected, value));
  }

  private static String expectation(Probe probe) {
    if (probe.has("equals")) {
      return "to be " + probe.number("equals", 0);
    }
    if (probe.has("minimum") && probe.has("maximum")) {
      return "within %d to %d".formatted(probe.number("minimum", 0), probe.number("maximum", 0));
    }
    if (probe.has("minimum")) {
      return "to be at least " + probe.number("minimum", 0);
    }
    return probe.has("maximum") ? "to be at most " + probe.number("maximum", 0) : "";
  }
}
