package io.shieldwall.probing.web;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Transcript;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;

/// The frames of a WebSocket after the upgrade (RFC 6455 5): those of the client are masked, pings
/// are answered, and everything that comes has a limit.
final class WebsocketFrames {

  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LARGEST_CONTROL = 125;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int MOST_FRAMES = 10_000;
  private static final int NORMAL = 1000;
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Wire wire;
  private final Transcript transcript;
  private int bytes;
  private int frames;

  /// One frame as it came.
  private static final class Frame {
    final int opcode;
    final boolean last;
    final byte[] content;

    Frame(int opcode, boolean last, byte[] content) {
      this.opcode = opcode;
      this.last = last;
      this.content = content;
    }
  }

  WebsocketFrames(Wire wire, Session session) {
    this.wire = wire;
    this.transcript = session.transcript();
  }

  void say(String text) throws IOException {
    transcript.sent("text: " + text + "\n");
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends a ping that nobody can foresee and waits for its echo; messages on the way are passed
  /// over.
  void ping() throws IOException {
    byte[] content = new byte[8];
    RANDOM.nextBytes(content);
    transcript.sent("ping\n");
    send(PING, content);
    while (true) {
      Frame frame = next();
      if (frame.opcode == PONG && Arrays.equals(frame.content, content)) {
        transcript.received("pong\n");
        return;
      }
    }
  }

  /// The next message, put together of its frames.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when the service closes before
  String message() throws IOException {
    Frame frame = data();
    int opcode = frame.opcode;
    if (opcode != TEXT && opcode != BINARY) {
      throw violation("a continuation of nothing");
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(frame.content);
    while (!frame.last) {
      frame = data();
      if (frame.opcode != 0) {
        throw violation("a new message within another");
      }
      whole.writeBytes(frame.content);
    }
    String text = text(opcode, whole.toByteArray());
    transcript.received((opcode == TEXT ? "text: " : "binary: ") + text + "\n");
    return text;
  }

  private static String text(int opcode, byte[] content) throws ProbeFailure {
    if (opcode == BINARY) {
      return new String(content, StandardCharsets.UTF_8);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException _) {
      throw violation("a text that is not UTF-8");
    }
  }

  private Frame data() throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.opcode < CLOSE) {
        return frame;
      }
    }
  }

  /// The next frame. A ping has been answered by then.
  private Frame next() throws IOException {
    Frame frame = read();
    switch (frame.opcode) {
      case 0, TEXT, BINARY, PONG -> {}
      case PING -> {
        transcript.note("a ping was answered");
        send(PONG, frame.content);
      }
      case CLOSE -> {
        send(CLOSE, frame.content);
        throw new ProbeFailure(
            Cause.PROTOCOL, "The service closed the WebSocket" + reason(frame.content) + ".");
      }
      default -> throw violation("a frame of the unknown kind " + frame.opcode);
    }
    return frame;
  }

  private static String reason(byte[] content) {
    if (content.length < 2) {
      return "";
    }
    int code = ByteBuffer.wrap(content).getShort() & 0xffff;
    String said = new String(content, 2, content.length - 2, StandardCharsets.UTF_8);
    return " with code " + code + (said.isBlank() ? "" : " and " + Verdict.quote(said));
  }

  private Frame read() throws IOException {
    byte[] head = wire.exactly(2);
    int opcode = head[0] & 0x0f;
    boolean last = (head[0] & 0x80) != 0;
    if ((head[0] & 0x70) != 0) {
      throw violation("a frame of an extension that was not agreed");
    }
    if ((head[1] & 0x80) != 0) {
      throw violation("a masked frame");
    }
    long length = head[1] & 0x7f;
    if (opcode >= CLOSE && (!last || length > LARGEST_CONTROL)) {
      throw violation("a control frame of more than 125 bytes or in pieces");
    }
    if (length == 126) {
      length = ByteBuffer.wrap(wire.exactly(2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = ByteBuffer.wrap(wire.exactly(8)).getLong();
    }
    if (length < 0 || length > MOST_BYTES - bytes || ++frames > MOST_FRAMES) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT, "Expected messages of at most 1 MiB and 10000 frames, got more.");
    }
    bytes += (int) length;
    return new Frame(opcode, last, wire.exactly((int) length));
  }

  private void send(int opcode, byte[] content) throws IOException {
    byte[] mask = new byte[4];
    RANDOM.nextBytes(mask);
    ByteBuffer frame = ByteBuffer.allocate(content.length + 14);
    frame.put((byte) (0x80 | opcode));
    if (content.length <= LARGEST_CONTROL) {
      frame.put((byte) (0x80 | content.length));
    } else if (content.length <= 0xffff) {
      frame.put((byte) (0x80 | 126)).putShort((short) content.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(content.length);
    }
    frame.put(mask);
    for (int i = 0; i < content.length; i++) {
      frame.put((byte) (content[i] ^ mask[i & 3]));
    }
    wire.write(Arrays.copyOf(frame.array(), frame.position()));
  }

  /// Takes leave and waits a little for the service to do so too. What goes wrong here is nobody's
  /// concern any more.
  void close() {
    try {
      send(CLOSE, ByteBuffer.allocate(2).putShort((short) NORMAL).array());
      while (!wire.quiet(PATIENCE)) {
        if (read().opcode == CLOSE) {
          return;
        }
      }
    } catch (IOException e) {
      transcript.note("while closing: " + e.getMessage());
    }
  }

  private static ProbeFailure violation(String what) {
    return new ProbeFailure(Cause.PROTOCOL, "The service broke RFC 6455: it sent " + what + ".");
  }
}
