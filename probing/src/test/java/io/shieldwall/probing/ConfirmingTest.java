package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Network.Confirmation;
import io.shieldwall.scenario.Outcome;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfirmingTest {

  private static final ProbeResult BAD =
      new ProbeResult(Outcome.CRITICAL, Cause.REFUSED, 10, "No answer.", "> first\n", "");
  private static final ProbeResult GOOD =
      new ProbeResult(Outcome.OK, Cause.NONE, 20, "All well.", "> second\n", "token");
  private static final ProbeResult UNSURE = ProbeResult.notRun("No worker.");

  private final List<ProbeRequest> asked = new ArrayList<>();

  private ProbeResult probe(Confirmation confirm, ProbeResult... results) {
    Deque<ProbeResult> waiting = new ArrayDeque<>(List.of(results));
    return Confirming.probe(
        request -> {
          asked.add(request);
          return waiting.remove();
        },
        TestingRange.request("tcp", 80, Map.of()),
        confirm);
  }

  @Test
  void the_first_answer_counts_where_nothing_else_was_asked_for() {
    assertThat(probe(Confirmation.NONE, BAD)).isEqualTo(BAD);
    assertThat(probe(Confirmation.RETRY, GOOD)).isEqualTo(GOOD);
    assertThat(probe(Confirmation.RETRY, UNSURE)).isEqualTo(UNSURE);
  }

  @Test
  void a_second_failure_confirms_the_first() {
    ProbeResult result = probe(Confirmation.RETRY, BAD, BAD);
    assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(result.summary()).isEqualTo("No answer. Confirmed at a second try.");
    assertThat(asked).extracting(ProbeRequest::vantage).containsOnly(asked.getFirst().vantage());
  }

  @Test
  void a_good_second_try_counts_and_tells_of_the_first() {
    ProbeResult result = probe(Confirmation.SECOND_VANTAGE, BAD, GOOD);
    assertThat(result.outcome()).isEqualTo(Outcome.OK);
    assertThat(result.summary()).contains("All well.").contains("first try found: No answer.");
    assertThat(result.evidence()).contains("> first", "> second");
    assertThat(result.memory()).isEqualTo("token");
  }

  @Test
  void a_second_try_that_could_not_be_made_changes_nothing() {
    assertThat(probe(Confirmation.SECOND_VANTAGE, BAD, UNSURE)).isEqualTo(BAD);
  }

  @Test
  void a_second_vantage_is_another_source_address() {
    assertThat(probe(Confirmation.SECOND_VANTAGE, BAD, BAD).summary()).contains("second vantage");
    SourcePool pool =
        new SourcePool(List.of(TestingRange.real("10.9.0.1"), TestingRange.real("10.9.0.2")));
    InetAddress destination = TestingRange.real(TestingRange.ADDRESS);
    assertThat(pool.towards(destination, asked.get(0).vantage()))
        .isPresent()
        .isNotEqualTo(pool.towards(destination, asked.get(1).vantage()));
  }
}
