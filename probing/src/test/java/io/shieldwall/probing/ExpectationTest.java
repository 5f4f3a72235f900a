package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExpectationTest {

  private static Optional<Verdict> flaw(Map<String, Object> expected, String text) {
    return Expectation.flaw(new Probe("any", expected), "the file", text);
  }

  @Test
  void what_is_as_expected_has_no_flaw() {
    assertThat(
            flaw(
                Map.of(
                    "contains",
                    List.of("one", "two"),
                    "absent",
                    "three",
                    "equals",
                    " one two ",
                    "matches",
                    "^o.*o$"),
                "one two\n"))
        .isEmpty();
    assertThat(Expectation.isStated(new Probe("any", Map.of()))).isFalse();
    assertThat(Expectation.isStated(new Probe("any", Map.of("absent", "x")))).isTrue();
  }

  @Test
  void a_missing_text_is_told_with_what_came() {
    Verdict verdict = flaw(Map.of("contains", List.of("one", "two")), "one").orElseThrow();
    assertThat(verdict.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(verdict.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(verdict.summary()).isEqualTo("Expected the file to contain \"two\", got \"one\".");
    assertThat(flaw(Map.of("absent", "one"), "one")).isPresent();
    assertThat(flaw(Map.of("equals", "one"), " ").orElseThrow().summary()).endsWith("got nothing.");
  }

  @Test
  void a_pattern_that_is_none_is_the_checks_fault() {
    Verdict verdict = flaw(Map.of("matches", "("), "one").orElseThrow();
    assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(verdict.cause()).isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void a_text_made_to_stop_a_backtracking_matcher_is_matched_at_once() {
    assertThat(flaw(Map.of("matches", "^(a+)+$"), "a".repeat(100_000) + "!")).isPresent();
  }

  @Test
  void a_difference_shows_only_what_differs() {
    assertThat(Difference.of("a\nb\nc\nd", "a\nb\nx\ny\nd")).isEqualTo("  b\n- c\n+ x\n+ y\n  d\n");
    assertThat(Difference.of("same", "same")).isEqualTo("  same\n");
    assertThat(Difference.of("", "came")).isEqualTo("+ came\n");
  }

  @Test
  void a_long_difference_is_cut_and_says_so() {
    String difference = Difference.of("x", "y\n".repeat(40));
    assertThat(difference.lines()).hasSize(14);
    assertThat(difference).contains("+ … 28 more lines");
  }
}
