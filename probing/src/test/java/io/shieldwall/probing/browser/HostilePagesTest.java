package io.shieldwall.probing.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Pages and servers that attack the browser. Whatever they do, the visit ends, the verdict is the
/// site's fault, and nothing of the browser is left.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostilePagesTest {

  private static final Duration SHORT = Duration.ofSeconds(6);

  private final TestingBrowser browser = TestingBrowser.installed();
  private final HttpServer server = serving();
  private final CountDownLatch over = new CountDownLatch(1);

  private static HttpServer serving() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(TestingRange.real(TestingRange.ADDRESS), 0), 50);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void nothing_is_left() throws IOException {
    TestingBrowser.nothingIsLeft();
  }

  @AfterAll
  void stop() throws IOException {
    over.countDown();
    server.stop(0);
    browser.close();
  }

  private String page(String html) {
    String path = "/page" + html.hashCode() + "/";
    server.createContext(path, exchange -> answer(exchange, "text/html", html));
    return path;
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private ProbeResult visit(String path, String contains) {
    return browser.visit(
        server.getAddress().getPort(),
        SHORT,
        Map.of("steps", List.of(Map.of("open", path, "contains", contains)), "patience", SHORT),
        "");
  }

  private static void assertVerdict(ProbeResult result, Cause cause, String sentence) {
    assertThat(result.cause()).as(result.evidence()).isEqualTo(cause);
    assertThat(result.summary()).as(result.evidence()).contains(sentence);
    assertThat(result.outcome())
        .as(result.evidence())
        .isEqualTo(
            cause == Cause.CHECKER_FAULT || cause == Cause.NOT_RUN
                ? Outcome.UNKNOWN
                : Outcome.CRITICAL);
  }

  private static void assertFine(ProbeResult result) {
    assertThat(result.outcome()).as(result.evidence()).isEqualTo(Outcome.OK);
  }

  @Test
  void a_page_that_never_ends_is_late() {
    server.createContext(
        "/endless",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          out.write(("<p>Bank" + " of Berylia".repeat(1000)).getBytes(StandardCharsets.UTF_8));
          out.flush();
          waitForTheEnd();
        });
    ProbeResult result = visit("/endless", "Bank");
    assertVerdict(result, Cause.TIMEOUT, "still in step 1, open \"/endless\"");
    assertThat(result.evidence()).contains("< Bank");
  }

  private void waitForTheEnd() {
    waitFor(over);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_script_that_never_ends_is_late() {
    ProbeResult result = visit(page("<p>Bank<script>for (;;) {}</script>"), "Bank");
    assertVerdict(result, Cause.TIMEOUT, "No complete answer within 6000 ms");
    assertThat(result.evidence()).contains("the page cannot be read any more");
  }

  @Test
  void dialogs_without_end_are_told() {
    ProbeResult result = visit(page("<script>for (;;) alert(document.domain)</script>"), "Bank");
    assertVerdict(result, Cause.WRONG_CONTENT, "opened more than 50 dialogs");
  }

  @Test
  void windows_are_closed_and_the_page_is_still_seen() {
    ProbeResult result =
        browser.visit(
            server.getAddress().getPort(),
            List.of(
                Map.of(
                    "open",
                    page(
                        "<button onclick='for (;;) { if (!window.open(location)) break; }"
                            + " done.innerText = \"opened\"'>x</button><p id=done>Bank"
                            + "<script>setInterval(() => window.open(location), 20)</script>")),
                Map.of("click", "button", "contains", "opened")));
    assertFine(result);
    assertThat(result.evidence()).contains("windows closed that the page opened: ");
  }

  @Test
  void a_page_that_takes_all_memory_is_told() {
    String hungry =
        "<script>const a = []; for (;;) a.push(new Array(1e6).fill(Math.random()))</script>";
    assertThat(visit(page(hungry), "Bank").outcome()).isEqualTo(Outcome.CRITICAL);
    String greedy =
        "<p id=p>Bank<script>const a = []; try { for (;;) a.push(new Uint8Array(2e8).fill(1)) }"
            + " catch (e) { p.innerText = 'got ' + (a.length < 40) }</script>";
    ProbeResult result = visit(page(greedy), "got true");
    assertThat(result.outcome()).as(result.evidence()).isIn(Outcome.OK, Outcome.CRITICAL);
  }

  @Test
  void a_page_of_a_gigabyte_is_too_large() {
    server.createContext(
        "/large",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, 1L << 30);
          byte[] piece = "Bank of Berylia ".repeat(4096).getBytes(StandardCharsets.UTF_8);
          // a comment is not laid out, which a tab may not survive
          exchange.getResponseBody().write("<!--".getBytes(StandardCharsets.UTF_8));
          for (int i = 0; i < 10_000; i++) {
            exchange.getResponseBody().write(piece);
          }
        });
    ProbeResult result =
        browser.visit(
            server.getAddress().getPort(), List.of(Map.of("open", "/large", "contains", "Bank")));
    assertVerdict(result, Cause.WRONG_CONTENT, "larger than");
  }

  @Test
  void a_page_that_unpacks_without_end_is_the_sites_fault() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      byte[] text = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 512; i++) {
        out.write(text);
      }
    }
    server.createContext(
        "/bomb",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, packed.size());
          exchange.getResponseBody().write(packed.toByteArray());
          exchange.close();
        });
    ProbeResult result = visit("/bomb", "Bank");
    assertThat(result.outcome()).as(result.evidence()).isEqualTo(Outcome.CRITICAL);
  }

  @Test
  void a_page_that_complains_without_end_is_the_sites_fault() {
    ProbeResult result =
        visit(page("<script>for (;;) console.error('x'.repeat(1e6))</script>"), "Bank");
    assertThat(result.outcome()).as(result.evidence()).isEqualTo(Outcome.CRITICAL);
    assertThat(result.evidence()).hasSizeLessThanOrEqualTo(8192);
  }

  @Test
  void a_page_cannot_change_what_a_visitor_sees() {
    String lying =
        """
        <p>owned</p><img name=body><form name=querySelector><input name=innerText></form>
        <script>
        const lie = {get: () => 'Bank', configurable: true};
        for (const p of [HTMLElement, Node, Element])
          Object.defineProperty(p.prototype, 'innerText', lie);
        Object.defineProperty(Document.prototype, 'title', lie);
        String.prototype.slice = () => 'Bank';
        JSON.stringify = () => '"Bank"';
        </script>
        """;
    ProbeResult result =
        browser.visit(
            server.getAddress().getPort(),
            SHORT,
            Map.of(
                "steps",
                List.of(Map.of("open", page(lying), "contains", "owned", "absent", "Bank"))),
            "");
    assertFine(result);
  }

  @Test
  void what_a_page_starts_to_download_is_denied() {
    ProbeResult result =
        visit(
            page(
                "<p>Bank<a id=a download=x.exe href='data:application/octet-stream,abc'></a>"
                    + "<script>a.click()</script>"),
            "Bank");
    assertFine(result);
    assertThat(result.evidence()).contains("downloads denied: 1");
  }

  @Test
  void a_page_gets_nothing_from_outside_the_scope() throws IOException {
    try (TestingServer rival = TestingServer.at("10.2.20.11", HostilePagesTest::welcome);
        TestingServer local = TestingServer.at("10.0.0.1", HostilePagesTest::welcome)) {
      String there = "rival.berylia.example:" + rival.port();
      String here = "127.0.0.1:" + local.port();
      String html =
          """
          <link rel=dns-prefetch href=//name.example><link rel=preconnect href=//THERE>
          <link rel=prefetch href=http://THERE/a><link rel=stylesheet href=http://THERE/b.css>
          <p id=p>Bank</p><img src=http://THERE/c.png><iframe src=http://HERE/d></iframe>
          <script>
          const tries = ['http://THERE/e', 'http://HERE/f', 'http://127.2.20.11:PORT/g',
            'http://10.2.20.11:PORT/h', 'http://[::1]:PORT/i', 'http://localhost:LOCAL/j',
            'https://THERE/k', 'http://169.254.169.254/latest'].map(a => fetch(a));
          for (const a of ['ws://THERE/l', 'ws://HERE/m']) tries.push(new Promise(done => {
            const s = new WebSocket(a); s.onerror = s.onopen = done; }));
          tries.push(new Promise(done => { const w = new Worker(URL.createObjectURL(new Blob(
            ["fetch('http://HERE/n').finally(() => postMessage(1))"])));
            w.onmessage = done; }));
          const c = new RTCPeerConnection({iceServers: [{urls: 'stun:THERE'}]});
          c.createDataChannel('x'); c.createOffer().then(o => c.setLocalDescription(o));
          navigator.sendBeacon('http://THERE/o', 'x');
          Promise.allSettled(tries).then(() => p.innerText = 'tried ' + tries.length);
          </script>
          """
              .replace("THERE", there)
              .replace("HERE", here)
              .replace("PORT", "" + rival.port())
              .replace("LOCAL", "" + local.port());
      ProbeResult result = visit(page(html), "tried 11");
      assertFine(result);
      assertThat(result.evidence())
          .contains("the page asked for http://" + there, "outside the scope: not fetched");
      for (String leading :
          List.of(
              "<meta http-equiv=refresh content='0;url=http://" + there + "/'>",
              "<script>location = 'http://" + there + "/'</script>",
              "<form method=post action='http://"
                  + there
                  + "/'></form>"
                  + "<script>document.forms[0].submit()</script>")) {
        assertVerdict(visit(page(leading), "Bank"), Cause.WRONG_CONTENT, "which lies outside");
      }
      server.createContext(
          "/away",
          exchange -> {
            exchange.getResponseHeaders().add("Location", "http://" + there + "/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
          });
      assertVerdict(visit("/away", "Bank"), Cause.WRONG_CONTENT, "which lies outside");
      assertThat(rival.connections()).isZero();
      assertThat(local.connections()).isZero();
    }
  }

  private static void welcome(Socket caller) throws IOException {
    TestingServer.write(caller, TestingServer.page("Bank"));
  }

  @Test
  void a_server_that_does_not_speak_http_is_told() throws IOException {
    Map<String, TestingServer.Behaviour> abuses =
        Map.of(
            "another protocol", caller -> TestingServer.write(caller, "220 ready\r\n\r\n"),
            "nothing", TestingServer::readHead,
            "half a head", caller -> TestingServer.write(caller, "HTTP/1.1 200 OK\r\nX: y"),
            "a challenge of a proxy",
                caller ->
                    TestingServer.write(
                        caller, "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n"),
            "a reset",
                caller -> {
                  TestingServer.write(caller, "HTT");
                  caller.setSoLinger(true, 0);
                },
            "headers without end",
                caller -> {
                  TestingServer.write(caller, "HTTP/1.1 200 OK\r\n");
                  for (int i = 0; i < 10_000; i++) {
                    TestingServer.write(caller, "X-Header: abuse\r\n");
                  }
                });
    for (Map.Entry<String, TestingServer.Behaviour> abuse : abuses.entrySet()) {
      try (TestingServer hostile = TestingServer.that(abuse.getValue())) {
        ProbeResult result =
            browser.visit(hostile.port(), List.of(Map.of("open", "/", "contains", "Bank")));
        assertThat(result.cause()).as(abuse.getKey() + result.evidence()).isEqualTo(Cause.PROTOCOL);
        assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
      }
    }
  }

  @Test
  void only_the_browsers_user_gets_through_the_gate() throws Exception {
    if (!Daemon.asRoot()) {
      Daemon.skip("only where Shieldwall is root the browser has a user of its own");
    }
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Set<Integer>> gates = new CompletableFuture<>();
    Set<Integer> before = listening();
    server.createContext(
        "/gate",
        exchange -> {
          if (asked.getAndIncrement() == 0) {
            Set<Integer> now = listening();
            now.removeAll(before);
            gates.complete(now);
          }
          answer(exchange, "text/html", "<p>Bank");
          if (asked.get() == 1) {
            now(gates);
          }
        });
    assertFine(visit("/gate", "Bank"));
    assertThat(gates.get()).isNotEmpty();
    assertThat(asked).hasValue(1);
  }

  /// Asks the gates for the page as this process's user; they do not answer.
  private void now(CompletableFuture<Set<Integer>> gates) throws IOException {
    for (int port : gates.join()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        String where = TestingRange.HOST + ":" + server.getAddress().getPort();
        TestingServer.write(
            socket, "GET http://" + where + "/gate HTTP/1.1\r\nHost: " + where + "\r\n\r\n");
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      } catch (java.net.SocketException _) {
        // closed before it was asked
      }
    }
  }

  /// Ports of loopback that this process listens on.
  private static Set<Integer> listening() throws IOException {
    Set<String> own = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path file : files) {
        try {
          own.add(Files.readSymbolicLink(file).toString());
        } catch (IOException _) {
          // closed meanwhile
        }
      }
    }
    Set<Integer> ports = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+");
        if (columns[3].equals("0A")
            && own.contains("socket:[" + columns[9] + "]")
            && columns[1].contains("0100007F:")) {
          ports.add(Integer.parseInt(columns[1].replaceFirst(".*:", ""), 16));
        }
      }
    }
    return ports;
  }

  @Test
  void a_browser_that_dies_is_the_checkers_fault() {
    killing("/killer", words -> !words.contains("--type="));
    assertVerdict(visit("/killer", "Bank"), Cause.CHECKER_FAULT, "The browser failed");
  }

  @Test
  void a_tab_that_crashes_is_the_sites_fault() {
    killing("/crash", words -> words.contains("--type=renderer"));
    String page = page("<p>Bank<script>fetch('/crash')</script>");
    assertVerdict(visit(page, "Berylia"), Cause.WRONG_CONTENT, "made the browser's tab crash");
  }

  /// Ends processes of the browser that asks for a page.
  private void killing(String path, Predicate<String> wanted) {
    server.createContext(
        path,
        exchange -> {
          for (Map.Entry<Long, String> process : TestingBrowser.processes().entrySet()) {
            if (wanted.test(process.getValue())) {
              ProcessHandle.of(process.getKey()).ifPresent(ProcessHandle::destroyForcibly);
            }
          }
          answer(exchange, "text/html", "<p>Bank");
        });
  }

  @Test
  void a_visit_that_the_platform_stops_leaves_nothing() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    server.createContext(
        "/held",
        _ -> {
          asked.countDown();
          waitForTheEnd();
        });
    FutureTask<ProbeResult> visit = new FutureTask<>(() -> visit("/held", "Bank"));
    Thread visitor = Thread.ofVirtual().start(visit);
    asked.await();
    visitor.interrupt();
    assertVerdict(visit.get(), Cause.NOT_RUN, "stopped by the platform");
  }

  @Test
  void browsers_wait_for_each_other_and_a_team_does_not_pay_for_it() throws Exception {
    CountDownLatch asked = new CountDownLatch(Runtime.getRuntime().availableProcessors());
    CountDownLatch enough = new CountDownLatch(1);
    server.createContext(
        "/slow",
        exchange -> {
          asked.countDown();
          waitFor(enough);
          answer(exchange, "text/html", "<p>Bank");
        });
    server.createContext("/quick", exchange -> answer(exchange, "text/html", "<p>Bank"));
    assertFine(visit("/quick", "Bank")); // whose last visit was slow gets half of the places
    List<FutureTask<ProbeResult>> visits =
        java.util.stream.Stream.generate(() -> new FutureTask<>(() -> visit("/slow", "Bank")))
            .limit(asked.getCount())
            .toList();
    visits.forEach(visit -> Thread.ofVirtual().start(visit));
    asked.await();
    ProbeResult waiting =
        browser.visit(
            server.getAddress().getPort(),
            Duration.ofSeconds(1),
            Map.of("steps", List.of(Map.of("open", "/slow"))),
            "");
    enough.countDown();
    assertVerdict(waiting, Cause.NOT_RUN, "none was free");
    for (FutureTask<ProbeResult> visit : visits) {
      assertFine(visit.get());
    }
    await().untilAsserted(() -> assertThat(browser.browsers().ready().lane().free()).isPositive());
  }
}
