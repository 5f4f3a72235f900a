package io.shieldwall.bench;

import io.shieldwall.exercise.Event.ExerciseCreated;
import io.shieldwall.exercise.Evolution;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.journal.JournalAudit;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScenarioArchive;
import io.shieldwall.scenario.ScenarioReader;
import io.shieldwall.scoring.Scorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A journal read back: every hash recomputed, every event folded into the state and the score.
final class Replay {

  private State state = State.EMPTY;
  private @Nullable Scorer scorer;

  /// Arguments: journal, number of passes.
  public static void main(String[] arguments) throws IOException {
    Path journal = Path.of(arguments[0]);
    Figures.say("the journal read back");
    int passes = Integer.parseInt(arguments[1]);
    double[] rates = new double[passes];
    long events = 0;
    for (int pass = 0; pass < passes; pass++) {
      long from = System.nanoTime();
      events = new Replay().read(journal);
      rates[pass] = events / ((System.nanoTime() - from) / 1e9);
    }
    Figures figures = new Figures();
    figures.count("replay_events", events);
    figures.put("replay_cold_events_per_s", rates[0]);
    figures.put("replay_events_per_s", rates[passes - 1]);
  }

  private long read(Path journal) throws IOException {
    JournalAudit.Finding finding = JournalAudit.audit(journal, (recorded, _) -> fold(recorded));
    if (finding.fault().isPresent()) {
      throw new IOException("the journal is damaged: " + finding.fault().get());
    }
    if (scorer != null) {
      scorer.standings();
    }
    return finding.events();
  }

  private void fold(Recorded recorded) {
    if (recorded.event() instanceof ExerciseCreated created) {
      scorer = new Scorer(unpack(created.archive()));
    }
    state = Evolution.evolve(state, recorded);
    if (scorer != null) {
      scorer.apply(recorded);
    }
  }

  private static Scenario unpack(String archive) {
    try {
      ScenarioReader.Reading reading =
          new ScenarioReader(Protocols.ALL)
              .read(ScenarioArchive.unpack(Base64.getDecoder().decode(archive)));
      if (reading instanceof ScenarioReader.Reading.Good good) {
        return good.scenario();
      }
      throw new IllegalStateException("the archived scenario has mistakes");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
