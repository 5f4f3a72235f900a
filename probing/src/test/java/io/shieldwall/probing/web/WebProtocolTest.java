package io.shieldwall.probing.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A visit to a small application with sign-in, cookies, a token against forged forms and notes,
/// served by the JDK's own HTTP server.
final class WebProtocolTest {

  private static final String CSRF = "7f3a9c";
  private static final String COOKIE = "sid=session-of-monitor";

  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final AtomicReference<String> password = new AtomicReference<>(TestingRange.PASSWORD);
  private HttpServer server = serving();

  @BeforeEach
  void start() {
    server.createContext("/login", this::login);
    server.createContext(
        "/api/me", exchange -> signedIn(exchange, "{\"user\":\"monitor\",\"id\":17}"));
    server.createContext("/api/notes", this::write);
    server.createContext(
        "/notes", exchange -> signedIn(exchange, "<ul>" + String.join("\n", notes) + "</ul>"));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static HttpServer serving() {
    try {
      return HttpServer.create(
          new InetSocketAddress(TestingRange.real(TestingRange.ADDRESS), 0), 50);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void login(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      answer(exchange, 200, "<input name=\"csrf\" value=\"" + CSRF + "\">");
      return;
    }
    String form = body(exchange);
    boolean right = form.equals("csrf=" + CSRF + "&user=monitor&password=" + password.get());
    if (right) {
      exchange.getResponseHeaders().add("Set-Cookie", COOKIE + "; HttpOnly");
      exchange.getResponseHeaders().add("Location", "/notes");
    }
    answer(exchange, right ? 302 : 403, "");
  }

  private void write(HttpExchange exchange) throws IOException {
    String json = body(exchange);
    if (!json.contains("\"user\": \"17\"")) {
      answer(exchange, 400, "whose note?");
      return;
    }
    notes.add(json.replaceAll(".*\"text\": \"([a-z0-9]+)\".*", "$1"));
    signedIn(exchange, 201, "{}");
  }

  private static void signedIn(HttpExchange exchange, String text) throws IOException {
    signedIn(exchange, 200, text);
  }

  private static void signedIn(HttpExchange exchange, int status, String text) throws IOException {
    boolean known = COOKIE.equals(exchange.getRequestHeaders().getFirst("Cookie"));
    answer(exchange, known ? status : 401, known ? text : "who are you?");
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private ProbeResult visit(Probe probe, String memory) {
    ProbeRequest request =
        TestingRange.request("web", server.getAddress().getPort(), probe.parameters());
    return TestingRange.prober().probe(request.remembering(memory));
  }

  /// What a round remembers of itself first.
  private static String token(ProbeResult round) {
    return round.memory().lines().findFirst().orElse("");
  }

  @Test
  void the_documented_visit_signs_in_and_finds_its_note_again_in_the_next_round() {
    ProbeResult first = visit(Example.of("web"), "");
    assertThat(first.outcome()).as(first.evidence()).isEqualTo(Outcome.OK);
    assertThat(notes).containsExactly(token(first));
    ProbeResult second = visit(Example.of("web"), first.memory());
    assertThat(second.outcome()).as(second.evidence()).isEqualTo(Outcome.OK);
    assertThat(notes).containsExactly(token(first), token(second));
    assertThat(second.evidence())
        .contains("in step 4 of the visit")
        .doesNotContain(TestingRange.PASSWORD, "session-of-monitor", token(first), token(second));
  }

  @Test
  void a_note_that_is_gone_is_told_with_its_step() {
    ProbeResult first = visit(Example.of("web"), "");
    notes.clear();
    ProbeResult second = visit(Example.of("web"), first.memory());
    assertThat(second.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(second.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(second.summary()).startsWith("Step 4, GET /notes?user={id}: Expected the page");
    ProbeResult third = visit(Example.of("web"), second.memory());
    assertThat(third.summary()).startsWith("Step 4, GET /notes?user={id}: Expected the page");
    assertThat(notes).as("a new one is planted").containsExactly(token(third));
    assertThat(visit(Example.of("web"), third.memory()).outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void a_password_that_was_changed_is_the_teams() {
    password.set("another");
    ProbeResult result = visit(Example.of("web"), "");
    assertThat(result.cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(result.summary()).startsWith("Step 2, POST /login: expected status 302, 303");
  }

  @Test
  void a_value_that_cannot_be_saved_is_told() {
    ProbeResult result =
        visit(
            new Probe(
                "web",
                Map.of(
                    "steps",
                    List.of(Map.of("request", "GET /login", "save", "x", "pointer", "/nothing")))),
            "");
    assertThat(result.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(result.summary()).contains("\"/nothing\" for {x}");
  }

  @Test
  void a_step_that_is_none_is_the_checks_fault() {
    for (String request : List.of("", "GET", "FETCH /login", "/login")) {
      ProbeResult result =
          visit(new Probe("web", Map.of("steps", List.of(Map.of("request", request)))), "");
      assertThat(result.cause()).as(request).isEqualTo(Cause.CHECKER_FAULT);
    }
    ProbeResult pattern =
        visit(
            new Probe(
                "web",
                Map.of(
                    "steps",
                    List.of(Map.of("request", "GET /login", "save", "x", "pattern", "(")))),
            "");
    assertThat(pattern.cause()).isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void what_is_filled_in_cannot_become_something_else() {
    assertThat(Spelling.URL.of("a&b=c d")).isEqualTo("a%26b%3Dc+d");
    assertThat(Spelling.JSON.of("a\"b\\c\n")).isEqualTo("a\\\"b\\\\c\\u000a");
    assertThat(Spelling.HEADER.of("a\r\nX: y")).isEqualTo("a  X: y");
  }

  @Test
  void what_a_password_or_a_page_holds_is_neither_filled_in_again_nor_a_pattern() {
    String awkward = "{token} {csrf}(";
    String written = Spelling.URL.of(awkward);
    password.set(written);
    int port = server.getAddress().getPort();
    ProbeResult signedIn =
        AwkwardPasswords.tried(
            awkward, TestingRange.request("web", port, Example.of("web").parameters()));
    assertThat(signedIn.outcome()).as(signedIn.summary()).isEqualTo(Outcome.OK);
    assertThat(signedIn.evidence()).doesNotContain(awkward, written);
    server.createContext("/odd", exchange -> answer(exchange, 200, "(not closed [{x}"));
    List<Map<String, String>> steps =
        List.of(
            Map.of("request", "GET /odd", "save", "x", "pattern", ".+"),
            Map.of("request", "GET /odd", "matches", "^{x}$"));
    assertThat(visit(new Probe("web", Map.of("steps", steps)), "").outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        "web", server.getAddress().getPort(), Example.of("web").parameters());
  }
}
