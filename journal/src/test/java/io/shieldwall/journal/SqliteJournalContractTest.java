package io.shieldwall.journal;

import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.testkit.JournalContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteJournalContractTest extends JournalContract {

  @TempDir private Path folder = Path.of("");

  @Override
  protected Journal open() {
    return SqliteJournal.open(folder.resolve("exercise.journal"));
  }

  @Override
  protected byte[] entry(Recorded recorded) {
    return new EventCodec().encode(recorded);
  }
}
