package io.shieldwall.probing.custom;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs programs of the organisers contained: each in a process group and an empty folder of its
/// own, within an [Allowance], with a hard deadline outside of it. When [#run] comes back no
/// process of the program is left, however it ended and whatever it started.
///
/// A subject that kept its last program at work until the deadline, for half of its time at least,
/// is slow: all slow ones together get half of the places, so that services that hang do not take
/// the turn of the others. One that has waited for three quarters of its time takes any place that
/// is free then, so that hanging is measured. A program that ends in time makes its subject quick.
///
/// Threads: the caller waits on its virtual thread; a program has two platform threads that read
/// what it writes (a read of a pipe holds its carrier). There are never more of them than places.
public final class Lane implements AutoCloseable {

  private static final Duration TRIAL = Duration.ofSeconds(10);

  private final Confinement confinement;
  private final Allowance allowance;
  private final BlockingQueue<Place> places;
  private final Semaphore slowPlaces;
  private final Set<String> slow = ConcurrentHashMap.newKeySet();
  private final List<FileLock> users;

  /// How a subject let its last program work.
  enum Pace {
    QUICK,
    SLOW
  }

  /// Room for one program.
  ///
  /// @param user whom it runs as; empty where that is our own user
  record Place(OptionalInt user) {}

  private Lane(Confinement confinement, Allowance allowance) throws IOException {
    this.confinement = confinement;
    this.allowance = allowance;
    this.places = new ArrayBlockingQueue<>(allowance.atOnce());
    this.slowPlaces = new Semaphore(Math.max(1, allowance.atOnce() / 2), true);
    this.users = confinement.root() ? Users.claim(allowance.atOnce()) : List.of();
    for (int number = 0; number < allowance.atOnce(); number++) {
      places.add(
          new Place(
              users.isEmpty()
                  ? OptionalInt.empty()
                  : OptionalInt.of(Math.toIntExact(users.get(number).position()))));
    }
  }

  /// Opens a lane after a trial with a program that does nothing.
  ///
  /// @param prefix words put before every program, such as `ip netns exec checks`; mostly none
  /// @throws ProbeFailure when this machine cannot contain programs; says what it lacks
  public static Lane open(Allowance allowance, List<String> prefix)
      throws IOException, InterruptedException {
    Lane lane = new Lane(Confinement.found(prefix), allowance);
    try {
      lane.tryOut();
      return lane;
    } catch (IOException | InterruptedException | RuntimeException e) {
      lane.close();
      throw e;
    }
  }

  private void tryOut() throws IOException, InterruptedException {
    Finished trial = run(Order.of(Path.of("/bin/true"), TRIAL));
    if (trial.status() != 0 || trial.killed()) {
      throw Confinement.unavailable(
          "a trial program " + trial.wording() + " and said: " + trial.err().firstLine());
    }
  }

  /// Runs a program to its end or its deadline.
  ///
  /// @throws ProbeFailure with cause `NOT_RUN` when no place is free before the deadline
  /// @throws InterruptedException after everything was killed and removed
  Finished run(Order order) throws IOException, InterruptedException {
    return run(order, Optional.empty());
  }

  /// Runs a program that asks and is answered over descriptors 4 and 3.
  Finished run(Order order, Order.Dialogue dialogue) throws IOException, InterruptedException {
    return run(order, Optional.of(dialogue));
  }

  /// Starts a program that talks over descriptors 3 and 4 as long as its caller wants; the order's
  /// timeout is how long to wait for a place. Its caller must close it.
  ///
  /// @param listener reads what the program writes to descriptor 4, on a thread of the lane's
  /// @throws ProbeFailure with cause `NOT_RUN` when no place is free in that time
  public Companion start(Order order, Consumer<InputStream> listener)
      throws IOException, InterruptedException {
    return entering(order).accompany(order, listener, pace -> remember(order.subject(), pace));
  }

  private Finished run(Order order, Optional<Order.Dialogue> dialogue)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Run run = entering(order);
    Duration waited = Duration.ofNanos(System.nanoTime() - begun);
    Finished finished = run.complete(order, dialogue, begun);
    if (!finished.killed()) {
      remember(order.subject(), Pace.QUICK);
    } else if (waited.multipliedBy(2).compareTo(order.timeout()) < 0) {
      remember(order.subject(), Pace.SLOW);
    }
    return finished;
  }

  private void remember(String subject, Pace pace) {
    if (pace == Pace.QUICK) {
      slow.remove(subject);
    } else if (!subject.isEmpty()) {
      slow.add(subject);
    }
  }

  private Run entering(Order order) throws IOException, InterruptedException {
    long timeout = order.timeout().toNanos();
    long until = System.nanoTime() + timeout;
    boolean limited =
        slow.contains(order.subject())
            && slowPlaces.tryAcquire(timeout - timeout / 4, TimeUnit.NANOSECONDS);
    Optional<Place> place = Optional.empty();
    try {
      place = Optional.ofNullable(places.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS));
    } finally {
      if (limited && place.isEmpty()) {
        slowPlaces.release();
      }
    }
    Place own =
        place.orElseThrow(() ->
            new ProbeFailure(
                Cause.NOT_RUN,
                "The platform had %d programs at work, as many as it may run at a time."
                    .formatted(allowance.atOnce())));
    return new Run(confinement, allowance, own.user(), () -> vacate(own, limited));
  }

  private void vacate(Place place, boolean limited) {
    places.add(place);
    if (limited) {
      slowPlaces.release();
    }
  }

  boolean isSlow(String subject) {
    return slow.contains(subject);
  }

  /// Places that no program is in.
  public int free() {
    return places.size();
  }

  /// Gives the user ids back. No program may be at work any more.
  @Override
  public void close() throws IOException {
    Users.release(users);
  }
}
