package io.shieldwall.range.wire;

import io.shieldwall.range.nation.Reach;
import io.shieldwall.range.nation.ServicePoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.function.LongSupplier;

/// DNS over UDP: one socket a name server, so that each answers from its own address. A name server
/// that is stopped, flooded or cut off says nothing.
final class NameDatagrams implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(NameDatagrams.class.getName());
  private static final int LARGEST = 4096;

  private final DatagramChannel channel;
  private final ServicePoint point;
  private final LongSupplier exerciseMillis;

  NameDatagrams(InetSocketAddress address, ServicePoint point, LongSupplier exerciseMillis)
      throws IOException {
    this.point = point;
    this.exerciseMillis = exerciseMillis;
    channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      channel.bind(address);
    } catch (IOException e) {
      channel.close();
      throw new IOException("no datagrams can be taken at " + address + ": " + e.getMessage(), e);
    }
  }

  void start() {
    Thread.ofVirtual().name("names-" + point.team().id()).start(this::serve);
  }

  private void serve() {
    ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
    while (channel.isOpen()) {
      try {
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer.clear());
        if (from.getAddress().isLoopbackAddress()) {
          byte[] query = new byte[buffer.flip().remaining()];
          buffer.get(query);
          answer(from, query);
        }
      } catch (AsynchronousCloseException _) {
        return;
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException | RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "a datagram could not be answered", e);
      }
    }
  }

  private void answer(InetSocketAddress from, byte[] query) throws IOException {
    long at = exerciseMillis.getAsLong();
    Reach reach = point.reach(at);
    if (reach == Reach.ANSWERS || reach == Reach.DEPENDENCY_DOWN) {
      Optional<byte[]> reply = NameSpeaker.datagram(point, query, at);
      if (reply.isPresent()) {
        channel.send(ByteBuffer.wrap(reply.get()), from);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
