package io.shieldwall.exercise;

import java.util.List;
import java.util.function.Consumer;

/// The port to what is remembered: an append-only log of events.
///
/// The contract is the exercise's truth. `append` returns only when the batch would survive a loss
/// of power; a batch is remembered whole or not at all; sequences have no gaps. When `append`
/// throws [JournalFailure] the batch may or may not have been remembered: the journal accepts
/// nothing more, and whoever asked is told that the result is not known. One process writes at a
/// time; opening a journal that another process has open fails.
public interface Journal extends AutoCloseable {

  /// Number of events remembered; the next sequence.
  long size();

  /// Remembers events whose sequences continue at [#size()].
  void append(List<Recorded> batch);

  /// Hands over the events from a sequence on, in order.
  void replay(long from, Consumer<Recorded> consumer);

  /// RFC 6962 tree root over all events, lower-case hex.
  String root();

  @Override
  void close();

  /// The journal can no longer be trusted to remember.
  final class JournalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalFailure(String message, Throwable cause) {
      super(message, cause);
    }

    public JournalFailure(String message) {
      super(message);
    }
  }
}
