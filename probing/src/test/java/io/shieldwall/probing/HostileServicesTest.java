package io.shieldwall.probing;

import static io.shieldwall.probing.TestingServer.readHead;
import static io.shieldwall.probing.TestingServer.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Services that try to hang, flood or deceive the checker. Every probe ends; the outcome is
/// critical with the right cause; others do not notice.
@Timeout(60)
class HostileServicesTest {

  private static final Duration DEADLINE = Duration.ofMillis(700);

  /// A hostile service, the probe it is met with and the cause that must be found.
  record Hostility(
      String title,
      TestingServer.Behaviour behaviour,
      String kind,
      Map<String, Object> parameters,
      Cause cause) {

    @Override
    public String toString() {
      return title + " against " + kind;
    }
  }

  static Stream<Hostility> hostilities() {
    return Stream.of(hanging(), dripping(), resetting(), floods().stream(), closings(), oddities())
        .flatMap(cases -> cases);
  }

  /// Every probe that a hostile service is met with.
  private static Map<String, Map<String, Object>> allProbes() {
    Map<String, Map<String, Object>> probes = new HashMap<>(probes());
    probes.put("imap", Map.of("account", "monitor"));
    probes.put("pop3", Map.of("account", "monitor"));
    probes.put("mail", Map.of("to", "a@b.example", "account", "monitor"));
    probes.put("ldap", Map.of());
    probes.put("kerberos", Map.of("account", "monitor", "realm", "EXAMPLE", "transport", "tcp"));
    probes.put("ftp", Map.of());
    probes.put("nfs", Map.of("export", "/orders", "path", "a"));
    probes.put("sftp", Map.of("account", "monitor"));
    probes.put("smb", Map.of("share", "orders", "account", "monitor"));
    probes.put("telnet", Map.of("account", "monitor"));
    probes.put("vnc", Map.of("account", "monitor"));
    probes.put("rdp", Map.of());
    probes.put("winrm", Map.of("account", "monitor"));
    probes.put("irc", Map.of());
    probes.put("websocket", Map.of());
    probes.put("xmpp", Map.of("account", "monitor"));
    probes.put("sip", Map.of("transport", "tcp"));
    return probes;
  }

  private static Stream<Hostility> hanging() {
    List<Hostility> cases = new ArrayList<>();
    allProbes().forEach((kind, with) -> cases.add(hanging("never answers", kind, with)));
    cases.add(hanging("stalls in the TLS handshake", "http", Map.of("tls", "verify-off")));
    cases.add(hanging("never speaks HTTP/2", "http", Map.of("version", "2")));
    return cases.stream();
  }

  private static Hostility hanging(String title, String kind, Map<String, Object> parameters) {
    return new Hostility(title, HostileServicesTest::hang, kind, parameters, Cause.TIMEOUT);
  }

  private static Stream<Hostility> dripping() {
    return Stream.of(
        new Hostility(
            "drips a header", dripping("HTTP/1.1 200 OK\r\nX: "), "http", Map.of(), Cause.TIMEOUT),
        new Hostility(
            "drips a body",
            dripping("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"),
            "http",
            Map.of(),
            Cause.TIMEOUT),
        new Hostility(
            "drips a banner", dripping("hel"), "tcp", Map.of("banner", "220"), Cause.TIMEOUT),
        new Hostility(
            "drips a reply", dripping("220-"), "smtp", Map.of("to", "a@b.example"), Cause.TIMEOUT),
        new Hostility(
            "drips a version", dripping("SSH-2.0-x"), "ssh", Map.of("account", "m"), Cause.TIMEOUT),
        new Hostility(
            "drips a handshake",
            dripping("\u0016\u0003\u0003\u0000\u007f"),
            "http",
            Map.of("tls", "verify-off"),
            Cause.TIMEOUT));
  }

  private static Stream<Hostility> resetting() {
    return allProbes().entrySet().stream()
        .map(probe ->
            new Hostility(
                "resets after three bytes",
                HostileServicesTest::reset,
                probe.getKey(),
                probe.getValue(),
                Cause.PROTOCOL));
  }

