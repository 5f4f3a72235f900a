package io.shieldwall.probing.web;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.shieldwall.probing.HttpResponse;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One request over a connection of HTTP/2 (RFC 9113), within the limits of [HttpResponse]. The
/// service is given room for as much as the check reads, so that nothing has to be asked for later.
final class Http2Call {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PUSH = 5;
  private static final int PING = 6;
  private static final int LEAVE = 7;
  private static final int WINDOW = 8;
  private static final int CONTINUATION = 9;

  private static final int ACKNOWLEDGED = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 32;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW = 4;
  private static final int HEADER_LIST = 6;
  private static final int LARGEST_FRAME = 16_384;
  private static final int MOST_FRAMES = 20_000;
  private static final int USUAL_WINDOW = 65_535;

  private final Wire wire;
  private final Session session;
  private final boolean bodiless;
  private final long maximum;
  private final DefaultHttp2HeadersDecoder decoder =
      new DefaultHttp2HeadersDecoder(true, HttpResponse.HEADER_BYTES);
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<String> cookies = new ArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private boolean blockEnds;
  private boolean blockOpen;
  private boolean ended;
  private int status;
  private int interim;
  private int frames;
  private long connectionWindow = USUAL_WINDOW;
  private long streamWindow = USUAL_WINDOW;
  private long initialWindow = USUAL_WINDOW;

  private Http2Call(Wire wire, Session session, boolean bodiless, long maximum) {
    this.wire = wire;
    this.session = session;
    this.bodiless = bodiless;
    this.maximum = maximum;
  }

  static HttpResponse make(
      Wire wire,
      Session session,
      HttpHop hop,
      Map<String, String> fields,
      String posted,
      long maximum)
      throws IOException {
    wire.recordNothing();
    Http2Call call = new Http2Call(wire, session, hop.method().equals("HEAD"), maximum);
    call.ask(hop, fields, posted.getBytes(StandardCharsets.UTF_8));
    while (!call.ended) {
      call.next();
    }
    String text = call.body.toString(HttpResponse.charset(call.headers));
    session.transcript().received("\n" + text);
    return new HttpResponse(call.status, call.headers, call.cookies, text);
  }

