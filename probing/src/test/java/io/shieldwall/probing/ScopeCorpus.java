package io.shieldwall.probing;

import com.sun.net.httpserver.HttpServer;
import io.shieldwall.probing.browser.Browsers;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.probing.custom.Programs;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.Rules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Everything that might lead a check out of scope, tried with every kind of check on real
/// addresses. Runs as a program of its own in a network that somebody else captures; prints what
/// was not refused.
final class ScopeCorpus {

  static final String TARGET = "10.1.20.11";
  static final String OUTSIDE = "203.0.113.9";
  static final int CONTROL_PORT = 9;

  private static final Rules RULES =
      new Rules(
          List.of("10.{n}.0.0/16", "fd00:{n}::/32"),
          List.of("10.{n}.250.0/24"),
          List.of(),
          Map.of(),
          Duration.ofMinutes(1));
  private static final List<String> PLACES =
      List.of(OUTSIDE, "169.254.169.254", "10.2.20.11", "10.1.250.7", "fd00:2::9", "2001:db8::9");

  private static final Browsers BROWSERS = Browsers.installed();
  private static final List<Protocol> PROTOCOLS = Protocols.with(Programs.none(), BROWSERS);

  /// A page that tries every way out that a browser has, towards one place.
  private static final String PAGE =
      """
      <!doctype html><link rel=dns-prefetch href=//prefetched.example>
      <link rel=preconnect href=//PLACE:4001><link rel=prefetch href=http://PLACE:4001/a>
      <link rel=stylesheet href=https://PLACE:4001/b.css><link rel=manifest href=http://PLACE/m>
      <script type=speculationrules>{"prerender": [{"urls": ["http://PLACE:4001/s"]}]}</script>
      <p id=p>Bank</p><img src=http://PLACE:4001/c.png><iframe src=http://PLACE:4001/d></iframe>
      <video src=http://PLACE:4001/v></video><object data=http://PLACE:4001/o></object>
      <a href=#x ping=http://PLACE:4001/ping id=a></a>
      <script>
      const soon = new Promise(done => setTimeout(done, 700));
      const tries = ['http://PLACE:4001/e', 'https://PLACE/f', 'http://unknown.example/g',
        'http://localhost:4001/h', 'http://127.0.0.1:4001/i'].map(x => fetch(x));
      for (const x of ['ws://PLACE:4001/j', 'wss://PLACE:4001/k']) tries.push(new Promise(done => {
        const s = new WebSocket(x); s.onerror = s.onopen = done; }));
      tries.push(new Promise(done => { const w = new Worker(URL.createObjectURL(new Blob(
        ["fetch('http://PLACE:4001/l').finally(() => postMessage(1))"]))); w.onmessage = done; }));
      tries.push((async () => {
        const c = new RTCPeerConnection({iceServers: [
          {urls: ['stun:PLACE:4001', 'stun:unknown.example:3478']},
          {urls: ['turn:PLACE:4001', 'turn:PLACE:4001?transport=tcp', 'turns:PLACE:4001'],
            username: 'x', credential: 'y'}]});
        c.createDataChannel('x');
        await c.setLocalDescription(await c.createOffer());
        await soon;
      })());
      tries.push((async () => {
        const t = new WebTransport('https://PLACE:4001/'); await t.ready; })());
      navigator.sendBeacon('http://PLACE:4001/q', 'x');
      new EventSource('http://PLACE:4001/r');
      a.click();
      Promise.allSettled(tries).then(() => p.innerText = 'tried everything');
      </script>
      """;

  private ScopeCorpus() {}

