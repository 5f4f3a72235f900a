package io.shieldwall.testkit;

import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;

final class InMemoryJournalTest extends JournalContract {

  private final InMemoryJournal.Memory memory = new InMemoryJournal.Memory();

  @Override
  protected Journal open() {
    return new InMemoryJournal(memory);
  }

  @Override
  protected byte[] entry(Recorded recorded) {
    return InMemoryJournal.entry(recorded);
  }
}
