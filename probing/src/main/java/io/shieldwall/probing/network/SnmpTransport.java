package io.shieldwall.probing.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.snmp4j.TransportStateReference;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.AbstractTransportMapping;

/// Carries the SNMP library's messages over the session's datagrams.
final class SnmpTransport extends AbstractTransportMapping<UdpAddress> {

  private static final int LONGEST = 65_507;

  private final DatagramChannel channel;
  private final UdpAddress peer;
  private volatile boolean listening;

  SnmpTransport(DatagramChannel channel) throws IOException {
    this.channel = channel;

    InetSocketAddress real = (InetSocketAddress) channel.getRemoteAddress();
    this.peer = new UdpAddress(real.getAddress(), real.getPort());
  }

  UdpAddress peer() {
    return peer;
  }

  @Override
  public Class<UdpAddress> getSupportedAddressClass() {
    return UdpAddress.class;
  }

  @Override
  public void sendMessage(
      UdpAddress address, byte[] message, TransportStateReference state, long timeout, int retries)
      throws IOException {
    channel.write(ByteBuffer.wrap(message));
  }

  @Override
  public void listen() {
    listening = true;
    Thread.ofVirtual().start(this::receive);
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
    try {
      while (listening) {
        buffer.clear();
        channel.read(buffer);
        buffer.flip();
        byte[] message = new byte[buffer.remaining()];
        buffer.get(message);
        TransportStateReference state =
            new TransportStateReference(this, peer, new OctetString(), null, null, false, channel);
        fireProcessMessage(peer, ByteBuffer.wrap(message), state);
      }
    } catch (IOException | RuntimeException _) {
      listening = false;
    }
  }

  @Override
  public boolean isListening() {
    return listening;
  }

  @Override
  public UdpAddress getListenAddress() {
    return peer;
  }

  @Override
  public void close() throws IOException {
    listening = false;
    channel.close();
  }
}
