package io.shieldwall.range.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.range.World;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class FrontTest {

  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(Ipv4Literal.address(new byte[] {127, 1, 20, 11}), 1);
  private static final InetSocketAddress OUTSIDE =
      new InetSocketAddress(Ipv4Literal.address(new byte[] {(byte) 192, 0, 2, 7}), 1);

  @Test
  void only_connections_within_the_loopback_network_are_permitted() {
    assertThat(Front.permitted(LOOPBACK, LOOPBACK)).isTrue();
    assertThat(Front.permitted(OUTSIDE, LOOPBACK)).isFalse();
    assertThat(Front.permitted(LOOPBACK, OUTSIDE)).isFalse();
  }

  @Test
  void a_connection_to_another_address_of_this_machine_is_closed_unread() throws IOException {
    Optional<InetAddress> outer = outerAddress();
    if (outer.isEmpty()) {
      System.out.println("SKIPPED: this machine has no address beside loopback");
    }
    Assumptions.assumeTrue(outer.isPresent());
    World world = World.ofHeron();
    try (RangeOnTheWire range = RangeOnTheWire.over(world);
        Socket socket = new Socket()) {
      Assumptions.assumeTrue(range.range().placement() instanceof EmbeddedPlan);
      socket.connect(new InetSocketAddress(outer.get(), 15_451), 2000);
      socket.setSoTimeout(2000);
      assertThat(read(socket)).isEqualTo(-1);
    }
  }

  private static int read(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketException _) {
      return -1;
    }
  }

  private static Optional<InetAddress> outerAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(Inet4Address.class::isInstance)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .findFirst();
  }
}
