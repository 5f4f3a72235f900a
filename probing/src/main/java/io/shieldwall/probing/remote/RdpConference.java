package io.shieldwall.probing.remote;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The conference that every RDP session is (T.125 and T.124 with the blocks of MS-RDPBCGR): it is
/// created, a user is attached, and the user joins the server's channels.
final class RdpConference {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] DATA = HEX.parseHex("02f080");
  private static final byte[] REQUEST_KEY = HEX.parseHex("000500147c0001");
  private static final byte[] REQUEST = HEX.parseHex("000800100001c00044756361");
  private static final byte[] RESPONSE_NAME = "McDn".getBytes(StandardCharsets.US_ASCII);
  private static final List<String> CHANNELS = List.of("rdpdr", "rdpsnd", "cliprdr");
  private static final int CONNECT_INITIAL = 0x7f65;
  private static final int CONNECT_RESPONSE = 0x7f66;
  private static final int ENUMERATED = 0x0a;
  private static final int SERVER_CORE = 0x0c01;
  private static final int SERVER_SECURITY = 0x0c02;
  private static final int SERVER_NETWORK = 0x0c03;
  private static final int NO_ENCRYPTION = 0;
  private static final int ANY_ENCRYPTION = 0x1b;
  private static final int LONGEST = 32 * 1024;

  private final Wire wire;
  private final Session session;
  private String version = "";
  private int encryption;
  private final List<Integer> channels = new ArrayList<>();

  RdpConference(Wire wire, Session session) {
    this.wire = wire;
    this.session = session;
  }

  /// Sends a packet of the transport (RFC 1006).
  static void send(Wire wire, byte[]... parts) throws IOException {
    byte[] content = Ber.joined(parts);
    ByteBuffer header = ByteBuffer.allocate(4).put((byte) 3).put((byte) 0);
    header.putShort((short) (content.length + 4));
    wire.write(Ber.joined(header.array(), content));
  }

  /// The content of the next packet of the transport.
  static ByteBuffer receive(Wire wire) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(wire.exactly(4));
    int length = (header.getShort(2) & 0xffff) - 4;
    if (header.get(0) != 3 || length < 3 || length > LONGEST) {
      throw unexpected("a packet of RDP", header);
    }
    return ByteBuffer.wrap(wire.exactly(length));
  }

  /// Creates the conference and joins its channels.
  ///
  /// @param selected security that the server chose, which it is told again
  void join(int selected) throws IOException {
    session.stage("creating the conference");
    send(wire, DATA, connectInitial(selected));
    readResponse(Ber.content(data(), CONNECT_RESPONSE));
    session
        .transcript()
        .received("RDP %s, encryption %d, channels %s\n".formatted(version, encryption, channels));
    session.stage("attaching a user");
    send(wire, DATA, HEX.parseHex("0401000100"));
    send(wire, DATA, new byte[] {0x28});
    ByteBuffer confirm = data();
    if (confirm.remaining() < 4 || confirm.get() != 0x2e || confirm.get() != 0) {
      throw unexpected("the confirmation of a user", confirm.rewind());
    }
    int user = confirm.getShort() & 0xffff;
    session.stage("joining the channels");
    channel(user, user + 1001);
    for (int channel : channels) {
      channel(user, channel);
    }
    session.transcript().received("joined every channel\n");
  }

  private void channel(int user, int channel) throws IOException {
    ByteBuffer request = ByteBuffer.allocate(5).put((byte) 0x38);
    send(wire, DATA, request.putShort((short) user).putShort((short) channel).array());
    ByteBuffer confirm = data();
    boolean fine =
        confirm.remaining() >= 6
            && confirm.get() == 0x3e
            && confirm.get() == 0
            && confirm.getShort() == (short) user
            && confirm.getShort() == (short) channel;
    if (!fine) {
      throw unexpected("the confirmation of channel " + channel, confirm.rewind());
    }
  }

  private ByteBuffer data() throws IOException {
    ByteBuffer packet = receive(wire);
    if (!packet.slice(0, 3).equals(ByteBuffer.wrap(DATA))) {
      throw unexpected("a packet of the conference", packet);
    }
    return packet.position(3).slice();
  }

  private void readResponse(ByteBuffer response) throws IOException {
    ByteBuffer result = Ber.content(response, ENUMERATED);
    if (result.remaining() != 1 || result.get(0) != 0) {
      throw unexpected("a conference", result);
    }
    Ber.integer(response);
    Ber.content(response, Ber.SEQUENCE);
    ByteBuffer conference = Ber.content(response, Ber.OCTETS);
    while (conference.remaining() > RESPONSE_NAME.length
        && !conference
            .slice(conference.position(), RESPONSE_NAME.length)
            .equals(ByteBuffer.wrap(RESPONSE_NAME))) {
      conference.get();
    }
    if (conference.remaining() <= RESPONSE_NAME.length + 2) {
      throw unexpected("the blocks of the server", conference);
    }
    conference.position(conference.position() + RESPONSE_NAME.length);
    if (conference.get() < 0) {
      conference.get();
    }
    readBlocks(conference.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  private void readBlocks(ByteBuffer blocks) throws IOException {
    while (blocks.remaining() >= 4) {
      int type = blocks.getShort() & 0xffff;
      int length = (blocks.getShort() & 0xffff) - 4;
      if (length < 0 || length > blocks.remaining()) {
        throw unexpected("a whole block of the server", blocks);
      }
      ByteBuffer block = blocks.slice(blocks.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      blocks.position(blocks.position() + length);
      readBlock(type, block);
    }
    if (version.isEmpty() || channels.isEmpty()) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The server's conference has no version or no channels.");
    }
  }

  private void readBlock(int type, ByteBuffer block) throws IOException {
    if (type == SERVER_CORE && block.remaining() >= 4) {
      int number = block.getInt();
      version = (number >> 16) + "." + (number & 0xffff);
    } else if (type == SERVER_SECURITY && block.remaining() >= 4) {
      encryption = block.getInt();
    } else if (type == SERVER_NETWORK && block.remaining() >= 4) {
      channels.add(block.getShort() & 0xffff);
      int count = block.getShort() & 0xffff;
      if (count > CHANNELS.size() || block.remaining() < 2 * count) {
        throw unexpected("at most the channels that were asked for", block);
      }
      for (int i = 0; i < count; i++) {
        int channel = block.getShort() & 0xffff;
        if (channel != 0) {
          channels.add(channel);
        }
      }
    }
  }

  private static byte[] connectInitial(int selected) {
    byte[] blocks = Ber.joined(core(selected), security(selected), network());
    byte[] conference =
        Ber.joined(
            REQUEST_KEY,
            length(blocks.length + REQUEST.length + 2),
            REQUEST,
            length(blocks.length),
            blocks);
    return Ber.value(
        CONNECT_INITIAL,
        Ber.value(Ber.OCTETS, new byte[] {1}),
        Ber.value(Ber.OCTETS, new byte[] {1}),
        Ber.value(1, new byte[] {-1}),
        domain(34, 2, 0, 1, 0, 1, 0xffff, 2),
        domain(1, 1, 1, 1, 0, 1, 0x420, 2),
        domain(0xffff, 0xfc17, 0xffff, 1, 0, 1, 0xffff, 2),
        Ber.value(Ber.OCTETS, conference));
  }

  private static byte[] domain(int... numbers) {
    byte[][] parts = new byte[numbers.length][];
    for (int i = 0; i < numbers.length; i++) {
      parts[i] = Ber.number(numbers[i]);
    }
    return Ber.value(Ber.SEQUENCE, parts);
  }

  /// A length as the packed encoding rules have it, in two bytes.
  private static byte[] length(int length) {
    return ByteBuffer.allocate(2).putShort((short) (0x8000 | length)).array();
  }

  private static ByteBuffer block(int type, int length) {
    return ByteBuffer.allocate(length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) type)
        .putShort((short) length);
  }

  private static byte[] core(int selected) {
    ByteBuffer core = block(0xc001, 216);
    core.putInt(0x00080004).putShort((short) 1024).putShort((short) 768);
    core.putShort((short) 0xca01).putShort((short) 0xaa03).putInt(0x409).putInt(2600);
    core.put("desk".getBytes(StandardCharsets.UTF_16LE));
    core.position(56).putInt(4).putInt(0).putInt(12);
    core.position(132).putShort((short) 0xca01).putShort((short) 1).putInt(0);
    core.putShort((short) 24).putShort((short) 7).putShort((short) 1);
    return Ber.bytes(core.position(212).putInt(selected).rewind());
  }

  private static byte[] security(int selected) {
    int methods = selected == 0 ? ANY_ENCRYPTION : NO_ENCRYPTION;
    return Ber.bytes(block(0xc002, 12).putInt(methods).putInt(0).rewind());
  }

  private static byte[] network() {
    ByteBuffer network = block(0xc003, 8 + 12 * CHANNELS.size()).putInt(CHANNELS.size());
    for (int i = 0; i < CHANNELS.size(); i++) {
      network.position(8 + 12 * i).put(CHANNELS.get(i).getBytes(StandardCharsets.US_ASCII));
      network.position(16 + 12 * i).putInt(0x80800000);
    }
    return Ber.bytes(network.rewind());
  }

  static ProbeFailure unexpected(String what, ByteBuffer got) {
    byte[] start = new byte[Math.min(8, got.remaining())];
    got.get(got.position(), start);
    return new ProbeFailure(
        Cause.PROTOCOL, "Expected %s, got %s.".formatted(what, HEX.formatHex(start)));
  }

  String version() {
    return version;
  }

  int channels() {
    return channels.size();
  }
}
