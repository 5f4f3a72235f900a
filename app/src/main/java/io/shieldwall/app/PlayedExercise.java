package io.shieldwall.app;

import io.shieldwall.exercise.Event.ExerciseCreated;
import io.shieldwall.exercise.Evolution;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.journal.JournalAudit;
import io.shieldwall.journal.JournalAudit.Fault;
import io.shieldwall.journal.JournalAudit.Finding;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scoring.Scorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An exercise rebuilt from its journal alone: every hash recomputed, every event folded, the score
/// computed anew.
final class PlayedExercise {

  private final Function<Scenario, ScoringRules> rules;
  private final long until;
  private @Nullable Scenario scenario;
  private @Nullable Scorer scorer;
  private State state = State.EMPTY;
  private Optional<Fault> fault = Optional.empty();

  private PlayedExercise(Function<Scenario, ScoringRules> rules, long until) {
    this.rules = rules;
    this.until = until;
  }

  /// What a journal tells.
  ///
  /// @param scenario empty when not even the first event is right
  record Telling(
      Finding finding, Optional<Scenario> scenario, Optional<Scorer> scorer, State state) {

    Scenario requireScenario() {
      return scenario.orElseThrow(() -> new UserMistake("the journal holds no exercise", 1));
    }

    Scorer requireScorer() {
      return scorer.orElseThrow(() -> new UserMistake("the journal holds no exercise", 1));
    }
  }

  static Telling read(Path journal) throws IOException {
    return read(journal, Scenario::scoring, Long.MAX_VALUE);
  }

  /// @param rules the rules to score with, given the archived scenario
  /// @param until exercise time after which events are verified but not folded in
  static Telling read(Path journal, Function<Scenario, ScoringRules> rules, long until)
      throws IOException {
    PlayedExercise played = new PlayedExercise(rules, until);
    Finding finding = JournalAudit.audit(journal, (recorded, _) -> played.fold(recorded));
    Finding whole =
        finding.fault().isEmpty() && played.fault.isPresent()
            ? new Finding(finding.events(), finding.root(), played.fault)
            : finding;
    return new Telling(
        whole,
        Optional.ofNullable(played.scenario),
        Optional.ofNullable(played.scorer),
        played.state);
  }

  private void fold(Recorded recorded) {
    if (fault.isPresent() || recorded.at() > until) {
      return;
    }
    try {
      if (recorded.event() instanceof ExerciseCreated created) {
        begin(created);
      }
      state = Evolution.evolve(state, recorded);
      if (scorer != null) {
        scorer.apply(recorded);
      }
    } catch (IOException | RuntimeException impossible) {
      fault =
          Optional.of(
              new Fault(
                  OptionalLong.of(recorded.sequence()),
                  "event "
                      + recorded.sequence()
                      + " cannot have happened: "
                      + impossible.getMessage()));
    }
  }

  private void begin(ExerciseCreated created) throws IOException {
    Scenario archived = LoadedScenario.unpack(created.archive());
    if (!archived.digest().equals(created.digest())) {
      throw new IOException("the archived scenario does not match its digest");
    }
    scenario = archived;
    scorer = new Scorer(archived, rules.apply(archived));
  }
}
