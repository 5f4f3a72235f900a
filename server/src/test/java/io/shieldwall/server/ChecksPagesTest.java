package io.shieldwall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State.Holder;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.testkit.TinyScenario;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The credentials desk, evidence as a file, doubts about checkers and a check repeated by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChecksPagesTest {

  private static final String PASSWORD = "t0p-secret-<b>&";

  private RunningServer server;

  @BeforeAll
  void start() {
    server = new RunningServer();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void observe(long at, Outcome outcome) {
    observe(server.loop.state().teams(), at, outcome, "");
  }

  private void observe(List<String> teams, long at, Outcome outcome, String evidence) {
    Cause cause = outcome == Outcome.OK ? Cause.NONE : Cause.WRONG_CREDENTIALS;
    server.done(
        Actor.PLATFORM,
        new Command.ReportObservations(
            teams.stream()
                .map(team ->
                    new Observation(
                        team, "netbank/ssh", at, outcome, cause, 1500, "said so", evidence, 250))
                .toList()));
  }

  @Test
  void a_team_hands_over_a_password_that_is_sealed_and_never_shown_again() {
    Browser otter = server.blue(TinyScenario.OTTER);
    HttpResponse<String> answer =
        otter.post(
            "/team/credentials",
            Map.of("system", "netbank", "account", "monitor", "password", PASSWORD));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(server.loop.state().credentials())
        .containsKey(new Holder(TinyScenario.OTTER, "netbank", "monitor"));
    assertThat(server.journal.events().stream().map(Recorded::event).toList().toString())
        .contains("SEALED" + PASSWORD.length())
        .doesNotContain(PASSWORD);
    String page = otter.get("/team/credentials").body();
    assertThat(page).contains("monitor").doesNotContain("SEALED").doesNotContain("t0p-secret");
    assertThat(otter.get("/team/credentials.json").body())
        .contains("\"account\":\"monitor\"", "\"checks\":[\"netbank/ssh\"")
        .doesNotContain("SEALED");
    assertThat(server.director().get("/director/events").body()).doesNotContain("SEALED");
    assertThat(server.loop.state().credentials())
        .doesNotContainKey(new Holder(TinyScenario.HERON, "netbank", "monitor"));
  }

  @Test
  void what_the_desk_cannot_use_is_refused_with_a_reason() {
    Browser otter = server.blue(TinyScenario.OTTER);
    record Try(String system, String account, String password, int status, String says) {}
    for (Try each :
        List.of(
            new Try("netbank", "monitor", "", 422, "1 to 1024"),
            new Try("netbank", "monitor", "x".repeat(1025), 422, "1 to 1024"),
            new Try("netbank", "monitor", "a\tb", 422, "control characters"),
            new Try("netbank", "nobody", "abc", 404, "No check signs in as nobody"),
            new Try("nowhere", "monitor", "abc", 404, "nowhere"))) {
      HttpResponse<String> answer =
          otter.post(
              "/team/credentials",
              Map.of(
                  "system", each.system(),
                  "account", each.account(),
                  "password", each.password()));
      assertThat(answer.statusCode()).as("%s", each).isEqualTo(each.status());
      assertThat(answer.body()).contains(each.says());
    }
  }

  @Test
  void evidence_is_a_file_for_its_own_team_only() {
    observe(List.of(TinyScenario.OTTER), 60_000, Outcome.CRITICAL, RunningServer.OTTERS_KEY);
    String path = "/team/evidence/" + "ab".repeat(32);
    HttpResponse<String> own = server.blue(TinyScenario.OTTER).get(path);
    assertThat(own.statusCode()).isEqualTo(200);
    assertThat(own.body()).isEqualTo("OTTER-TRANSCRIPT <script>");
    assertThat(own.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
    assertThat(own.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(server.blue(TinyScenario.HERON).get(path).statusCode()).isEqualTo(404);
    assertThat(server.blue(TinyScenario.OTTER).get("/team/evidence/..").statusCode())
        .isNotEqualTo(200);
    assertThat(server.blue(TinyScenario.OTTER).get("/team/systems/netbank").body())
        .contains("OTTER-TRANSCRIPT &lt;script", path);
  }

  @Test
  void a_doubt_is_shown_and_its_window_neutralised() {
    observe(120_000, Outcome.OK);
    observe(180_000, Outcome.CRITICAL);
    observe(240_000, Outcome.OK);
    String doubt = server.loop.state().doubts().keySet().iterator().next();
    Browser director = server.director();
    assertThat(director.get("/director/checks").body()).contains(doubt, "Declare defective");
    HttpResponse<String> answer = director.post("/director/doubts/" + doubt + "/declare", Map.of());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(server.loop.state().faults().values())
        .anySatisfy(fault -> {
          assertThat(fault.checks()).containsExactly("netbank/ssh");
          assertThat(fault.from()).isEqualTo(180_000);
          assertThat(fault.to()).hasValue(240_000L);
        });
    assertThat(director.get("/director/checks").body()).doesNotContain("Declare defective");
    assertThat(director.post("/director/doubts/doubt-99/declare", Map.of()).statusCode())
        .isEqualTo(404);
    assertThat(director.get("/director/checks/fairness.csv").body())
        .startsWith("team,probes,")
        .contains(TinyScenario.OTTER + ",");
  }

  @Test
  void a_check_repeated_by_hand_is_on_record_and_not_scored() {
    Browser director = server.director();
    HttpResponse<String> answer =
        director.post(
            "/director/checks/repeat", Map.of("team", TinyScenario.OTTER, "check", "netbank/ssh"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("CRITICAL", "not scored");
    assertThat(server.journal.events())
        .extracting(Recorded::event)
        .hasAtLeastOneElementOfType(Event.CheckRepeated.class);
    assertThat(
            director
                .post("/director/checks/repeat", Map.of("team", "nobody", "check", "no/such"))
                .statusCode())
        .isEqualTo(404);
  }
}
