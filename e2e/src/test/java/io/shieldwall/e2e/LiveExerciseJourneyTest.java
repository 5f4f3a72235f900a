package io.shieldwall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// One live exercise at speed 60, looked at by everybody.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LiveExerciseJourneyTest {

  private static final String SYSTEM = "netbank";

  private RunningDemo demo;
  private Browsing browsing;
  private Page team;
  private Page director;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    browsing = Browsing.start();
    demo =
        RunningDemo.start(
            folder, "--teams", "4", "--speed", "60", "--seed", "7", "--play", "blue01");
    team = browsing.signedIn(demo.link("blue01"));
    director = browsing.signedIn(demo.link("Director"));
  }

  @AfterAll
  void end() {
    if (demo != null) {
      demo.close();
    }
    if (browsing != null) {
      browsing.close();
    }
  }

  @Test
  @Order(1)
  void scoreboard_moves_without_reload() {
    Page board = browsing.desktop();
    board.navigate(demo.link("Scoreboard"));
    movesWithoutReload(board, "#standings");
    movesWithoutReload(board, "#clock .time");
    assertThat(board.locator("#standings tbody tr").count()).isEqualTo(4);
    board.context().close();
  }

  @Test
  @Order(2)
  void team_and_director_pages_move_without_reload() {
    movesWithoutReload(team, "#score");
    movesWithoutReload(director, "#health");
    movesWithoutReload(director, "#stream");
  }

  private static void movesWithoutReload(Page page, String part) {
    page.evaluate("window.marker = 'same page'");
    String before = page.locator(part).innerText();
    await("part " + part + " changes", 60)
        .until(() -> !page.locator(part).innerText().equals(before));
    assertThat(page.evaluate("window.marker")).isEqualTo("same page");
  }

  @Test
  @Order(3)
  void a_service_broken_over_ssh_turns_critical_with_evidence_and_back() throws Exception {
    Tools.require("sshpass");
    Tools.require("ssh");
    team.navigate(demo.base() + "/team/systems/" + SYSTEM);
    Locator check = team.locator("#check-https");
    await("the check is OK first", 90).until(() -> check.innerText().contains("OK"));
    String command = team.locator(".reach code", containing("ssh -p")).first().innerText();
    team.locator("details.inline summary").first().click();
    String password = team.locator("details.inline code").first().innerText();
    ssh(command, password, "stop https");
    await("the check turns CRITICAL", 30).until(() -> check.innerText().contains("CRITICAL"));
    check.locator("details summary").click();
    assertThat(check.locator("pre").innerText()).isNotBlank();
    assertThat(check.locator("p").innerText()).isNotBlank();
    ssh(command, password, "start https");
    await("the check turns back", 30).until(() -> check.innerText().contains("OK"));
    assertThat(team.locator("#system .history").innerText())
        .contains("close service", "open service");
  }

  private static Page.LocatorOptions containing(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  /// Runs the printed command line with a real OpenSSH client.
  private static void ssh(String command, String password, String words)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("sshpass", "-e"));
    line.addAll(List.of(command.split(" ")));
    line.addAll(
        2 + 1,
        List.of(
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "PreferredAuthentications=password"));
    line.add(words);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("SSHPASS", password);
    Process ssh = builder.start();
    String output = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(ssh.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ssh.exitValue()).as(output).isZero();
  }

  @Test
  @Order(4)
  void director_pauses_and_resumes_for_everybody() {
    director.onDialog(dialog -> dialog.accept());
    director.navigate(demo.base() + "/director");
    director.locator("#controls button.primary").click();
    await("the team sees the pause", 20)
        .until(() -> team.locator("#clock").innerText().contains("Paused"));
    String stood = team.locator("#clock .time").innerText();
    Locator resume = director.locator("#controls button.primary", containing("Resume"));
    await("the director sees it too", 20).until(() -> resume.count() == 1);
    resume.click();
    await("the clock runs again", 20)
        .until(() -> !team.locator("#clock .time").innerText().equals(stood));
    assertThat(team.locator("#clock").innerText()).contains("Running");
  }

  @Test
  @Order(5)
  void a_team_reaches_nothing_of_another_team_or_of_the_director() {
    for (String path :
        List.of(
            "/director",
            "/director/injects",
            "/director/teams/blue02",
            "/live?topic=team:blue02:",
            "/live?topic=ledger:blue02:",
            "/live?topic=director::",
            "/live?topic=events::")) {
      APIResponse response = team.request().get(demo.base() + path);
      assertThat(response.status()).as(path).isEqualTo(403);
    }
    Page stranger = browsing.desktop();
    for (String path : List.of("/team", "/director", "/live?topic=team:blue01:")) {
      assertThat(stranger.request().get(demo.base() + path).status()).as(path).isIn(401, 403);
    }
    stranger.context().close();
  }

  @Test
  @Order(6)
  void a_sign_in_link_works_once() {
    Page second = browsing.desktop();
    second.navigate(demo.link("blue01"));
    assertThat(second.locator("h1").innerText()).contains("has been used");
    assertThat(second.locator("button.primary").count()).isZero();
    second.context().close();
  }

  @Test
  @Order(7)
  void a_form_filled_in_wrongly_gets_a_clear_answer() {
    APIResponse missing = team.request().post(demo.base() + "/team/actions");
    assertThat(missing.status()).isEqualTo(403);
    team.navigate(demo.base() + "/team");
    team.locator("input[name=system]").fill("no-such-system");
    team.locator("input[name=technique]").fill("T1491.002");
    team.locator("textarea[name=text]").fill("Something happened.");
    team.locator("form.stack button").click();
    await("the refusal is shown", 10)
        .until(() ->
            team.locator("#notice").innerText().contains("there is no system no-such-system"));
  }

  @Test
  @Order(8)
  void every_page_fits_a_phone_and_a_desktop_in_dark_and_light_without_complaint() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(390, 1440)) {
        Page visitor = browsing.open(width, 844, scheme);
        visitor.context().addCookies(cookies());
        for (String path :
            List.of(
                "/",
                "/news",
                "/team",
                "/team/inbox",
                "/team/tickets",
                "/team/ledger",
                "/team/systems/" + SYSTEM)) {
          visitor.navigate(demo.base() + path);
          visitor.waitForSelector("#link.live");
          assertThat(visitor.locator("h1").first().innerText()).as(path).isNotBlank();
          assertThat((Integer) visitor.evaluate("document.documentElement.scrollWidth"))
              .as(path + " at width " + width)
              .isLessThanOrEqualTo(width);
        }
        visitor.context().close();
      }
    }
    for (String path :
        List.of("/director", "/director/injects", "/director/events", "/director/teams/blue02")) {
      director.navigate(demo.base() + path);
      director.waitForSelector("#link.live");
      assertThat(director.locator("h1").first().innerText()).as(path).isNotBlank();
    }
    assertThat(
            browsing.complaints().stream()
                .filter(text -> !text.contains("403") && !text.contains("404"))
                .toList())
        .isEmpty();
  }

  private List<com.microsoft.playwright.options.Cookie> cookies() {
    return team.context().cookies().stream()
        .map(cookie ->
            new com.microsoft.playwright.options.Cookie(cookie.name, cookie.value)
                .setUrl(demo.base()))
        .toList();
  }

  @Test
  @Order(9)
  void ending_it_closes_and_seals_the_journal() throws Exception {
    demo.interrupt();
    await("its last words", 20).until(() -> demo.printed().contains("closed and sealed"));
    await("pages say that the connection is lost", 30)
        .until(() -> team.locator("#link").getAttribute("class").contains("lost"));
  }

  private static org.awaitility.core.ConditionFactory await(String what, int seconds) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(seconds))
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(250));
  }
}