  private static List<Hostility> floods() {
    String ok = "HTTP/1.1 200 OK\r\n";
    return List.of(
        flood("an endless body", ok + "\r\n", "x".repeat(8192), Cause.WRONG_CONTENT),
        flood(
            "an endless chunked body",
            ok + "Transfer-Encoding: chunked\r\n\r\n",
            "2000\r\n" + "x".repeat(8192) + "\r\n",
            Cause.WRONG_CONTENT),
        flood(
            "a body said to be huge",
            ok + "Content-Length: 999999999999\r\n\r\n",
            "x",
            Cause.WRONG_CONTENT),
        flood("10,000 headers", ok, "X: y\r\n", Cause.PROTOCOL),
        flood("a header line without end", ok + "X: ", "y".repeat(8192), Cause.PROTOCOL),
        flood("a status line without end", "HTTP/1.1 200 ", "y".repeat(8192), Cause.PROTOCOL),
        flood("interim responses without end", "", "HTTP/1.1 100 x\r\n\r\n", Cause.PROTOCOL),
        new Hostility(
            "frames of HTTP/2 without end",
            flooding("\0\0\0\4\0\0\0\0\0", "\0\0\0\4\1\0\0\0\0"),
            "http",
            Map.of("version", "2"),
            Cause.PROTOCOL),
        new Hostility(
            "an endless banner",
            flooding("", "no\u0000\u001b[2J"),
            "tcp",
            Map.of("banner", "220"),
            Cause.WRONG_CONTENT),
        new Hostility(
            "an endless reply",
            flooding("", "220-more\r\n"),
            "smtp",
            Map.of("to", "a@b.example"),
            Cause.PROTOCOL),
        new Hostility(
            "capabilities without end",
            flooding("* OK ready\r\n", "* CAPABILITY X\r\n"),
            "imap",
            Map.of("account", "m"),
            Cause.PROTOCOL),
        new Hostility(
            "a literal said to be huge",
            flooding("* OK ready\r\n* CAPABILITY {999999999}\r\n", "x"),
            "imap",
            Map.of("account", "m"),
            Cause.PROTOCOL),
        new Hostility(
            "a message without end",
            flooding("+OK\r\n+OK\r\n+OK\r\n+OK 1 1\r\n+OK 1 1\r\n+OK\r\n", "more\r\n"),
            "pop3",
            Map.of("account", "m", "contains", "y"),
            Cause.PROTOCOL),
        new Hostility(
            "a message said to be huge",
            flooding("\u007f\u007f\u007f\u007f", "more"),
            "kerberos",
            Map.of("account", "m", "realm", "EXAMPLE", "transport", "tcp"),
            Cause.PROTOCOL),
        new Hostility(
            "elements nested without end",
            flooding("\u0000\u0000@\u0000", "0@".repeat(8192)),
            "kerberos",
            Map.of("account", "m", "realm", "EXAMPLE", "transport", "tcp"),
            Cause.PROTOCOL),
        new Hostility(
            "a reply without end",
            flooding("", "220-more\r\n"),
            "ftp",
            Map.of("account", "m"),
            Cause.PROTOCOL),
        new Hostility(
            "a welcome without end",
            flooding("", ":s 372 you :- more\r\n"),
            "irc",
            Map.of(),
            Cause.PROTOCOL),
        new Hostility(
            "an element without end",
            flooding("<stream:stream>", "<a b='c'>more"),
            "xmpp",
            Map.of("account", "m"),
            Cause.PROTOCOL),
        new Hostility(
            "entities that would grow",
            flooding("<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;"),
            "xmpp",
            Map.of("account", "m"),
            Cause.PROTOCOL),
        new Hostility(
            "headers without end",
            flooding("SIP/2.0 200 OK\r\n", "X: y\r\n"),
            "sip",
            Map.of("transport", "tcp"),
            Cause.PROTOCOL),
        new Hostility(
            "chatter without a prompt",
            flooding("", "busy\r\n"),
            "telnet",
            Map.of("account", "m"),
            Cause.PROTOCOL),
        new Hostility(
            "noise",
            flooding("RFB 003.008\n", "\u007f\u007f"),
            "vnc",
            Map.of("account", "m"),
            Cause.WRONG_CREDENTIALS),
        new Hostility(
            "a packet said to be huge",
            flooding("\u0003\u0000\u007f\u007f", "x"),
            "rdp",
            Map.of(),
            Cause.PROTOCOL),
        new Hostility(
            "fragments without end",
            flooding("", "\u0000\u0000\u0000\u0001x"),
            "nfs",
            Map.of("export", "/orders", "path", "a"),
            Cause.PROTOCOL),
        new Hostility(
            "a challenge without end",
            flooding("HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate ", "TlRM"),
            "winrm",
            Map.of("account", "m"),
            Cause.PROTOCOL),
        new Hostility(
            "elements nested without end",
            flooding("HTTP/1.1 200 x\r\nContent-Type: application/soap+xml\r\n\r\n", "<a>"),
            "winrm",
            Map.of("account", "m", "authentication", "basic", "tls", "off"),
            Cause.WRONG_CONTENT),
        new Hostility(
            "an endless greeting",
            flooding("", "no SSH here\r\n"),
            "ssh",
            Map.of("account", "m"),
            Cause.PROTOCOL),
        new Hostility(
            "noise",
            flooding("", "\u0000\u007f"),
            "modbus",
            Map.of("register", 1L),
            Cause.PROTOCOL));
  }

