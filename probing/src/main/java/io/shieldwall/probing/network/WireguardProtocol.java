package io.shieldwall.probing.network;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Whether a WireGuard server shakes hands with us: it must know our public key and prove its own
/// private key and, where there is one, the preshared key. Nothing is sent through the tunnel.
public final class WireguardProtocol implements Protocol {

  private static final int LONGEST = 2048;

  @Override
  public String name() {
    return "wireguard";
  }

  @Override
  public String summary() {
    return "Shakes hands with a WireGuard server, which must know our key and prove its own.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required("account", Type.ACCOUNT, "Account whose password is our private key, in base64."),
        required("peer", Type.TEXT, "Public key of the server, in base64."),
        optional(
            "preshared-account",
            Type.ACCOUNT,
            "Account whose password is the preshared key, in base64; default none."));
  }

  @Override
  public void prepare() {
    if (Blake2s.hash().length != Blake2s.SIZE) {
      throw new IllegalStateException("BLAKE2s is broken");
    }
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe)
        .tried("peer", () -> peer(probe), "write the server's public key as `wg pubkey` prints it")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    DatagramChannel channel = session.datagrams(target.scenarioAddress(), target.port());
    WireguardKeys keys = keys(probe, session);
    session.stage("waiting for an answer of " + target.endpoint());
    Attempts attempts = new Attempts(channel, keys, session);
    attempts.begin();
    while (true) {
      Optional<byte[]> packet = attempts.next();
      if (packet.isEmpty()) {
        attempts.begin();
      } else if (attempts.areProvenBy(packet.get())) {
        return new Exchange.Answer(probe.text("peer", "").strip());
      }
    }
  }

  private static byte[] peer(Probe probe) throws ProbeFailure {
    return WireguardKeys.read(probe.text("peer", ""))
        .orElseThrow(() ->
            new ProbeFailure(
                Cause.CHECKER_FAULT, "The check's peer is no key of 32 bytes in base64."));
  }

  private static WireguardKeys keys(Probe probe, Session session) throws ProbeFailure {
    byte[] peer = peer(probe);
    byte[] own = key(probe.text("account", ""), session);
    Optional<String> shared = probe.text("preshared-account");
    return WireguardKeys.of(
        own, peer, shared.isPresent() ? Optional.of(key(shared.get(), session)) : Optional.empty());
  }

  /// A team that hands over something else has handed over a wrong one.
  private static byte[] key(String account, Session session) throws ProbeFailure {
    return WireguardKeys.read(session.password(account))
        .orElseThrow(() ->
            new ProbeFailure(
                Cause.WRONG_CREDENTIALS,
                "Expected the password of account %s to be a key of 32 bytes in base64."
                    .formatted(Verdict.quote(account))));
  }

  /// The attempts of one check, any of which the server may answer.
  private static final class Attempts {

    private final DatagramChannel channel;
    private final WireguardKeys keys;
    private final Session session;
    private final List<WireguardHandshake> begun = new ArrayList<>();
    private Optional<byte[]> cookie = Optional.empty();

    Attempts(DatagramChannel channel, WireguardKeys keys, Session session) {
      this.channel = channel;
      this.keys = keys;
      this.session = session;
    }

    void begin() throws IOException {
      WireguardHandshake attempt = new WireguardHandshake(keys, Instant.now(), cookie);
      session.transcript().sent("initiation %08x\n".formatted(attempt.index()));
      begun.add(attempt);
      channel.write(ByteBuffer.wrap(attempt.message()));
    }

    /// What comes next; empty when it is time for another attempt.
    Optional<byte[]> next() throws IOException {
      DatagramSocket socket = channel.socket();
      socket.setSoTimeout((int) Math.max(1, session.timeout().dividedBy(3).toMillis()));
      DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
      try {
        socket.receive(packet);
        return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
      } catch (SocketTimeoutException _) {
        return Optional.empty();
      }
    }

    /// Whether a packet ends the handshake. A cookie begins a new attempt, once.
    boolean areProvenBy(byte[] packet) throws IOException {
      for (WireguardHandshake attempt : begun) {
        if (attempt.isAnsweredBy(packet)) {
          prove(attempt, packet);
          return true;
        }
        if (cookie.isEmpty()) {
          cookie = attempt.cookie(packet);
          if (cookie.isPresent()) {
            session.transcript().received("cookie, for the server is under load\n");
            begin();
            return false;
          }
        }
      }
      session.transcript().note("ignored a datagram that is no answer to us");
      return false;
    }

    private void prove(WireguardHandshake attempt, byte[] response) throws ProbeFailure {
      session.transcript().received("response to %08x\n".formatted(attempt.index()));
      if (!attempt.isProvenBy(response)) {
        throw new ProbeFailure(
            Cause.WRONG_CREDENTIALS,
            "The server answered, but has another preshared key or not the private key of its own.");
      }
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    return Verdict.fine(
        "The server %s shook hands with account %s."
            .formatted(Verdict.quote(answer.text()), Verdict.quote(probe.text("account", ""))));
  }
}
