package io.shieldwall.probing.files;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// Remote procedure calls to one program over TCP (ONC RPC, RFC 5531) with values in XDR (RFC
/// 4506).
final class Rpc {

  private static final int LONGEST = 256 * 1024;
  private static final int AUTH_UNIX = 1;
  private static final int LAST_FRAGMENT = 0x8000_0000;

  private final Wire wire;
  private final int program;
  private final int version;
  private final Caller caller;

  /// Whom the calls say they come from.
  record Caller(int uid, int gid) {}

  Rpc(Wire wire, int program, int version, Caller caller) {
    this.wire = wire;
    this.program = program;
    this.version = version;
    this.caller = caller;
    wire.recordNothing();
  }

  /// Arguments of a call.
  static final class Arguments {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Arguments number(int value) {
      bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
      return this;
    }

    Arguments large(long value) {
      bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
      return this;
    }

    Arguments opaque(byte[] value) {
      number(value.length);
      bytes.writeBytes(value);
      bytes.writeBytes(new byte[padding(value.length)]);
      return this;
    }

    Arguments text(String value) {
      return opaque(value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// What came back, never read beyond its end.
  static final class Result {

    private final ByteBuffer bytes;

    private Result(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    int number() throws ProbeFailure {
      try {
        return bytes.getInt();
      } catch (BufferUnderflowException _) {
        throw malformed("it ends too early");
      }
    }

    byte[] opaque(int longest) throws ProbeFailure {
      int length = number();
      if (length < 0 || length > longest || length + padding(length) > bytes.remaining()) {
        throw malformed("a value of " + Integer.toUnsignedString(length) + " bytes");
      }
      byte[] value = new byte[length];
      bytes.get(value);
      skip(padding(length));
      return value;
    }

    void skip(int count) throws ProbeFailure {
      if (count > bytes.remaining()) {
        throw malformed("it ends too early");
      }
      bytes.position(bytes.position() + count);
    }
  }

  private static int padding(int length) {
    return -length & 3;
  }

  static ProbeFailure malformed(String how) {
    return new ProbeFailure(Cause.PROTOCOL, "The service's RPC answer is malformed: " + how + ".");
  }

  Result call(int procedure, Arguments arguments) throws IOException {
    int id = ThreadLocalRandom.current().nextInt();
    Arguments identity =
        new Arguments().number(0).text("").number(caller.uid()).number(caller.gid()).number(0);
    Arguments call =
        new Arguments()
            .number(id)
            .number(0)
            .number(2)
            .number(program)
            .number(version)
            .number(procedure)
            .number(AUTH_UNIX)
            .opaque(identity.bytes.toByteArray())
            .number(0)
            .number(0);
    call.bytes.writeBytes(arguments.bytes.toByteArray());
    byte[] message = call.bytes.toByteArray();
    wire.write(
        ByteBuffer.allocate(Integer.BYTES + message.length)
            .putInt(LAST_FRAGMENT | message.length)
            .put(message)
            .array());
    return accepted(new Result(ByteBuffer.wrap(record())), id);
  }

  private byte[] record() throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    while (true) {
      int mark = ByteBuffer.wrap(wire.exactly(Integer.BYTES)).getInt();
      int length = mark & ~LAST_FRAGMENT;
      if (length > LONGEST - record.size() || (length == 0 && mark == 0)) {
        throw malformed("a fragment of " + length + " bytes");
      }
      record.writeBytes(wire.exactly(length));
      if ((mark & LAST_FRAGMENT) != 0) {
        return record.toByteArray();
      }
    }
  }

  private static Result accepted(Result result, int id) throws ProbeFailure {
    if (result.number() != id || result.number() != 1) {
      throw malformed("it does not answer this call");
    }
    if (result.number() != 0) {
      throw new ProbeFailure(
          Cause.REFUSED, "Expected the service to take the call, got a refusal of the caller.");
    }
    result.number();
    result.opaque(400);
    int status = result.number();
    if (status != 0) {
      String words =
          switch (status) {
            case 1 -> "no such program";
            case 2 -> "no such version of the program";
            case 3 -> "no such procedure";
            default -> "status " + status;
          };
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected the service to answer the call, got " + Verdict.quote(words) + ".");
    }
    return result;
  }
}
