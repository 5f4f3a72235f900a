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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs programs of the organisers contained: each in a process group and an empty folder of its
/// own, within an [Allowance], with a hard deadline outside of it. When [#run] comes back no
/// process of the program is left, however it ended and whatever it started.
///
/// Threads: the caller waits on its virtual thread; a program has two platform threads that read
/// what it writes (a read of a pipe holds its carrier). There are never more of them than places.
public final class Lane implements AutoCloseable {

  private static final Duration TRIAL = Duration.ofSeconds(10);

  private final Confinement confinement;
  private final Allowance allowance;
  private final BlockingQueue<Place> places;
  private final List<FileLock> users;

  /// Room for one program.
  ///
  /// @param user whom it runs as; empty where that is our own user
  record Place(OptionalInt user) {}

  private Lane(Confinement confinement, Allowance allowance) throws IOException {
    this.confinement = confinement;
    this.allowance = allowance;
    this.places = new ArrayBlockingQueue<>(allowance.atOnce());
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
    return entering(order).accompany(order, listener);
  }

  private Finished run(Order order, Optional<Order.Dialogue> dialogue)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    return entering(order).complete(order, dialogue, begun);
  }

  private Run entering(Order order) throws IOException, InterruptedException {
    Place place = places.poll(order.timeout().toNanos(), TimeUnit.NANOSECONDS);
    if (place == null) {
      throw new ProbeFailure(
          Cause.NOT_RUN,
          "The platform had %d programs at work, as many as it may run at a time."
              .formatted(allowance.atOnce()));
    }
    return new Run(confinement, allowance, place.user(), () -> places.add(place));
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
