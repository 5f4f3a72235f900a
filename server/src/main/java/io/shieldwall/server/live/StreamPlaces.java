package io.shieldwall.server.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// How many streams may be open at once: of those who are signed in, of visitors together, and of
/// one session. So visitors cannot take the places of those who play, nor one player those of the
/// others.
///
/// A page that was left is noticed only when something is written to it, and on a paused exercise
/// there is nothing to write. So whoever opens one page too many keeps the newest: the oldest
/// stream of the same session gives way. It counts until it has ended, and no session has more than
/// twice its streams, the ending ones counted.
public final class StreamPlaces {

  private final Semaphore players;
  private final Semaphore visitors;
  private final int each;
  private final Map<String, Deque<Place>> bySession = new HashMap<>();

  /// @param players streams of those who are signed in
  /// @param visitors streams of those who are not
  /// @param each streams of one session; a browser holds one a tab
  public StreamPlaces(int players, int visitors, int each) {
    this.players = new Semaphore(players);
    this.visitors = new Semaphore(visitors);
    this.each = each;
  }

  /// A place that is taken until it is closed; closing it twice gives it back once.
  public final class Place implements AutoCloseable {
    private final String session;
    private boolean left;
    private volatile boolean givingWay;

    private Place(String session) {
      this.session = session;
    }

    /// Whether its stream is to end because a newer one of the same session came.
    public boolean givesWay() {
      return givingWay;
    }

    @Override
    public void close() {
      leave(this);
    }
  }

  /// A place, when one is free.
  ///
  /// @param session whose it is; empty for a visitor
  public synchronized Optional<Place> take(String session) {
    if (session.isEmpty()) {
      return visitors.tryAcquire() ? Optional.of(new Place(session)) : Optional.empty();
    }
    Deque<Place> own = bySession.getOrDefault(session, new ArrayDeque<>());
    if (own.size() >= 2 * each) {
      return Optional.empty();
    }
    List<Place> staying = own.stream().filter(place -> !place.givingWay).toList();
    if (staying.size() >= each) {
      staying.getFirst().givingWay = true;
    }
    if (!players.tryAcquire()) {
      return Optional.empty();
    }
    Place place = new Place(session);
    own.addLast(place);
    bySession.put(session, own);
    return Optional.of(place);
  }

  private synchronized void leave(Place place) {
    if (place.left) {
      return;
    }
    place.left = true;
    if (place.session.isEmpty()) {
      visitors.release();
      return;
    }
    players.release();
    bySession.computeIfPresent(
        place.session,
        (_, own) -> {
          own.remove(place);
          return own.isEmpty() ? null : own;
        });
  }
}
