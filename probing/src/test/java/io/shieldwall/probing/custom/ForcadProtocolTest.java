package io.shieldwall.probing.custom;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForcadProtocolTest {

  private final Scripts scripts;
  private final Programs programs;

  ForcadProtocolTest(@TempDir Path folder) throws IOException, InterruptedException {
    scripts = Scripts.in(folder);
    programs = Rounds.programs(folder);
  }

  @AfterEach
  void close() throws IOException {
    programs.close();
  }

  private Rounds rounds(Map<String, Object> parameters) {
    return Rounds.of(programs, "forcad", Notes.PORT, parameters);
  }

  @Test
  void a_real_checker_follows_a_service_through_its_rounds() throws IOException {
    scripts.resource("forcad_notes.py");
    Rounds rounds = Rounds.example(programs, "forcad", Notes.PORT);
    try (Notes notes = new Notes(TestingRange.real(TestingRange.ADDRESS))) {
      assertThat(rounds.next().outcome()).isEqualTo(Outcome.OK);
      assertThat(notes.kept).hasSize(1);
      String flag = notes.kept.values().iterator().next();
      ProbeResult second = rounds.next();
      assertThat(second.outcome()).isEqualTo(Outcome.OK);
      assertThat(second.evidence()).contains("get").doesNotContain(flag);
      assertThat(notes.kept).hasSize(2);

      notes.kept.clear();
      ProbeResult lost = rounds.next();
      assertThat(lost.outcome()).isEqualTo(Outcome.CRITICAL);
      assertThat(lost.cause()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(lost.summary())
          .isEqualTo("The flag of the round before is gone: get said \"no such note\".");
      assertThat(rounds.next().outcome()).isEqualTo(Outcome.OK);

      notes.mumbles = true;
      ProbeResult mumble = rounds.next();
      assertThat(mumble.cause()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(mumble.summary()).contains("no pong");
      assertThat(mumble.evidence()).doesNotContain("got what");
      notes.mumbles = false;
      assertThat(rounds.next().outcome()).isEqualTo(Outcome.OK);
    }
    ProbeResult down = rounds.next();
    assertThat(down.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(down.cause()).isEqualTo(Cause.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "101, OK, NONE",
    "102, UNKNOWN, CHECKER_FAULT",
    "103, CRITICAL, WRONG_CONTENT",
    "104, CRITICAL, REFUSED",
    "110, UNKNOWN, CHECKER_FAULT",
    "111, UNKNOWN, CHECKER_FAULT",
    "0, UNKNOWN, CHECKER_FAULT",
    "1, UNKNOWN, CHECKER_FAULT"
  })
  void every_exit_code_has_its_outcome(int code, Outcome outcome, Cause cause) throws IOException {
    scripts.shell("checker", "exit " + code);
    ProbeResult result = rounds(Map.of("checker", "checker", "flags", false)).next();
    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.cause()).isEqualTo(cause);
  }

  @Test
  void both_orders_of_words_are_kept() throws IOException {
    Path log = scripts.folder().resolve("log");
    scripts.shell(
        "checker",
        "echo \"$1 $# $5\" >> \"$TMPDIR/words\"; cat \"$TMPDIR/words\" >&2; test \"$1\" != put || echo \"$#:$1:$5\"; exit 101");
    ProbeResult forcad = rounds(Map.of("checker", "checker", "vulns", 3L)).next();
    assertThat(forcad.evidence()).contains("5:put:2");
    ProbeResult hackerdom = rounds(Map.of("checker", "checker", "order", "hackerdom")).next();
    assertThat(hackerdom.evidence()).contains("4:put:");
    assertThat(log).doesNotExist();
  }

  @Test
  void an_id_too_long_to_keep_is_no_way_out_for_a_service() throws IOException {
    scripts.shell("checker", "test \"$1\" != put || head -c 5000 /dev/zero | tr '\\0' x; exit 101");
    ProbeResult result = rounds(Map.of("checker", "checker", "returns-id", true)).next();
    assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(result.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(result.summary()).contains("too long to be kept");
  }

  @Test
  void an_id_that_put_returns_is_handed_to_get() throws IOException {
    scripts.shell(
        "checker",
        """
        case $1 in
          put) echo "login and password"; exit 101;;
          get) test "$3" = "login and password" && exit 101; exit 102;;
          *) exit 101;;
        esac
        """);
    Rounds told = rounds(Map.of("checker", "checker", "returns-id", true));
    assertThat(told.next().outcome()).isEqualTo(Outcome.OK);
    assertThat(told.next().outcome()).isEqualTo(Outcome.OK);
    Rounds untold = rounds(Map.of("checker", "checker"));
    assertThat(untold.next().outcome()).isEqualTo(Outcome.OK);
    assertThat(untold.next().cause()).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void a_put_that_failed_is_not_got() throws IOException {
    scripts.shell("checker", "test $1 = get && exit 102; test $1 = put && exit 103; exit 101");
    Rounds rounds = rounds(Map.of("checker", "checker"));
    assertThat(rounds.next().summary()).startsWith("The service works wrongly: put");
    assertThat(rounds.next().summary()).startsWith("The service works wrongly: put");
  }
}
