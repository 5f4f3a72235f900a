package io.shieldwall.testkit;

import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A journal that forgets when its [Memory] is let go. Its entries are the events' texts.
public final class InMemoryJournal implements Journal {

  private final Memory memory;
  private boolean failed;
  private boolean closed;

  /// What outlives a journal that is closed and opened again.
  public static final class Memory {
    private final List<Recorded> events = new ArrayList<>();
    private boolean open;
  }

  public InMemoryJournal() {
    this(new Memory());
  }

  public InMemoryJournal(Memory memory) {
    if (memory.open) {
      throw new JournalFailure("the journal is open already");
    }
    memory.open = true;
    this.memory = memory;
  }

  /// The bytes of an event that its leaf is made from.
  public static byte[] entry(Recorded recorded) {
    return recorded.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized long size() {
    return memory.events.size();
  }

  @Override
  public synchronized void append(List<Recorded> batch) {
    if (failed || closed) {
      throw new JournalFailure("the journal accepts nothing more");
    }
    long next = size();
    for (Recorded recorded : batch) {
      if (recorded.sequence() != next++) {
        failed = true;
        throw new JournalFailure("event " + recorded.sequence() + " leaves a gap");
      }
    }
    memory.events.addAll(batch);
  }

  @Override
  public synchronized void replay(long from, Consumer<Recorded> consumer) {
    memory.events.stream().skip(from).forEach(consumer);
  }

  @Override
  public synchronized String root() {
    return Merkle.root(memory.events.stream().map(InMemoryJournal::entry).toList());
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      memory.open = false;
    }
  }

  /// Everything remembered so far.
  public synchronized List<Recorded> events() {
    return List.copyOf(memory.events);
  }
}
