package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.Rules;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// Checks over IPv6: the scenario's fd00:1:20::11 is ::1 of this machine.
final class Ipv6Test {

  private static final String ADDRESS = "fd00:1:20:0:0:0:0:11";

  private static final AddressPlan PLAN =
      new AddressPlan() {
        @Override
        public InetSocketAddress realise(String scenarioAddress, int port) {
          if (!scenarioAddress.equals(ADDRESS)) {
            throw new IllegalArgumentException(scenarioAddress + " has no place");
          }
          return new InetSocketAddress(loopback(), port);
        }

        @Override
        public Optional<DeclaredEndpoint> declared(InetSocketAddress real) {
          return real.getAddress().equals(loopback())
              ? Optional.of(new DeclaredEndpoint(ADDRESS, real.getPort()))
              : Optional.empty();
        }
      };

  private static InetAddress loopback() {
    return Literals.parse("::1").orElseThrow();
  }

  @BeforeAll
  static void needs_ipv6() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(loopback(), 0));
    } catch (IOException e) {
      Daemon.skip("this machine has no IPv6 on its loopback: " + e.getMessage());
    }
  }

  private static ProbeResult probe(
      String address, int port, String kind, Map<String, Object> probe) {
    Rules rules =
        new Rules(List.of("fd00:{n}::/32"), List.of(), List.of(), Map.of(), Duration.ofMinutes(1));
    Prober prober =
        new Prober(
            Protocols.ALL,
            Prober.Surroundings.of(
                new Guard(rules, List.of(TestingRange.BLUE01), PLAN), PLAN, Credentials.none()));
    return prober.probe(
        new ProbeRequest(
            "blue01",
            "netbank",
            "https",
            "netbank/https",
            address,
            port,
            "netbank.example",
            new Probe(kind, probe),
            Duration.ofSeconds(20)));
  }

  @Test
  void a_service_answers_over_tcp() throws IOException {
    try (ServerSocket listener = new ServerSocket()) {
      listener.bind(new InetSocketAddress(loopback(), 0));
      Thread server =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket caller = listener.accept()) {
                  caller.getOutputStream().write("220 six\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException _) {
                  // the test has failed already
                }
              });
      ProbeResult result =
          probe("fd00:1:20::11", listener.getLocalPort(), "tcp", Map.of("banner", "220 six"));
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      assertThat(result.evidence()).contains("from [0:0:0:0:0:0:0:1]:");
      server.interrupt();
    }
  }

  @Test
  void a_name_server_answers_over_udp() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback(), 0))) {
      Thread.ofVirtual().start(() -> answer(socket));
      ProbeResult result =
          probe(
              ADDRESS,
              socket.getLocalPort(),
              "dns",
              Map.of("name", "www.berylia.example", "type", "AAAA", "rcode", "NXDOMAIN"));
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
    }
  }

  private static void answer(DatagramSocket socket) {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[512], 512);
      socket.receive(packet);
      Message query = new Message(packet.getData());
      Message reply = new Message(query.getHeader().getID());
      reply.addRecord(query.getSection(Section.QUESTION).getFirst(), Section.QUESTION);
      reply.getHeader().setFlag(org.xbill.DNS.Flags.QR);
      reply.getHeader().setRcode(org.xbill.DNS.Rcode.NXDOMAIN);
      byte[] bytes = reply.toWire();
      socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
    } catch (IOException _) {
      // the test is over
    }
  }

  @Test
  void the_system_itself_and_other_spellings_are_out_of_scope() {
    for (String address :
        List.of("::1", "::ffff:127.0.0.1", "fd00:1:20::11%lo", "[fd00:1:20::11]", "fd00:2::1")) {
      assertThat(probe(address, 22, "tcp", Map.of()).cause())
          .as(address)
          .isEqualTo(Cause.OUT_OF_SCOPE);
    }
  }
}
