package io.shieldwall.bench;

import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.probing.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Hands results on in batches, at the pace of the live engine.
final class Courier implements AutoCloseable {

  private final Consumer<List<Observation>> sink;
  private final Thread thread;
  private List<Observation> waiting = new ArrayList<>();
  private volatile boolean closed;

  Courier(Consumer<List<Observation>> sink) {
    this.sink = sink;
    thread = Thread.ofPlatform().name("courier").start(this::deliver);
  }

  synchronized void add(Observation observation) {
    waiting.add(observation);
  }

  private synchronized List<Observation> take() {
    List<Observation> batch = waiting;
    waiting = new ArrayList<>();
    return batch;
  }

  private void deliver() {
    while (!closed) {
      LockSupport.parkNanos(Limits.DEFAULT.batchEvery().toNanos());
      flush();
    }
    flush();
  }

  private void flush() {
    List<Observation> batch = take();
    if (!batch.isEmpty()) {
      sink.accept(batch);
    }
  }

  @Override
  public void close() {
    finish();
  }

  /// Hands on the rest and ends.
  void finish() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
