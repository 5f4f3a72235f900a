package io.shieldwall.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.EvidenceShelf;
import io.shieldwall.journal.SqliteEvidence;
import io.shieldwall.probing.Observed;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FindingsTest {

  @TempDir Path folder;

  private static Observed result(long round, Outcome outcome, String summary) {
    Cause cause = outcome == Outcome.OK ? Cause.NONE : Cause.WRONG_CONTENT;
    return new Observed(
        "blue01",
        "a/b",
        round,
        round * 60_000,
        new ProbeResult(outcome, cause, 5, summary, "= " + summary + "\n* round " + round + "\n"),
        7);
  }

  @Test
  void evidence_is_kept_at_the_start_of_a_streak_and_then_now_and_again() {
    try (SqliteEvidence shelf = SqliteEvidence.beside(folder.resolve("a.journal"))) {
      Findings findings = new Findings(shelf);
      List<Observation> all = new ArrayList<>();
      all.addAll(findings.observations(List.of(result(0, Outcome.OK, "fine")), 10_000_000));
      for (long round = 1; round <= 21; round++) {
        all.addAll(
            findings.observations(List.of(result(round, Outcome.CRITICAL, "empty")), 10_000_000));
      }
      assertThat(all.getFirst().evidence()).isEmpty();
      assertThat(all.subList(1, 22))
          .extracting(Observation::evidence)
          .allMatch(EvidenceShelf::isKey);
      assertThat(all.stream().map(Observation::evidence).distinct()).hasSize(4);
      assertThat(shelf.find("blue01", all.get(1).evidence()).orElseThrow()).contains("round 1\n");
      assertThat(shelf.find("blue01", all.get(21).evidence()).orElseThrow()).contains("round 21");
      assertThat(all.get(21).delay()).isEqualTo(7);
    }
  }

  @Test
  void another_finding_is_kept_at_once_and_a_recovery_ends_the_streak() {
    try (SqliteEvidence shelf = SqliteEvidence.beside(folder.resolve("b.journal"))) {
      Findings findings = new Findings(shelf);
      List<Observation> all =
          findings.observations(
              List.of(
                  result(1, Outcome.CRITICAL, "empty"),
                  result(2, Outcome.CRITICAL, "wrong"),
                  result(3, Outcome.OK, "fine"),
                  result(4, Outcome.CRITICAL, "wrong")),
              10_000_000);
      assertThat(all).extracting(Observation::evidence).doesNotHaveDuplicates();
      assertThat(all.get(2).evidence()).isEmpty();
    }
  }

  @Test
  void a_shelf_that_is_broken_costs_no_result() {
    SqliteEvidence shelf = SqliteEvidence.beside(folder.resolve("c.journal"));
    shelf.close();
    List<Observation> all =
        new Findings(shelf).observations(List.of(result(1, Outcome.CRITICAL, "empty")), 10_000_000);
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().evidence()).contains("= empty", "round 1");
  }

  @Test
  void no_observation_lies_in_the_future() {
    Findings findings = new Findings(EvidenceShelf.none());
    assertThat(findings.observations(List.of(result(9, Outcome.OK, "fine")), 1_000))
        .extracting(Observation::at)
        .containsExactly(1_000L);
  }
}
