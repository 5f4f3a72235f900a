package io.shieldwall.probing.custom;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NagiosProtocolTest {

  private final Scripts scripts;
  private final Programs programs;

  NagiosProtocolTest(@TempDir Path folder) throws IOException, InterruptedException {
    scripts = Scripts.in(folder);
    programs = Rounds.programs(folder);
  }

  @AfterEach
  void close() throws IOException {
    programs.close();
  }

  private ProbeResult probe(int port, Map<String, Object> parameters) {
    return Rounds.of(programs, "nagios", port, parameters).next();
  }

  private ProbeResult probe(String plugin) {
    return probe(80, Map.of("plugin", plugin));
  }

  @Test
  void a_real_plugin_finds_a_page_good_old_defaced_and_gone() throws IOException {
    scripts.resource("nagios_http.py");
    Map<String, Object> parameters = Example.of("nagios").parameters();
    int port;
    String[] page = {"good"};
    try (TestingServer server =
        TestingServer.that(caller -> {
          int _ = caller.getInputStream().read(new byte[1000]);
          caller.getOutputStream().write(page[0].getBytes(StandardCharsets.UTF_8));
        })) {
      port = server.port();
      ProbeResult good = probe(port, parameters);
      assertThat(good.outcome()).isEqualTo(Outcome.OK);
      assertThat(good.summary())
          .isEqualTo("The plugin is content and said \"OK - the page is there\".");
      assertThat(good.evidence()).contains("= performance: size=4B;100;200").contains("more of it");
      page[0] = "OLD page";
      assertThat(probe(port, parameters))
          .extracting(ProbeResult::outcome, ProbeResult::cause)
          .containsExactly(Outcome.WARNING, Cause.WRONG_CONTENT);
      page[0] = "HACKED page";
      assertThat(probe(port, parameters))
          .extracting(ProbeResult::outcome, ProbeResult::cause)
          .containsExactly(Outcome.CRITICAL, Cause.WRONG_CONTENT);
    }
    assertThat(probe(port, parameters).summary()).contains("refused");
  }

  @ParameterizedTest
  @CsvSource({
    "exit 0, OK, NONE",
    "exit 1, WARNING, WRONG_CONTENT",
    "exit 2, CRITICAL, WRONG_CONTENT",
    "exit 3, UNKNOWN, CHECKER_FAULT",
    "exit 4, UNKNOWN, CHECKER_FAULT",
    "exit 127, UNKNOWN, CHECKER_FAULT",
    "exit 255, UNKNOWN, CHECKER_FAULT",
    "kill -KILL $$, UNKNOWN, CHECKER_FAULT",
    "/no/such/program, UNKNOWN, CHECKER_FAULT"
  })
  void every_ending_has_its_outcome(String script, Outcome outcome, Cause cause)
      throws IOException {
    scripts.shell("plugin", script);
    ProbeResult result = probe("plugin");
    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.cause()).isEqualTo(cause);
  }

  @Test
  void a_plugin_that_a_service_keeps_waiting_is_critical() throws IOException {
    scripts.shell("plugin", "echo begun; sleep 600");
    ProbeResult result =
        Rounds.of(programs, "nagios", 80, Duration.ofSeconds(2), Map.of("plugin", "plugin")).next();
    assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(result.cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(result.evidence()).contains("begun");
  }

  @Test
  void a_password_reaches_the_plugin_and_not_the_evidence() throws IOException {
    scripts.shell("plugin", "echo I am; cat \"$SHIELDWALL_SECRETS\"; exit 1");
    Map<String, Object> parameters = new HashMap<>(Map.of("plugin", "plugin"));
    parameters.put("account", "monitor");
    ProbeResult result = probe(80, parameters);
    assertThat(result.outcome()).isEqualTo(Outcome.WARNING);
    assertThat(result.evidence()).contains("ACCOUNT=monitor").doesNotContain(TestingRange.PASSWORD);
  }

  @Test
  void what_a_plugin_says_to_its_organisers_is_no_evidence() throws IOException {
    scripts.shell("plugin", "echo for the team; echo trace of the checker >&2; exit 2");
    assertThat(probe("plugin").evidence()).contains("for the team").doesNotContain("trace");
  }

  @Test
  void no_name_leads_out_of_the_folder(@TempDir Path outside) throws IOException {
    Path stranger = Scripts.in(outside).shell("stranger", "touch /tmp/shieldwall-stranger");
    Files.createSymbolicLink(scripts.folder().resolve("link"), stranger);
    Files.createSymbolicLink(scripts.folder().resolve("inner"), scripts.shell("real", "exit 0"));
    Files.writeString(scripts.folder().resolve("text"), "no program");
    Files.createDirectory(scripts.folder().resolve("folder"));
    for (String name :
        List.of(
            "link",
            "../stranger",
            "/bin/true",
            "..",
            ".",
            "",
            "folder",
            "text",
            "missing",
            "real ",
            "-real",
            "real\0",
            "real/../real",
            stranger.toString())) {
      ProbeResult result = probe(name);
      assertThat(result.outcome()).as(name).isEqualTo(Outcome.UNKNOWN);
      assertThat(result.cause()).as(name).isEqualTo(Cause.CHECKER_FAULT);
      assertThat(result.summary()).startsWith("The check could not be made: ");
    }
    assertThat(probe("inner").outcome()).isEqualTo(Outcome.OK);
    assertThat(Path.of("/tmp/shieldwall-stranger")).doesNotExist();
  }

  @Test
  void a_target_outside_the_rules_is_handed_to_no_program() throws IOException {
    scripts.shell("plugin", "exit 0");
    ProbeResult result =
        Rounds.of(
                programs,
                TestingRange.request(
                    "nagios", "10.2.20.11", 80, Duration.ofSeconds(5), Map.of("plugin", "plugin")))
            .next();
    assertThat(result.cause()).isEqualTo(Cause.OUT_OF_SCOPE);
  }

  @Test
  void without_a_folder_nothing_is_run() {
    ProbeResult result =
        Rounds.of(Programs.none(), "nagios", 80, Map.of("plugin", "plugin")).next();
    assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
    assertThat(result.summary()).contains("--checkers");
  }
}
