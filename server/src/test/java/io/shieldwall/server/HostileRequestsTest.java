package io.shieldwall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.server.access.Seat;
import io.shieldwall.server.pages.Markdown;
import io.shieldwall.server.pages.Notices;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody tries who plays to win by other means.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {

  private static final String PAYLOAD =
      "<script>alert(1)</script><img src=x onerror=alert(2)> \"' onmouseover=alert(3) ${7*7} #{7*7}";

  private RunningServer server;

  @BeforeAll
  void start() {
    server = new RunningServer();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Map<String, String> incident(String text) {
    return Map.of("system", "netbank", "technique", "T1491.002", "text", text);
  }

  private long reported(String text) {
    return server.journal.events().stream()
        .map(recorded -> recorded.event())
        .filter(
            event -> event instanceof Event.IncidentReported report && report.text().equals(text))
        .count();
  }

  @Test
  void a_form_without_the_token_is_refused_and_does_nothing() {
    Browser heron = server.blue(TinyScenario.HERON);
    assertThat(heron.postWithoutToken("/team/incidents", incident("forged")).statusCode())
        .isEqualTo(403);
    assertThat(reported("forged")).isZero();
    assertThat(heron.post("/team/incidents", incident("meant")).statusCode()).isEqualTo(200);
    assertThat(reported("meant")).isEqualTo(1);
  }

  @Test
  void a_form_that_a_browser_knows_to_come_from_another_site_is_refused() {
    Browser heron = server.blue(TinyScenario.HERON);
    for (String site : List.of("cross-site", "same-site")) {
      assertThat(
              heron
                  .post("/team/incidents", incident("crossed"), Map.of("Sec-Fetch-Site", site))
                  .statusCode())
          .isEqualTo(403);
    }
    assertThat(reported("crossed")).isZero();
  }

  @Test
  void strangers_get_no_session_however_they_ask() {
    for (String path : List.of("/", "/news", "/nope", "/team", "/enter/x", "/live?topic=x")) {
      assertThat(server.visitor().get(path).headers().firstValue("Set-Cookie")).as(path).isEmpty();
    }
    HttpResponse<String> answer = server.visitor().post("/leave", Map.of());
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nope",
        "/team",
        "/director",
        "/enter/x",
        "/live?topic=x",
        "/assets/shieldwall.css",
        "/assets/nope.css",
        "/%00",
        "/a;b",
        "//other.example",
        "/assets/%2e%2e/messages.properties",
        "/assets/..%2f..%2fmessages.properties"
      })
  void every_answer_has_the_security_headers(String path) {
    HttpResponse<String> answer = server.visitor().get(path);
    assertThat(answer.headers().map())
        .containsEntry("content-security-policy", List.of(ServerConfiguration.CONTENT_POLICY))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("x-frame-options", List.of("DENY"))
        .containsEntry("referrer-policy", List.of("no-referrer"))
        .containsEntry("cross-origin-opener-policy", List.of("same-origin"))
        .containsEntry("cross-origin-embedder-policy", List.of("require-corp"))
        .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
        .doesNotContainKeys("server", "x-powered-by", "access-control-allow-origin");
  }

  @Test
  void pages_of_a_seat_are_stored_nowhere() {
    Browser heron = server.blue(TinyScenario.HERON);
    for (String path : List.of("/team", "/team/ledger", "/team/systems/netbank", "/")) {
      assertThat(heron.get(path).headers().firstValue("Cache-Control"))
          .as(path)
          .hasValue("no-store");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/%2e%2e/messages.properties",
        "/assets/..%2fmessages.properties",
        "/assets/lib/%2e%2e/%2e%2e/messages.properties",
        "/assets/%252e%252e/messages.properties",
        "/messages.properties",
        "/META-INF/MANIFEST.MF",
        "/actuator/env"
      })
  void no_file_comes_but_the_assets(String path) {
    HttpResponse<String> answer = server.visitor().get(path);
    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("problem.home=", "Manifest-Version");
  }

  @Test
  void a_sign_in_link_works_once() {
    String link = server.links.issue(new Seat(Actor.Role.BLUE, TinyScenario.LYNX, "Lynx"));
    Browser first = server.visitor();
    Browser second = server.visitor();
    assertThat(second.get("/enter/" + link).body()).contains("Lynx");
    assertThat(first.enter(link).headers().firstValue("Location")).hasValue("/team");
    assertThat(second.post("/enter/" + link, Map.of()).headers().firstValue("Location"))
        .hasValue("/enter/used");
    assertThat(second.get("/team").statusCode()).isEqualTo(401);
    assertThat(second.get("/enter/" + link).body()).doesNotContain("Lynx");
  }

  @Test
  void signing_in_changes_the_session_and_the_one_before_is_worth_nothing() {
    String link = server.links.issue(new Seat(Actor.Role.DIRECTOR, "", "Director"));
    Browser victim = server.visitor();
    victim.get("/enter/" + link);
    String planted = victim.session().orElseThrow();
    victim.post("/enter/" + link, Map.of());
    assertThat(victim.get("/director").statusCode()).isEqualTo(200);
    assertThat(victim.session()).isPresent().get().isNotEqualTo(planted);
    Browser attacker = server.visitor();
    attacker.take(planted);
    assertThat(attacker.get("/director").statusCode()).isEqualTo(401);
  }

  @Test
  void a_session_that_was_left_opens_nothing_more() {
    Browser heron = server.blue(TinyScenario.HERON);
    String session = heron.session().orElseThrow();
    assertThat(heron.get("/team").statusCode()).isEqualTo(200);
    assertThat(heron.post("/leave", Map.of()).statusCode()).isEqualTo(302);
    heron.take(session);
    assertThat(heron.get("/team").statusCode()).isEqualTo(401);
    assertThat(heron.live("team:heron:").statusCode()).isEqualTo(403);
  }

  @Test
  void a_redirect_stays_here_whatever_host_was_asked_for() {
    String link = server.links.issue(new Seat(Actor.Role.DIRECTOR, "", "Director"));
    assertThat(server.visitor().enter(link).headers().firstValue("Location")).hasValue("/director");
  }

  @Test
  void what_people_write_is_shown_and_never_run() {
    Browser lynx = server.blue(TinyScenario.LYNX);
    assertThat(lynx.post("/team/inbox/sitrep-1", Map.of("text", PAYLOAD)).statusCode())
        .isEqualTo(200);
    Browser director = server.director();
    assertThat(director.post("/director/remarks", Map.of("text", PAYLOAD)).statusCode())
        .isEqualTo(200);
    String notice =
        lynx.post(
                "/team/incidents",
                Map.of("system", "<script>alert(1)</script>", "technique", "T1000", "text", "x"))
            .body();
    for (String page :
        List.of(lynx.get("/team/inbox/sitrep-1").body(), director.get("/director/events").body())) {
      assertThat(page)
          .contains("&lt;script&gt;alert(1)")
          .contains("${7*7} #{7*7}")
          .doesNotContain("<script>alert", "<img src=x");
    }
    assertThat(notice).contains("&lt;script").doesNotContain("<script>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](JaVaScRiPt&colon;alert(1))",
        "![a](http://elsewhere.example/spy.png)",
        "<a href='x' onclick='alert(1)'>a</a>",
        "<style>*{background:url(//elsewhere.example)}</style>",
        "<iframe src=//elsewhere.example></iframe>",
        "[a](vbscript:alert(1))\n\n<math><mi//xlink:href='data:x'>"
      })
  void markdown_comes_out_harmless(String hostile) {
    String html = Markdown.html("before " + hostile + "\n\n**after**");
    assertThat(html).contains("before", "<strong>after</strong>");
    assertThat(html.toLowerCase(java.util.Locale.ROOT))
        .doesNotContainPattern("<(script|svg|img|iframe|style|math|object|form)\\b")
        .doesNotContainPattern("<[^>]*\\bon\\w+\\s*=")
        .doesNotContainPattern("href=.(javascript|data|vbscript)");
  }

  @Test
  void a_form_that_is_too_large_is_refused_in_words() {
    Browser heron = server.blue(TinyScenario.HERON);
    HttpResponse<String> answer = heron.post("/team/incidents", incident("x".repeat(300_000)));
    assertThat(answer.statusCode()).isIn(400, 413);
    assertThat(answer.body()).contains("<h1>").doesNotContain("Exception", "\tat ");
    assertThat(heron.post("/team/incidents", incident("x".repeat(20_001))).statusCode())
        .isEqualTo(422);
  }

  @Test
  void what_is_not_there_is_said_on_a_page_of_ours() {
    Browser director = server.director();
    for (String path : List.of("/nope", "/director/teams/nope", "/team/systems/%3Cb%3E")) {
      HttpResponse<String> answer = server.visitor().get(path);
      assertThat(answer.body())
          .contains("<h1>", "/assets/shieldwall.css")
          .doesNotContain("Exception", "\tat ", "Tomcat", "Spring", "Whitelabel");
    }
    assertThat(server.visitor().get("/nope").statusCode()).isEqualTo(404);
    assertThat(director.get("/director/teams/nope").statusCode()).isEqualTo(404);
    assertThat(director.post("/director/clock/resume", Map.of("policy", "NONE")).statusCode())
        .isEqualTo(400);
    assertThat(director.post("/director/clock/speed", Map.of("speed", "fast")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void what_is_of_another_team_is_answered_like_what_does_not_exist() {
    Browser heron = server.blue(TinyScenario.HERON);
    assertThat(answer(heron, "/team/actions/action-1/cancel"))
        .isEqualTo(answer(heron, "/team/actions/action-9/cancel").replace("-9", "-1"));
    assertThat(answer(heron, "/team/tickets/ticket-1/claim"))
        .isEqualTo(answer(heron, "/team/tickets/ticket-9/claim").replace("-9", "-1"));
    assertThat(server.loop.state().actions()).containsKey("action-1");
    assertThat(server.loop.state().tickets()).containsKey("ticket-1");
  }

  private static String answer(Browser browser, String path) {
    HttpResponse<String> answer = browser.post(path, Map.of());
    return answer.statusCode() + answer.body();
  }

  @Test
  void the_team_of_a_form_is_that_of_the_seat() {
    Browser heron = server.blue(TinyScenario.HERON);
    Map<String, String> fields =
        Map.of(
            "system", "names",
            "technique", "T1000",
            "text", "whose?",
            "team", TinyScenario.OTTER,
            "role", "DIRECTOR",
            "by", "Otter");
    assertThat(heron.post("/team/incidents?team=otter", fields).statusCode()).isEqualTo(200);
    assertThat(server.loop.state().reports().values())
        .filteredOn(report -> report.text().equals("whose?"))
        .singleElement()
        .matches(report -> report.team().equals(TinyScenario.HERON));
  }

  @Test
  void a_form_sent_many_times_at_once_under_one_id_is_done_once() throws Exception {
    Browser lynx = server.blue(TinyScenario.LYNX);
    Map<String, String> id = Map.of(Notices.COMMAND_ID, "double-click-1");
    List<Callable<Integer>> clicks =
        IntStream.range(0, 50)
            .<Callable<Integer>>mapToObj(
                _ -> () -> lynx.post("/team/incidents", incident("clicked"), id).statusCode())
            .toList();
    assertThat(all(clicks)).containsOnly(200);
    assertThat(reported("clicked")).isEqualTo(1);
  }

  @Test
  void two_hundred_identical_commands_at_once_are_one_event() throws Exception {
    Command report =
        new Command.ReportIncident(TinyScenario.LYNX, "names", "T1584.002", "two hundred");
    List<Callable<Reply>> copies =
        Stream.<Callable<Reply>>generate(
                () -> () -> server.loop.submit("same", Play.blue(TinyScenario.LYNX), report))
            .limit(200)
            .toList();
    assertThat(all(copies)).allMatch(reply -> reply instanceof Reply.Done);
    assertThat(reported("two hundred")).isEqualTo(1);
  }

  private static <T> List<T> all(List<Callable<T>> calls) throws Exception {
    List<T> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<T> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }

  @Test
  void a_script_that_floods_forms_is_slowed_and_others_are_not() {
    Browser flooding = server.blue(TinyScenario.HERON);
    List<Integer> answers =
        IntStream.range(0, 2 * ServerConfiguration.FORMS_AT_ONCE)
            .mapToObj(_ -> flooding.post("/team/actions/nope/cancel", Map.of()).statusCode())
            .toList();
    assertThat(answers).contains(429).startsWith(404, 404, 404);
    assertThat(
            server
                .blue(TinyScenario.OTTER)
                .post("/team/actions/nope/cancel", Map.of())
                .statusCode())
        .isEqualTo(404);
  }
}
