package io.shieldwall.probing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Hands results to a sink in batches, in the order they came. A batch that the sink throws on is
/// offered again, so a sink must bear to see one twice. What does not fit the backlog is lost,
/// counted and logged.
final class Outbox {

  private static final System.Logger LOG = System.getLogger(Outbox.class.getName());

  private final Consumer<List<Observed>> sink;
  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private List<Observed> backlog = new ArrayList<>();
  private int offered;
  private long lost;
  private boolean closed;

  Outbox(Consumer<List<Observed>> sink, Limits limits) {
    this.sink = sink;
    this.limits = limits;
  }

  void add(Observed observed) {
    boolean firstLoss = false;
    lock.lock();
    try {
      if (backlog.size() + offered >= limits.backlog()) {
        firstLoss = lost++ == 0;
      } else {
        backlog.add(observed);
        filled.signal();
      }
    } finally {
      lock.unlock();
    }
    if (firstLoss) {
      LOG.log(
          System.Logger.Level.ERROR,
          "the sink of probe results is so slow or broken that results are lost; first: {0} of {1}",
          observed.checkId(),
          observed.team());
    }
  }

  long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /// Delivers until it is closed; the body of the one thread that talks with the sink.
  void deliver() {
    try {
      while (awaitContent()) {
        flush();
        pause(limits.batchEvery());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitContent() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (backlog.isEmpty() && !closed) {
        filled.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration length) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = length.toNanos();
      while (left > 0 && !closed) {
        left = filled.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Offers everything to the sink once.
  ///
  /// @return whether the sink took it
  boolean flush() {
    List<Observed> batch = take();
    if (batch.isEmpty()) {
      return true;
    }
    boolean taken = false;
    try {
      sink.accept(List.copyOf(batch));
      taken = true;
    } catch (RuntimeException | Error e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the sink refused " + batch.size() + " probe results; they are offered again",
          e);
    }
    settle(batch, taken);
    return taken;
  }

  private List<Observed> take() {
    lock.lock();
    try {
      List<Observed> batch = backlog;
      backlog = new ArrayList<>();
      offered = batch.size();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void settle(List<Observed> batch, boolean taken) {
    lock.lock();
    try {
      offered = 0;
      if (!taken) {
        batch.addAll(backlog);
        backlog = batch;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the delivering thread; what is left is for [#finish].
  void close() {
    lock.lock();
    try {
      closed = true;
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Offers the rest a last time; what the sink does not take now is lost.
  void finish() {
    if (!flush()) {
      abandon();
    }
  }

  /// Gives up what the sink has not taken.
  void abandon() {
    int rest;
    lock.lock();
    try {
      rest = backlog.size() + offered;
      backlog = new ArrayList<>();
      offered = 0;
      lost += rest;
    } finally {
      lock.unlock();
    }
    LOG.log(System.Logger.Level.ERROR, "{0} probe results were lost at the end", rest);
  }
}
