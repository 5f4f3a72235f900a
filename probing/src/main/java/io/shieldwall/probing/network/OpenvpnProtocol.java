package io.shieldwall.probing.network;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

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
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Whether an OpenVPN server begins a session with us: it must answer our reset with its own, and
/// repeat our session's number. With the static key of the server (tls-auth or tls-crypt) both are
/// signed, and no other program can answer.
public final class OpenvpnProtocol implements Protocol {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int CLIENT_RESET = 7;
  private static final int SERVER_RESET = 8;
  private static final int LONGEST = 2048;

  @Override
  public String name() {
    return "openvpn";
  }

  @Override
  public String summary() {
    return "Begins a session with an OpenVPN server and has it answer with its own.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        choice("transport", List.of("udp", "tcp"), "How the server is reached; default udp."),
        choice(
            "wrap",
            List.of("none", "tls-auth", "tls-crypt"),
            "How the server protects its control channel; default none."),
        optional(
            "key-account",
            Type.ACCOUNT,
            "Account whose password is the static key, in 512 hexadecimal digits."),
        choice("digest", List.of("sha1", "sha256", "sha512"), "Digest of tls-auth; default sha1."),
        choice(
            "direction",
            List.of("0", "1", "both"),
            "The client's key direction of tls-auth; default 1."));
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    OpenvpnWrap wrap = wrap(probe, session);
    byte[] id = new byte[8];
    RANDOM.nextBytes(id);
    byte[] head = ByteBuffer.allocate(9).put((byte) (CLIENT_RESET << 3)).put(id).array();
    byte[] packet = wrap.wrapped(head, new byte[5]);
    session.transcript().sent("reset of session " + HexFormat.of().formatHex(id) + "\n");
    byte[] server =
        probe.text("transport", "udp").equals("tcp")
            ? overTcp(target, session, wrap, packet, id)
            : overUdp(target, session, wrap, packet, id);
    String answered = HexFormat.of().formatHex(server);
    session.transcript().received("reset of session " + answered + "\n");
    return new Exchange.Answer(answered);
  }

  private static OpenvpnWrap wrap(Probe probe, Session session) throws ProbeFailure {
    String kind = probe.text("wrap", "none");
    if (kind.equals("none")) {
      return OpenvpnWrap.NONE;
    }
    String account = probe.text("key-account", "");
    String hex = session.password(account).replaceAll("\\s", "");
    if (!hex.matches("[0-9a-fA-F]{512}")) {
      throw ProbeFailure.unfit(account, "a static key is made of 512 hexadecimal digits");
    }
    byte[] key = HexFormat.of().parseHex(hex);
    return kind.equals("tls-crypt")
        ? OpenvpnWrap.crypt(key)
        : OpenvpnWrap.auth(key, probe.text("digest", "sha1"), probe.text("direction", "1"));
  }

  private static byte[] overTcp(
      Target target, Session session, OpenvpnWrap wrap, byte[] packet, byte[] id)
      throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    wire.recordNothing();
    wire.write(
        ByteBuffer.allocate(2 + packet.length).putShort((short) packet.length).put(packet).array());
    byte[] counted = wire.exactly(2);
    int length = ((counted[0] & 0xff) << 8) | (counted[1] & 0xff);
    if (length < 14 || length > LONGEST) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected a packet of OpenVPN, got " + length + " bytes.");
    }
    byte[] answer = wire.exactly(length);
    return session(wrap, answer, id)
        .orElseThrow(() ->
            new ProbeFailure(
                Cause.PROTOCOL, "Expected the server's reset of our session, got another packet."));
  }

  private static byte[] overUdp(
      Target target, Session session, OpenvpnWrap wrap, byte[] packet, byte[] id)
      throws IOException {
    DatagramChannel channel = session.datagrams(target.scenarioAddress(), target.port());
    channel.write(ByteBuffer.wrap(packet));
    session.after(session.timeout().dividedBy(3), () -> again(channel, packet));
    session.after(session.timeout().multipliedBy(2).dividedBy(3), () -> again(channel, packet));
    ByteBuffer answer = ByteBuffer.allocate(LONGEST);
    while (true) {
      answer.clear();
      channel.read(answer);
      Optional<byte[]> server = session(wrap, Arrays.copyOf(answer.array(), answer.position()), id);
      if (server.isPresent()) {
        return server.get();
      }
      session.transcript().note("ignored a datagram that is no answer to our reset");
    }
  }

  private static void again(DatagramChannel channel, byte[] packet) {
    try {
      channel.write(ByteBuffer.wrap(packet));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The server's session, where this is its reset in answer to ours.
  private static Optional<byte[]> session(OpenvpnWrap wrap, byte[] packet, byte[] id) {
    if (packet.length < 14 || (packet[0] & 0xff) >> 3 != SERVER_RESET) {
      return Optional.empty();
    }
    Optional<byte[]> body = wrap.opened(packet);
    if (body.isEmpty() || body.get().length < 13 || body.get()[0] != 1) {
      return Optional.empty();
    }
    byte[] ours = Arrays.copyOfRange(body.get(), 5, 13);
    return Arrays.equals(ours, id)
        ? Optional.of(Arrays.copyOfRange(packet, 1, 9))
        : Optional.empty();
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    return Verdict.fine("The server began session %s with us.".formatted(answer.text()));
  }
}
