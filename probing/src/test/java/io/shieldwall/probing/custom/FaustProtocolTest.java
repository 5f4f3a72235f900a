package io.shieldwall.probing.custom;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaustProtocolTest {

  private static final String PRELUDE =
      """
      import json, os, sys, time
      requests, answers = os.fdopen(4, 'w'), os.fdopen(3)
      def send(text):
          print(text, file=requests, flush=True)
      def ask(action, param):
          send(json.dumps({'action': action, 'param': param}))
          return json.loads(answers.readline())['response']
      """;

  private final Scripts scripts;
  private final Programs programs;

  FaustProtocolTest(@TempDir Path folder) throws IOException, InterruptedException {
    scripts = Scripts.in(folder);
    programs = Rounds.programs(folder);
  }

  @AfterEach
  void close() throws IOException {
    programs.close();
  }

  private ProbeResult probe(String script) throws IOException {
    scripts.python("script", PRELUDE + script);
    return Rounds.of(programs, "faust", 80, Duration.ofSeconds(3), Map.of("script", "script"))
        .next();
  }

  @Test
  void a_real_script_follows_a_service_through_its_ticks() throws IOException {
    scripts.resource("faust_notes.py");
    Rounds rounds = Rounds.example(programs, "faust", Notes.PORT);
    try (Notes notes = new Notes(TestingRange.real(TestingRange.ADDRESS))) {
      ProbeResult first = rounds.next();
      assertThat(first.summary()).isEqualTo("The script is content.");
      assertThat(first.evidence()).contains("flag id \"tick1 of 1\"");
      assertThat(rounds.next().outcome()).isEqualTo(Outcome.OK);
      assertThat(notes.kept).containsOnlyKeys("tick1", "tick2");
      notes.kept.clear();
      ProbeResult lost = rounds.next();
      assertThat(lost.outcome()).isEqualTo(Outcome.CRITICAL);
      assertThat(lost.cause()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(lost.evidence()).doesNotContain(notes.kept.getOrDefault("tick3", "FLAG_"));
      notes.mumbles = true;
      assertThat(rounds.next().summary()).isEqualTo("The script finds the service faulty.");
    }
    ProbeResult down = rounds.next();
    assertThat(down.cause()).isEqualTo(Cause.REFUSED);
    assertThat(down.evidence()).contains("log: ConnectionRefusedError");
  }

  @ParameterizedTest
  @CsvSource({
    "0, OK, NONE",
    "1, CRITICAL, REFUSED",
    "2, CRITICAL, WRONG_CONTENT",
    "3, CRITICAL, WRONG_CONTENT",
    "4, WARNING, WRONG_CONTENT",
    "5, UNKNOWN, CHECKER_FAULT",
    "-1, UNKNOWN, CHECKER_FAULT",
    "'\"0\"', UNKNOWN, CHECKER_FAULT"
  })
  void every_result_has_its_outcome(String written, Outcome outcome, Cause cause)
      throws IOException {
    ProbeResult result = probe("ask('RESULT', " + written + ")\nsys.exit(99)\n");
    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.cause()).isEqualTo(cause);
  }

  @Test
  void words_come_in_either_order() throws IOException {
    scripts.python("script", PRELUDE + "ask('FLAGID', ' '.join(sys.argv[1:]))\nask('RESULT', 0)\n");
    Rounds code = Rounds.of(programs, "faust", 80, Map.of("script", "script"));
    assertThat(code.next().evidence()).contains("flag id \"127.1.20.11 1 1\"");
    assertThat(code.next().evidence()).contains("flag id \"127.1.20.11 1 2\"");
    Rounds documentation =
        Rounds.of(
            programs, "faust", 80, Map.of("script", "script", "order", "address, tick, team"));
    documentation.next();
    assertThat(documentation.next().evidence()).contains("flag id \"127.1.20.11 2 1\"");
  }

  @Test
  void an_unknown_action_is_never_answered_and_is_the_scripts_fault() throws IOException {
    ProbeResult result = probe("ask('EXFILTRATE', 1)\n");
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
    assertThat(result.summary()).contains("unknown action \"EXFILTRATE\"");
  }

  @Test
  void what_is_no_message_is_the_scripts_fault() throws IOException {
    assertThat(probe("send('{')\n").summary()).contains("it sent what is no JSON");
    assertThat(probe("send('[]')\n").summary()).contains("without action and param");
    assertThat(probe("send('{\"action\": \"FLAG\"}')\n").cause()).isEqualTo(Cause.CHECKER_FAULT);
    assertThat(probe("send('x' * 3000000)\n").cause()).isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void the_first_of_two_results_counts() throws IOException {
    ProbeResult result = probe("ask('RESULT', 0)\nask('RESULT', 1)\n");
    assertThat(result.outcome()).isEqualTo(Outcome.OK);
    assertThat(result.evidence()).contains("a second result, 1, does not count");
  }

  @Test
  void a_script_without_result_has_checked_nothing() throws IOException {
    assertThat(probe("raise Exception('bug')\n").cause()).isEqualTo(Cause.CHECKER_FAULT);
    assertThat(probe("sys.exit(0)\n").summary())
        .isEqualTo("The script gave no result: it ended with exit code 0.");
  }

  @Test
  void a_script_that_a_service_keeps_waiting_is_critical() throws IOException {
    assertThat(probe("time.sleep(600)\n").cause()).isEqualTo(Cause.TIMEOUT);
  }

  @Test
  void a_script_that_has_told_its_result_may_linger() throws IOException {
    assertThat(probe("ask('RESULT', 0)\ntime.sleep(600)\n").outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void storing_more_than_may_be_kept_is_the_scripts_fault() throws IOException {
    ProbeResult result =
        probe("ask('STORE', {'key': 'k', 'data': 'x' * 5000})\nask('RESULT', 0)\n");
    assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
    assertThat(result.summary()).contains("stores more than");
  }

  @Test
  void a_flood_of_logs_is_survived() throws IOException {
    ProbeResult result =
        probe(
            """
            for i in range(20000): send(json.dumps({'action': 'LOG', 'param': {'message': 'x'}}))
            ask('RESULT', 0)
            """);
    assertThat(result.outcome()).isEqualTo(Outcome.OK);
  }
}