  private static Hostility flood(String title, String start, String rest, Cause cause) {
    return new Hostility(title, flooding(start, rest), "http", Map.of(), cause);
  }

  private static Stream<Hostility> closings() {
    return allProbes().entrySet().stream()
        .map(probe ->
            new Hostility(
                "sends zero bytes",
                HostileServicesTest::receiveAndClose,
                probe.getKey(),
                probe.getValue(),
                Cause.PROTOCOL));
  }

  private static Stream<Hostility> oddities() {
    return Stream.of(
        new Hostility(
            "NUL and ANSI in the banner",
            caller -> write(caller, "\u0000\u001b]0;owned\u0007 hello\r\n"),
            "tcp",
            Map.of("banner", "220"),
            Cause.WRONG_CONTENT),
        new Hostility(
            "a full line that is not the banner, and then silence",
            caller -> {
              write(caller, "554 not today\r\n");
              hang(caller);
            },
            "tcp",
            Map.of("banner", "220"),
            Cause.WRONG_CONTENT),
        new Hostility(
            "a redirect loop",
            caller -> {
              readHead(caller);
              write(caller, TestingServer.redirect("/again"));
            },
            "http",
            Map.of("redirects", 5L),
            Cause.WRONG_CONTENT),
        new Hostility(
            "HTTP where SSH should be",
            caller -> write(caller, "HTTP/1.1 400 Bad Request\r\n\r\n"),
            "ssh",
            Map.of("account", "m"),
            Cause.PROTOCOL));
  }

  /// A probe of every protocol over TCP that expects some answer.
  private static Map<String, Map<String, Object>> probes() {
    return Map.ofEntries(
        Map.entry("http", Map.of()),
        Map.entry("dnp3", Map.of("point", 1L)),
        Map.entry("elasticsearch", Map.of()),
        Map.entry("opcua", Map.of("node", "i=2258")),
        Map.entry("grpc", Map.of()),
        Map.entry("amqp", Map.of("account", "monitor")),
        Map.entry("mqtt", Map.of("topic", "t")),
        Map.entry("iec104", Map.of("point", 1L)),
        Map.entry("s7", Map.of("byte", 1L)),
        Map.entry("mongodb", Map.of("database", "shop")),
        Map.entry("redis", Map.of()),
        Map.entry("tcp", Map.of("banner", "220")),
        Map.entry("dns", Map.of("name", "www.berylia.example", "transport", "tcp")),
        Map.entry("smtp", Map.of("to", "a@b.example")),
        Map.entry("ssh", Map.of("account", "monitor")),
        Map.entry("modbus", Map.of("register", 1L)),
        Map.entry("postgresql", Map.of("account", "monitor", "query", "SELECT 1")),
        Map.entry("mysql", Map.of("account", "monitor", "query", "SELECT 1")),
        Map.entry("mssql", Map.of("account", "monitor", "query", "SELECT 1")));
  }

