package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// Every kind of check, as documented, against services that abuse it. Whatever comes, the check
/// ends by its deadline, is not fooled, and blames the service and not itself.
final class OutputAbuseTest {

  private static final Duration DEADLINE = Duration.ofMillis(1500);

  /// Programs of the organisers, of which there are none here, and a program of the system.
  private static final Set<String> PROGRAMS =
      Set.of("nagios", "forcad", "eno", "faust", "icmp", "browser");

  /// The key of an OpenVPN server is no password that people have; without it the check is plain.
  private static Map<String, Object> parameters(Probe probe, int port) {
    Map<String, Object> parameters = new LinkedHashMap<>(probe.parameters());
    if (probe.kind().equals("nfs")) {
      // mounting is the abuser's too, and not of who has port 111 on this machine
      parameters.put("mount-port", (long) port);
    }
    if (probe.kind().equals("openvpn")) {
      parameters.remove("key-account");
      parameters.remove("wrap");
    }
    return parameters;
  }

  private static Map<String, TestingServer.Behaviour> streams() {
    Map<String, TestingServer.Behaviour> abuses = new LinkedHashMap<>();
    abuses.put("one byte now and then", caller -> drip(caller));
    abuses.put("ten megabytes", caller -> flood(caller, new byte[64 * 1024], 160));
    abuses.put("noise without end", caller -> flood(caller, noise(), 100_000));
    abuses.put("nothing at all", Socket::close);
    abuses.put("zeros", caller -> flood(caller, new byte[16], 1));
    abuses.put(
        "bad UTF-8", caller -> flood(caller, bytes("220 \u00ff\u00fe\u00c0\u00af\r\n"), 200));
    abuses.put(
        "terminal escapes", caller -> flood(caller, bytes("\u001b[2J\u001b]0;x\u0007\r\n"), 50));
    abuses.put(
        "text against patterns", caller -> flood(caller, bytes("a".repeat(60_000) + "!\n"), 20));
    abuses.put("a line without end", caller -> flood(caller, bytes("x".repeat(8192)), 200));
    abuses.put(
        "ten thousand headers",
        caller -> {
          TestingServer.write(caller, "HTTP/1.1 200 OK\r\n");
          flood(caller, bytes("X-Header: abuse\r\n"), 10_000);
        });
    abuses.put("a body of compressed zeros", caller -> flood(caller, bomb(), 1));
    abuses.put("a reset", OutputAbuseTest::reset);
    abuses.put(
        "an echo",
        caller -> {
          byte[] buffer = new byte[4096];
          for (int count = caller.getInputStream().read(buffer);
              count > 0;
              count = caller.getInputStream().read(buffer)) {
            caller.getOutputStream().write(buffer, 0, count);
          }
        });
    return abuses;
  }

  private static Map<String, UnaryOperator<byte[]>> datagrams() {
    Map<String, UnaryOperator<byte[]>> abuses = new LinkedHashMap<>();
    abuses.put("an echo", query -> query);
    abuses.put("an empty datagram", _ -> new byte[0]);
    abuses.put("noise", _ -> noise());
    abuses.put(
        "an answer with a name that points to itself",
        query -> {
          byte[] answer = Arrays.copyOf(query, query.length + 64);
          if (answer.length > 12) {
            answer[2] |= (byte) 0x80;
            answer[6] = (byte) 0xff;
            answer[7] = (byte) 0xff;
          }
          for (int i = query.length; i + 1 < answer.length; i += 2) {
            answer[i] = (byte) 0xc0;
            answer[i + 1] = (byte) query.length;
          }
          return answer;
        });
    abuses.put("the largest datagram", _ -> new byte[60_000]);
    return abuses;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] noise() {
    byte[] noise = new byte[1400];
    new Random(5).nextBytes(noise);
    return noise;
  }