  public static void main(String[] arguments) throws Exception {
    int tried = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Optional<String>>> tries = new ArrayList<>();
      tries.addAll(directly());
      HttpServer server = redirecting();
      tries.addAll(byRedirect(server.getAddress().getPort()));
      tries.addAll(byName(server.getAddress().getPort()));
      tries.addAll(bySqlServer());
      for (Future<Optional<String>> each : threads.invokeAll(tries)) {
        each.get().ifPresent(System.out::println);
        tried++;
      }
      server.stop(0);
    }
    tried += byPage();
    control();
    System.out.println("tried " + tried);
    System.exit(0);
  }

  /// Every kind of check, and every spelling, aimed straight at what is out of scope.
  private static List<Callable<Optional<String>>> directly() {
    List<Callable<Optional<String>>> tries = new ArrayList<>();
    Prober prober = prober(Inventory.none());
    for (Protocol protocol : PROTOCOLS) {
      Probe probe = Example.of(protocol.name());
      for (String place : PLACES) {
        tries.add(() -> complaint(prober, probe, place, 4001));
      }
    }
    List<String> spellings = EgressTest.spellings().toList();
    for (String spelling : spellings) {
      for (String kind : List.of("tcp", "dns", "http", "ssh", "icmp")) {
        tries.add(() -> complaint(prober, Example.of(kind), spelling, 4001));
      }
    }
    return tries;
  }

  private static Optional<String> complaint(Prober prober, Probe probe, String place, int port) {
    ProbeResult result = prober.probe(request(probe, place, port));
    boolean refused =
        result.cause() == Cause.OUT_OF_SCOPE
            || result.cause() == Cause.CHECKER_FAULT
            || result.cause() == Cause.WRONG_CONTENT
            // what the JDK's server cannot write into a header, and what leads back into the scope
            || (place.equals(TARGET)
                && (result.cause() == Cause.PROTOCOL || result.cause() == Cause.REFUSED));
    return refused
        ? Optional.empty()
        : Optional.of(
            "%s to %s: %s %s".formatted(probe.kind(), place, result.cause(), result.summary()));
  }

  /// Redirects from a place in scope to every spelling of places that are not.
  private static List<Callable<Optional<String>>> byRedirect(int port) {
    List<Callable<Optional<String>>> tries = new ArrayList<>();
    List<String> spellings = new ArrayList<>(EgressTest.spellings().toList());
    spellings.addAll(PLACES);
    Prober prober = prober(Inventory.none());
    for (int i = 0; i < spellings.size(); i++) {
      Map<String, Object> parameters = Map.of("path", "/to/" + i, "redirects", 5L);
      tries.add(() -> complaint(prober, new Probe("http", parameters), TARGET, port));
    }
    return tries;
  }

  private static HttpServer redirecting() throws IOException {
    List<String> spellings = new ArrayList<>(EgressTest.spellings().toList());
    spellings.addAll(PLACES);
    HttpServer server = HttpServer.create(new InetSocketAddress(TARGET, 0), 200);
    server.createContext(
        "/to/",
        exchange -> {
          int number = Integer.parseInt(exchange.getRequestURI().getPath().substring(4));
          String place = spellings.get(number).replaceAll("[\\r\\n\\u0000]", "");
          exchange
              .getResponseHeaders()
              .add(
                  "Location",
                  "http://" + (place.contains("::") ? "[" + place + "]" : place) + ":4001/");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return server;
  }

  /// Names that lead inside when they are looked up first and outside ever after, as a rebinding
  /// name server makes them.
  private static List<Callable<Optional<String>>> byName(int port) {
    List<Callable<Optional<String>>> tries = new ArrayList<>();
    for (Protocol protocol : PROTOCOLS) {
      AtomicInteger asked = new AtomicInteger();
      Prober prober =
          prober((_, _) -> Optional.of(asked.getAndIncrement() == 0 ? TARGET : OUTSIDE));
      Map<String, Object> parameters = new HashMap<>(Example.of(protocol.name()).parameters());
      Probe probe = new Probe(protocol.name(), parameters);
      tries.add(() -> {
        // whatever comes of it: the capture tells whether anybody outside was contacted
        prober.probe(request(probe, TARGET, port));
        prober.probe(request(probe, TARGET, port));
        return Optional.empty();
      });
    }
    return tries;
  }

  /// SQL Servers that send their callers elsewhere, or name a mirror that is to be asked when they
  /// are gone.
  private static List<Callable<Optional<String>>> bySqlServer() {
    List<byte[]> leads = new ArrayList<>();
    for (String place : List.of(OUTSIDE, "10.2.20.11", "fd00:2::9", "sql.rival.example")) {
      leads.add(TdsSpeaker.route(place, 1433));
      leads.add(TdsSpeaker.mirror(place));
      leads.add(TdsSpeaker.mirror(place + "\\MIRROR"));
    }
    return leads.stream().map(lead -> (Callable<Optional<String>>) () -> led(lead)).toList();
  }

  private static Optional<String> led(byte[] lead) throws IOException {
    Prober prober = prober(Inventory.none());
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName(TARGET))) {
      Thread.ofVirtual().start(() -> lead(listener, lead));
      for (int round = 0; round < 2; round++) {
        // with little time left the driver asks nobody else
        prober.probe(
            request(Example.of("mssql"), TARGET, listener.getLocalPort(), Duration.ofSeconds(20)));
      }
    }
    return Optional.empty();
  }

  /// Serves the first caller and resets the others.
  private static void lead(ServerSocket listener, byte[] lead) {
    try (Socket first = listener.accept()) {
      TdsSpeaker speaker = new TdsSpeaker(first);
      speaker.welcome(lead);
      speaker.serve(_ -> Optional.of(List.of()));
      while (true) {
        try (Socket later = listener.accept()) {
          later.getInputStream().read();
          later.setSoLinger(true, 0);
        }
      }
    } catch (IOException _) {
      // the case is over
    }
  }

  /// Pages in scope whose scripts want out of it, shown by a real browser.
  private static int byPage() throws IOException {
    Optional<String> lacking = BROWSERS.lacking();
    if (lacking.isPresent()) {
      if ("true".equals(System.getenv("CI"))) {
        System.out.println(lacking.get());
      }
      return 0;
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(TARGET, 0), 200);
    server.createContext(
        "/",
        exchange -> {
          int number = Integer.parseInt(exchange.getRequestURI().getPath().replaceAll("\\D", "0"));
          String place = PLACES.get(number % PLACES.size());
          byte[] page =
              PAGE.replace("PLACE", place.contains("::") ? "[" + place + "]" : place)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    Prober prober = prober((_, _) -> Optional.of(OUTSIDE));
    int port = server.getAddress().getPort();
    for (int number = 0; number < PLACES.size(); number++) {
      Map<String, Object> parameters =
          Map.of(
              "steps",
              List.of(Map.of("open", "/" + number, "contains", "tried everything")),
              "patience",
              Duration.ofSeconds(15));
      ProbeResult result =
          prober.probe(
              request(new Probe("browser", parameters), TARGET, port, Duration.ofSeconds(30)));
      boolean told = result.evidence().contains("outside the scope: not fetched");
      if (result.cause() != Cause.NONE || !told) {
        System.out.println("page towards " + PLACES.get(number) + ": " + result.evidence());
      }
    }
    server.stop(0);
    return PLACES.size();
  }

  private static ProbeRequest request(Probe probe, String place, int port) {
    return request(probe, place, port, Duration.ofSeconds(5));
  }

  private static ProbeRequest request(Probe probe, String place, int port, Duration timeout) {
    return new ProbeRequest(
        "blue01",
        "netbank",
        "https",
        "netbank/https",
        place,
        port,
        "rebinding.berylia.example",
        probe,
        timeout);
  }

  private static Prober prober(Inventory inventory) {
    AddressPlan plan = AddressPlan.direct();
    return new Prober(
        PROTOCOLS,
        new Prober.Surroundings(
            new Guard(RULES, List.of(TestingRange.BLUE01), plan),
            plan,
            (_, _, account) -> Optional.of(TestingRange.password(account)),
            inventory,
            Trust.platform(),
            SourcePool.ANY));
  }

  /// One packet that does leave, so that nobody takes a blind capture for a proof.
  private static void control() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(OUTSIDE, CONTROL_PORT), 300);
    } catch (SocketTimeoutException _) {
      // nobody answers there
    }
  }
}
