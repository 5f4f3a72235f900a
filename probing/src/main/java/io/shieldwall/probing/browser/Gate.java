package io.shieldwall.probing.browser;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.scenario.Cause;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The only way out of one browser: an HTTP proxy on a loopback port of its own that asks the guard
/// before every connection and looks names up in the exercise only. It serves the browser's user
/// and nobody else on this machine, and it carries so much and no more.
final class Gate implements Closeable {

  static final long MOST_BYTES = 20L * 1024 * 1024;
  static final int MOST_CONNECTIONS = 256;

  private static final int MOST_NOTES = 10;
  private static final int LONGEST_NOTE = 200;

  private final Session session;
  private final String home;
  private final String address;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong carried = new AtomicLong();
  private final Set<String> refused = new LinkedHashSet<>();
  private final Set<Place> outside = new HashSet<>();
  private final Map<Place, IOException> failures = new LinkedHashMap<>();
  private volatile OptionalLong owner = OptionalLong.empty();
  private volatile Runnable whenExhausted = () -> {};
  private volatile boolean closed;

  private Gate(Session session, Target target, String home) throws IOException {
    this.session = session;
    this.home = home;
    this.address = target.scenarioAddress();
    this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  }

  /// Opens a gate that is closed with the session.
  ///
  /// @param home the name under which the target is visited
  static Gate open(Session session, Target target, String home) throws IOException {
    Gate gate = new Gate(session, target, home);
    session.register(gate);
    Thread.ofVirtual().name("browser-gate").start(gate::accept);
    return gate;
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Lets a user in, and only it.
  ///
  /// @param exhaustion run once, when the browser asks for more than it gets
  void serve(long user, Runnable exhaustion) {
    whenExhausted = exhaustion;
    owner = OptionalLong.of(user);
  }

  private void accept() {
    while (!closed) {
      try {
        Socket caller = listener.accept();
        if (keep(caller)) {
          Thread.ofVirtual().name("browser-gate").start(() -> serve(caller));
        }
      } catch (IOException _) {
        // closed, or a caller that has gone already
      }
    }
  }

  private void serve(Socket caller) {
    try {
      OptionalLong user = owner;
      if (user.isPresent() && Callers.owner(caller).equals(user)) {
        new Relay(this, caller).run();
      }
    } catch (IOException _) {
      // either side has gone
    } finally {
      drop(caller);
    }
  }

  private boolean keep(Socket socket) {
    open.add(socket);
    if (closed) {
      drop(socket);
    }
    return !closed;
  }

  void drop(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException _) {
      // it is gone, which was wanted
    }
  }

  /// A connection to where the browser wants to go.
  ///
  /// @return empty when it may not; then it has been noted
  /// @throws IOException when nobody takes the connection; then it is the place's failure
  Optional<Socket> connect(Place place, String wanted) throws IOException {
    Optional<String> where =
        place.host().equalsIgnoreCase(home) ? Optional.of(address) : session.locate(place.host());
    if (where.isEmpty()) {
      refuse(place, wanted, "which is no host of the exercise");
      return Optional.empty();
    }
    if (connections.incrementAndGet() > MOST_CONNECTIONS) {
      throw failed(
          place,
          new ProbeFailure(
              Cause.WRONG_CONTENT,
              "The pages asked for more than " + MOST_CONNECTIONS + " connections."));
    }
    Socket socket;
    try {
      socket = session.dial(where.get(), place.port());
    } catch (ProbeFailure e) {
      refuse(place, wanted, "outside the scope");
      return Optional.empty();
    } catch (IOException e) {
      throw failed(place, e);
    }
    if (!keep(socket)) {
      throw new IOException("the gate is closed");
    }
    return Optional.of(socket);
  }

  private synchronized void refuse(Place place, String wanted, String why) {
    if (refused.size() < MOST_NOTES) {
      outside.add(place);
      String what =
          wanted.length() > LONGEST_NOTE ? wanted.substring(0, LONGEST_NOTE) + "…" : wanted;
      refused.add("the page asked for " + what + ", " + why + ": not fetched");
    }
  }

  /// Notes what went wrong with a place; the first failure stays.
  synchronized IOException failed(Place place, IOException failure) {
    if (failures.size() < MOST_NOTES) {
      failures.putIfAbsent(place, failure);
    }
    return failure;
  }

  /// The first failure of a place.
  synchronized Optional<IOException> failure(Place place) {
    return Optional.ofNullable(failures.get(place));
  }

  synchronized void forget() {
    failures.clear();
  }

  /// Requests that were not carried out, as sentences for the evidence.
  synchronized List<String> refusals() {
    return List.copyOf(refused);
  }

  /// Whether a place lies outside, as far as it was asked for.
  synchronized boolean refuses(Place place) {
    return outside.contains(place);
  }

  /// Counts what is carried, in both directions.
  void carry(int bytes) throws ProbeFailure {
    long all = carried.addAndGet(bytes);
    if (all > MOST_BYTES) {
      if (all - bytes <= MOST_BYTES) {
        whenExhausted.run();
      }
      throw new ProbeFailure(Cause.WRONG_CONTENT, "more than " + MOST_BYTES + " bytes");
    }
  }

  /// Bytes carried so far.
  long carried() {
    return carried.get();
  }

  /// Whether the browser asked for more than it gets.
  boolean exhausted() {
    return carried.get() > MOST_BYTES;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    open.forEach(this::drop);
  }
}