  private static byte[] bomb() throws IOException {
    java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      byte[] zeros = new byte[1024 * 1024];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
    }
    byte[] head =
        bytes(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                + packed.size()
                + "\r\n\r\n");
    byte[] whole = Arrays.copyOf(head, head.length + packed.size());
    System.arraycopy(packed.toByteArray(), 0, whole, head.length, packed.size());
    return whole;
  }

  private static void drip(Socket caller) throws IOException, InterruptedException {
    OutputStream out = caller.getOutputStream();
    while (true) {
      out.write('2');
      out.flush();
      TimeUnit.MILLISECONDS.sleep(40);
    }
  }

  private static void flood(Socket caller, byte[] piece, int times) throws IOException {
    OutputStream out = caller.getOutputStream();
    for (int i = 0; i < times; i++) {
      out.write(piece);
    }
    out.flush();
  }

  private static void reset(Socket caller) throws IOException {
    TestingServer.write(caller, "220");
    caller.setSoLinger(true, 0);
  }

  @Test
  void no_abuse_over_tcp_fools_a_check_or_is_blamed_on_it() throws Exception {
    List<TestingServer> servers = new ArrayList<>();
    List<Callable<String>> tries = new ArrayList<>();
    Prober prober = TestingRange.prober();
    for (Map.Entry<String, TestingServer.Behaviour> abuse : streams().entrySet()) {
      TestingServer server = TestingServer.that(abuse.getValue());
      servers.add(server);
      for (Protocol protocol : Protocols.ALL) {
        for (Probe probe : Example.all(protocol.name())) {
          tries.add(() -> verdict(prober, probe, server.port(), abuse.getKey()));
        }
      }
    }
    assertThat(complaints(tries)).isEmpty();
    for (TestingServer server : servers) {
      server.close();
    }
  }

  @Test
  void no_abuse_over_udp_fools_a_check_or_is_blamed_on_it() throws Exception {
    List<DatagramSocket> sockets = new ArrayList<>();
    List<Callable<String>> tries = new ArrayList<>();
    Prober prober = TestingRange.prober();
    for (Map.Entry<String, UnaryOperator<byte[]>> abuse : datagrams().entrySet()) {
      DatagramSocket socket =
          new DatagramSocket(new InetSocketAddress(TestingRange.real(TestingRange.ADDRESS), 0));
      sockets.add(socket);
      Thread.ofPlatform().daemon().start(() -> answer(socket, abuse.getValue()));
      for (String kind : List.of("dns", "ntp", "snmp", "sip", "openvpn", "wireguard")) {
        Probe probe = Example.of(kind);
        tries.add(() -> verdict(prober, probe, socket.getLocalPort(), abuse.getKey()));
      }
    }
    assertThat(complaints(tries)).isEmpty();
    sockets.forEach(DatagramSocket::close);
  }

  private static void answer(DatagramSocket socket, UnaryOperator<byte[]> abuse) {
    byte[] buffer = new byte[2048];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] answer = abuse.apply(Arrays.copyOf(buffer, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException _) {
        return;
      }
    }
  }

  private static List<String> complaints(List<Callable<String>> tries) throws Exception {
    List<String> complaints = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> each : threads.invokeAll(tries)) {
        if (!each.get().isEmpty()) {
          complaints.add(each.get());
        }
      }
    }
    return complaints;
  }

  /// What was wrong with a verdict; empty when nothing.
  private static String verdict(Prober prober, Probe probe, int port, String abuse) {
    ProbeResult result =
        prober.probe(
            TestingRange.request(
                probe.kind(), TestingRange.ADDRESS, port, DEADLINE, parameters(probe, port)));
    boolean blamed =
        result.outcome() == Outcome.UNKNOWN
            && result.cause() == Cause.CHECKER_FAULT
            && !PROGRAMS.contains(probe.kind());
    boolean fooled =
        (result.outcome() == Outcome.OK || result.outcome() == Outcome.WARNING)
            && !PROGRAMS.contains(probe.kind());
    boolean unreadable =
        result.evidence().contains("\u001b")
            || result.evidence().contains("\u0000")
            || result.evidence().length() > Evidence.LIMIT;
    return blamed || fooled || unreadable
        ? "%s, %s: %s %s %s"
            .formatted(probe.kind(), abuse, result.outcome(), result.cause(), result.summary())
        : "";
  }
}