  @ParameterizedTest
  @MethodSource("hostilities")
  void a_hostile_service_is_critical_with_the_right_cause(Hostility hostility) throws IOException {
    try (TestingServer server = TestingServer.that(hostility.behaviour())) {
      ProbeResult result = probe(server, hostility.kind(), hostility.parameters());
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.CRITICAL);
      assertThat(result.cause()).as(result.summary()).isEqualTo(hostility.cause());
      assertThat(result.evidence()).hasSizeLessThanOrEqualTo(8192);
      assertThat(result.evidence() + result.summary()).doesNotContain("\u001b", "\u0000");
      assertThat(result.latencyMicros()).isLessThan(DEADLINE.plusSeconds(10).toNanos() / 1000);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 17, 40})
  void a_response_that_breaks_off_anywhere_is_critical(int bytes) throws IOException {
    String response = TestingServer.page("Bank of Berylia");
    try (TestingServer server =
        TestingServer.answering(response.substring(0, Math.min(bytes, response.length() - 1)))) {
      ProbeResult result = probe(server, "http", Map.of("contains", "Bank of Berylia"));
      assertThat(result.cause()).isEqualTo(Cause.PROTOCOL);
    }
  }

  @Test
  void a_crowd_of_hung_services_does_not_disturb_the_healthy_ones() throws Exception {
    try (TestingServer hung = TestingServer.that(HostileServicesTest::hang);
        TestingServer healthy = TestingServer.answering(TestingServer.page("fine"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Prober prober = TestingRange.prober();
      ProbeRequest patient =
          TestingRange.request(
              "http", TestingRange.ADDRESS, hung.port(), Duration.ofSeconds(3), Map.of());
      List<Future<ProbeResult>> waiting = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        waiting.add(threads.submit(() -> prober.probe(patient)));
      }
      for (int i = 0; i < 300; i++) {
        assertThat(prober.probe(TestingRange.request("http", healthy.port(), Map.of())).outcome())
            .isEqualTo(Outcome.OK);
      }
      for (Future<ProbeResult> one : waiting) {
        assertThat(one.get(30, TimeUnit.SECONDS).cause()).isEqualTo(Cause.TIMEOUT);
      }
    }
  }

  private static ProbeResult probe(
      TestingServer server, String kind, Map<String, Object> parameters) {
    Map<String, Object> with = new HashMap<>(parameters);
    if (kind.equals("nfs")) {
      // mounting is the hostile service's too, and not of who has port 111 on this machine
      with.put("mount-port", (long) server.port());
    }
    return TestingRange.prober()
        .probe(TestingRange.request(kind, TestingRange.ADDRESS, server.port(), DEADLINE, with));
  }

  private static void hang(Socket caller) throws InterruptedException {
    new CountDownLatch(1).await();
  }

  private static TestingServer.Behaviour dripping(String start) {
    return caller -> {
      OutputStream out = caller.getOutputStream();
      out.write(start.getBytes(StandardCharsets.ISO_8859_1));
      CountDownLatch never = new CountDownLatch(1);
      while (!never.await(100, TimeUnit.MILLISECONDS)) {
        out.write('x');
      }
    };
  }

  private static TestingServer.Behaviour flooding(String start, String rest) {
    return caller -> {
      write(caller, start);
      byte[] bytes =
          rest.repeat(Math.max(1, 8192 / rest.length())).getBytes(StandardCharsets.UTF_8);
      while (true) {
        caller.getOutputStream().write(bytes);
      }
    };
  }

  private static void reset(Socket caller) throws IOException {
    write(caller, "HTT");
    caller.setSoLinger(true, 0);
  }

  private static void receiveAndClose(Socket caller) throws IOException {
    caller.shutdownOutput();
    caller.getInputStream().readAllBytes();
  }
}
