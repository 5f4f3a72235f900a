package io.shieldwall.range.run;

import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;
import java.util.ArrayList;
import java.util.List;

/// Hands events to a journal in groups, since a fast run owes nobody an answer in between.
final class Drain {

  private static final int GROUP = 500;

  private final Journal journal;
  private List<Recorded> waiting = new ArrayList<>();

  Drain(Journal journal) {
    this.journal = journal;
  }

  void take(Exercise exercise) {
    waiting.addAll(exercise.drain());
    if (waiting.size() >= GROUP) {
      append();
    }
  }

  void finish(Exercise exercise) {
    waiting.addAll(exercise.drain());
    append();
  }

  private void append() {
    if (!waiting.isEmpty()) {
      journal.append(waiting);
      waiting = new ArrayList<>();
    }
  }
}
