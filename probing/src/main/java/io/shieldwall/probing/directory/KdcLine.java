package io.shieldwall.probing.directory;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;

/// The way to a key distribution centre: UDP and, where an answer does not fit, TCP with the length
/// before each message (RFC 4120, section 7.2).
final class KdcLine {

  private static final int LONGEST = 64 * 1024;
  private static final int LENGTH = 4;

  private final Target target;
  private final Session session;
  private boolean overTcp;

  KdcLine(Target target, Session session, boolean overTcp) {
    this.target = target;
    this.session = session;
    this.overTcp = overTcp;
  }

  boolean overTcp() {
    return overTcp;
  }

  /// The next requests go over TCP.
  void changeToTcp() {
    overTcp = true;
    session.transcript().note("the answer is too big for UDP; asking again over TCP");
  }

  /// Sends a message and waits for the one that answers it.
  byte[] ask(byte[] message) throws IOException {
    return overTcp ? askOverTcp(message) : askOverUdp(message);
  }

  private byte[] askOverTcp(byte[] message) throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    wire.recordNothing();
    wire.write(
        ByteBuffer.allocate(LENGTH + message.length).putInt(message.length).put(message).array());
    int length = ByteBuffer.wrap(wire.exactly(LENGTH)).getInt();
    if (length < 1 || length > LONGEST) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected a Kerberos message of at most %d bytes, got the length %s."
              .formatted(LONGEST, Integer.toUnsignedString(length)));
    }
    return wire.exactly(length);
  }

  private byte[] askOverUdp(byte[] message) throws IOException {
    // a channel for each request: a late answer to the one before is never taken for this one's
    DatagramChannel channel = session.datagrams(target.scenarioAddress(), target.port());
    channel.write(ByteBuffer.wrap(message));
    Duration third = session.remaining().dividedBy(3);
    session.after(third, () -> again(channel, message));
    session.after(third.multipliedBy(2), () -> again(channel, message));
    ByteBuffer answer = ByteBuffer.allocate(LONGEST);
    channel.read(answer);
    channel.close();
    byte[] bytes = new byte[answer.flip().remaining()];
    answer.get(bytes);
    return bytes;
  }

  /// A lost datagram is no fault of the service.
  private static void again(DatagramChannel channel, byte[] message) {
    try {
      channel.write(ByteBuffer.wrap(message));
    } catch (IOException _) {
      // answered or ended meanwhile
      return;
    }
  }
}
