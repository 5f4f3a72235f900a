package io.shieldwall.server.live;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// How many streams may be open at once: of those who are signed in, of visitors together, and of
/// one session. So visitors cannot take the places of those who play, nor one player those of the
/// others.
public final class StreamPlaces {

  private final Semaphore players;
  private final Semaphore visitors;
  private final int each;
  private final Map<String, Integer> bySession = new ConcurrentHashMap<>();

  /// @param players streams of those who are signed in
  /// @param visitors streams of those who are not
  /// @param each streams of one session; a browser holds one a tab
  public StreamPlaces(int players, int visitors, int each) {
    this.players = new Semaphore(players);
    this.visitors = new Semaphore(visitors);
    this.each = each;
  }

  /// A place that is taken until it is closed; closing it twice gives it back once.
  public static final class Place implements AutoCloseable {
    private final Runnable leave;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(Runnable leave) {
      this.leave = leave;
    }

    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        leave.run();
      }
    }
  }

  /// A place, when one is free.
  ///
  /// @param session whose it is; empty for a visitor
  public Optional<Place> take(String session) {
    if (session.isEmpty()) {
      return visitors.tryAcquire() ? Optional.of(new Place(visitors::release)) : Optional.empty();
    }
    if (!players.tryAcquire()) {
      return Optional.empty();
    }
    if (bySession.merge(session, 1, Integer::sum) > each) {
      leave(session);
      return Optional.empty();
    }
    return Optional.of(new Place(() -> leave(session)));
  }

  private void leave(String session) {
    bySession.computeIfPresent(session, (_, count) -> count == 1 ? null : count - 1);
    players.release();
  }
}