  private void ask(HttpHop hop, Map<String, String> fields, byte[] posted) throws IOException {
    int window = (int) Math.max(USUAL_WINDOW, maximum + LARGEST_FRAME);
    ByteBuffer settings = ByteBuffer.allocate(18);
    settings.putShort((short) ENABLE_PUSH).putInt(0);
    settings.putShort((short) INITIAL_WINDOW).putInt(window);
    settings.putShort((short) HEADER_LIST).putInt(HttpResponse.HEADER_BYTES);
    wire.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0, settings.array());
    send(WINDOW, 0, 0, ByteBuffer.allocate(4).putInt(window).array());
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    field(written, ":method", hop.method());
    field(written, ":scheme", hop.tls() ? "https" : "http");
    field(written, ":authority", hop.authority());
    field(written, ":path", hop.path());
    fields.forEach((name, value) -> field(written, name, value));
    session.transcript().sent("\n");
    if (written.size() > LARGEST_FRAME) {
      throw new ProbeFailure(Cause.CHECKER_FAULT, "The check's request is longer than 16 KiB.");
    }
    int flags = END_HEADERS | (posted.length == 0 ? END_STREAM : 0);
    send(HEADERS, flags, 1, written.toByteArray());
    post(posted);
  }

  /// A literal field that is not kept (RFC 7541 6.2.2).
  private void field(ByteArrayOutputStream written, String name, String value) {
    session.transcript().sent(name + ": " + value + "\n");
    written.write(0);
    text(written, name);
    text(written, value);
  }

  private static void text(ByteArrayOutputStream written, String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    if (octets.length < 127) {
      written.write(octets.length);
    } else {
      written.write(127);
      int rest = octets.length - 127;
      for (; rest > 127; rest >>= 7) {
        written.write((rest & 127) | 128);
      }
      written.write(rest);
    }
    written.writeBytes(octets);
  }

  private void post(byte[] posted) throws IOException {
    session.transcript().sent(new String(posted, StandardCharsets.UTF_8));
    for (int at = 0; at < posted.length && !ended; ) {
      long room = Math.min(LARGEST_FRAME, Math.min(connectionWindow, streamWindow));
      if (room <= 0) {
        next();
        continue;
      }
      int count = (int) Math.min(room, posted.length - at);
      boolean last = at + count == posted.length;
      byte[] piece = Arrays.copyOfRange(posted, at, at + count);
      send(DATA, last ? END_STREAM : 0, 1, piece);
      connectionWindow -= count;
      streamWindow -= count;
      at += count;
    }
  }

  private void send(int type, int flags, int stream, byte[] content) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + content.length);
    frame.putInt(content.length << 8 | type).put((byte) flags).putInt(stream).put(content);
    wire.write(frame.array());
  }

  private void next() throws IOException {
    byte[] head = wire.exactly(9);
    int length = ByteBuffer.wrap(head).getInt() >>> 8;
    int type = head[3] & 0xff;
    int flags = head[4] & 0xff;
    int stream = ByteBuffer.wrap(head).getInt(5) & 0x7fff_ffff;
    if (frames == 0 && (type != SETTINGS || length > LARGEST_FRAME || stream != 0)) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected HTTP/2, got "
              + Verdict.quote(new String(head, StandardCharsets.ISO_8859_1))
              + ".");
    }
    if (length > LARGEST_FRAME || ++frames > MOST_FRAMES) {
      throw violation("a frame of more than 16 KiB, or more than 20000 frames");
    }
    byte[] content = wire.exactly(length);
    if (blockOpen != (type == CONTINUATION) || (blockOpen && stream != 1)) {
      throw violation("headers that are interrupted or continue nothing");
    }
    switch (type) {
      case DATA -> data(content, flags, stream);
      case HEADERS -> headers(content, flags, stream);
      case CONTINUATION -> block(content, flags);
      case SETTINGS -> settings(content, flags);
      case PING -> ping(content, flags);
      case WINDOW -> window(content, stream);
      case RESET -> throw gone("reset the request", content, 0);
      case LEAVE -> leave(content);
      case PUSH -> throw violation("a push that was forbidden");
      default -> session.transcript().note("a frame of the unknown kind " + type);
    }
  }

  private void data(byte[] content, int flags, int stream) throws ProbeFailure {
    if (stream != 1 || status == 0) {
      throw violation("content without headers");
    }
    ByteBuffer piece = unpadded(content, flags);
    byte[] octets = new byte[piece.remaining()];
    piece.get(octets);
    if (!bodiless) {
      body.writeBytes(octets);
    }
    if (body.size() > maximum) {
      throw HttpResponse.tooLong(maximum);
    }
    ended = (flags & END_STREAM) != 0;
  }

  private static ByteBuffer unpadded(byte[] content, int flags) throws ProbeFailure {
    if ((flags & PADDED) == 0) {
      return ByteBuffer.wrap(content);
    }
    int padding = content.length == 0 ? 0 : content[0] & 0xff;
    if (padding >= content.length) {
      throw violation("more padding than a frame has");
    }
    return ByteBuffer.wrap(content, 1, content.length - 1 - padding);
  }

  private void headers(byte[] content, int flags, int stream) throws IOException {
    ByteBuffer piece = unpadded(content, flags);
    if (stream != 1 || ((flags & PRIORITY) != 0 && piece.remaining() < 5)) {
      throw violation("headers of no request");
    }
    if ((flags & PRIORITY) != 0) {
      piece.position(piece.position() + 5);
    }
    byte[] octets = new byte[piece.remaining()];
    piece.get(octets);
    blockEnds = (flags & END_STREAM) != 0;
    blockOpen = true;
    block.reset();
    block(octets, flags);
  }

  private void block(byte[] octets, int flags) throws ProbeFailure {
    block.writeBytes(octets);
    if (block.size() > HttpResponse.HEADER_BYTES) {
      throw violation("more than 64 KiB of headers");
    }
    if ((flags & END_HEADERS) != 0) {
      blockOpen = false;
      decode();
      ended = blockEnds;
    }
  }

  private void decode() throws ProbeFailure {
    Http2Headers decoded;
    try {
      decoded = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block.toByteArray()));
    } catch (Http2Exception e) {
      throw violation("headers that cannot be read: " + e.getMessage());
    }
    if (status != 0) {
      return;
    }
    String code = decoded.status() == null ? "" : decoded.status().toString();
    if (!code.matches("[1-5][0-9][0-9]") || decoded.size() > HttpResponse.HEADER_LINES) {
      throw violation("no status, or more than 200 headers");
    }
    if (code.startsWith("1")) {
      if (++interim > HttpResponse.MOST_INTERIM || blockEnds) {
        throw violation("interim responses without end");
      }
      return;
    }
    status = Integer.parseInt(code);
    for (Map.Entry<CharSequence, CharSequence> field : decoded) {
      String name = field.getKey().toString();
      String value = field.getValue().toString();
      session.transcript().received(name + ": " + value + "\n");
      if (!name.startsWith(":")) {
        HttpResponse.add(name, value, headers, cookies);
      }
    }
  }

  private void settings(byte[] content, int flags) throws IOException {
    if ((flags & ACKNOWLEDGED) != 0) {
      return;
    }
    ByteBuffer settings = ByteBuffer.wrap(content);
    while (settings.remaining() >= 6) {
      int name = settings.getShort();
      long value = settings.getInt() & 0xffff_ffffL;
      if (name == INITIAL_WINDOW) {
        streamWindow += value - initialWindow;
        initialWindow = value;
      }
    }
    send(SETTINGS, ACKNOWLEDGED, 0, new byte[0]);
  }

  private void ping(byte[] content, int flags) throws IOException {
    if ((flags & ACKNOWLEDGED) == 0) {
      send(PING, ACKNOWLEDGED, 0, content);
    }
  }

  private void window(byte[] content, int stream) throws ProbeFailure {
    if (content.length != 4) {
      throw violation("a window of no size");
    }
    int more = ByteBuffer.wrap(content).getInt() & 0x7fff_ffff;
    if (stream == 0) {
      connectionWindow += more;
    } else {
      streamWindow += more;
    }
  }

  private void leave(byte[] content) throws ProbeFailure {
    if (content.length < 8 || (ByteBuffer.wrap(content).getInt() & 0x7fff_ffff) < 1) {
      throw gone("closed the connection", content, 4);
    }
  }

  private static ProbeFailure gone(String what, byte[] content, int at) {
    String code = content.length < at + 4 ? "none" : "" + ByteBuffer.wrap(content).getInt(at);
    return new ProbeFailure(
        Cause.PROTOCOL, "The service %s with the HTTP/2 error %s.".formatted(what, code));
  }

  private static ProbeFailure violation(String what) {
    return new ProbeFailure(Cause.PROTOCOL, "The service broke HTTP/2: it sent " + what + ".");
  }
}
