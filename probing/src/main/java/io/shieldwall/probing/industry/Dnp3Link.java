package io.shieldwall.probing.industry;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Transcript;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// Link and transport layer of DNP3: fragments cut into frames of checked blocks, and put together
/// again.
final class Dnp3Link {

  private static final int HEADER = 8;
  private static final int BLOCK = 16;
  private static final int USER_DATA = 0xc4;
  private static final int FIRST = 0x40;
  private static final int LAST = 0x80;
  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_FRAMES = 10_000;

  private final Wire wire;
  private final Transcript transcript;
  private final int master;
  private final int outstation;
  private int sequence;

  Dnp3Link(Wire wire, Transcript transcript, int master, int outstation) {
    this.wire = wire;
    this.transcript = transcript;
    this.master = master;
    this.outstation = outstation;
  }

  /// Sends a fragment that fits in one block.
  void send(byte[] fragment) throws IOException {
    transcript.sent(HexFormat.ofDelimiter(" ").formatHex(fragment) + "\n");
    byte[] data =
        ByteBuffer.allocate(1 + fragment.length)
            .put((byte) (LAST | FIRST | (sequence & 0x3f)))
            .put(fragment)
            .array();
    sequence++;
    byte[] header =
        ByteBuffer.allocate(HEADER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0x05)
            .put((byte) 0x64)
            .put((byte) (5 + data.length))
            .put((byte) USER_DATA)
            .putShort((short) outstation)
            .putShort((short) master)
            .array();
    wire.write(
        ByteBuffer.allocate(HEADER + 2 + data.length + 2)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(header)
            .putShort((short) checksum(header))
            .put(data)
            .putShort((short) checksum(data))
            .array());
  }

  /// The next whole fragment of the outstation; at least two bytes.
  byte[] receive() throws IOException {
    ByteArrayOutputStream fragment = new ByteArrayOutputStream();
    for (int frames = 0; frames < MOST_FRAMES; frames++) {
      byte[] data = frame();
      if (data.length == 0) {
        continue;
      }
      if ((data[0] & FIRST) != 0) {
        fragment.reset();
      }
      fragment.write(data, 1, data.length - 1);
      if (fragment.size() > MOST_BYTES) {
        throw violation("fragments of at most " + MOST_BYTES + " bytes", "more");
      }
      if ((data[0] & LAST) != 0) {
        byte[] whole = fragment.toByteArray();
        transcript.received(HexFormat.ofDelimiter(" ").formatHex(whole) + "\n");
        if (whole.length < 2) {
          throw violation("a fragment", whole.length + " bytes");
        }
        return whole;
      }
    }
    throw violation("a fragment", "frames without end");
  }

  /// The data of a frame for us; none where it carries none.
  private byte[] frame() throws IOException {
    byte[] header = checked(HEADER);
    int length = header[2] & 0xff;
    if (header[0] != 0x05 || header[1] != 0x64 || length < 5) {
      throw violation("a frame", HexFormat.of().formatHex(header));
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int rest = length - 5; rest > 0; rest -= BLOCK) {
      data.writeBytes(checked(Math.min(BLOCK, rest)));
    }
    int source = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getShort(6) & 0xffff;
    if (source != outstation) {
      throw violation("a frame of outstation " + outstation, "one of " + source);
    }
    return data.toByteArray();
  }

  private byte[] checked(int length) throws IOException {
    byte[] block = wire.exactly(length);
    byte[] sum = wire.exactly(2);
    int got = (sum[0] & 0xff) | ((sum[1] & 0xff) << 8);
    if (got != checksum(block)) {
      throw violation("a right checksum", "0x%04x".formatted(got));
    }
    return block;
  }

  /// CRC-16/DNP.
  static int checksum(byte[] bytes) {
    int sum = 0;
    for (byte octet : bytes) {
      sum ^= octet & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xa6bc;
      }
    }
    return ~sum & 0xffff;
  }

  private static ProbeFailure violation(String expected, String got) {
    return new ProbeFailure(
        Cause.PROTOCOL, "The answer is not DNP3: expected %s, got %s.".formatted(expected, got));
  }
}
