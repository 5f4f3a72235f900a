package io.shieldwall.exercise;

import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.Journal.JournalFailure;
import io.shieldwall.scenario.Scenario;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The one writer of an exercise.
///
/// A single platform thread takes commands from a bounded queue, decides what has gathered there,
/// appends the events of the whole group durably, and only then publishes them and answers. When
/// the journal fails, every caller of that group is told that the result is not known, and nothing
/// is accepted any more: a failed append may have been remembered all the same, and an exercise
/// that went on would contradict its own journal.
public final class ExerciseLoop implements Desk, AutoCloseable {

  /// Commands that may wait; one more is refused with [Refusal#BUSY].
  public static final int DEFAULT_CAPACITY = 4096;

  /// Most commands that share one durable append.
  public static final int LARGEST_GROUP = 512;

  private static final System.Logger LOG = System.getLogger(ExerciseLoop.class.getName());

  private final Exercise exercise;
  private final Journal journal;
  private final InstantSource utc;
  private final BlockingQueue<Pending> queue;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final Thread writer;
  private final AtomicLong furthest = new AtomicLong();
  private volatile State published;
  private volatile boolean closing;
  private volatile boolean ended;
  private volatile @Nullable String failure;

  /// Is told of every group of events after it was remembered. Called on the writer's thread: it
  /// must be quick and must not hand in commands. When it fails, that is logged and the exercise
  /// goes on.
  public interface Subscriber {
    void published(List<Recorded> events, State state);
  }

  /// @param exercise replayed up to the journal's size
  public ExerciseLoop(Exercise exercise, Journal journal, InstantSource utc, int capacity) {
    if (exercise.state().sequence() != journal.size()) {
      throw new IllegalArgumentException(
          "the state has %d events, the journal %d"
              .formatted(exercise.state().sequence(), journal.size()));
    }
    this.exercise = exercise;
    this.journal = journal;
    this.utc = utc;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.published = exercise.state();
    this.writer = Thread.ofPlatform().name("exercise-writer").unstarted(this::write);
  }

  public ExerciseLoop start() {
    writer.start();
    return this;
  }

  public void subscribe(Subscriber subscriber) {
    subscribers.add(subscriber);
  }

  @Override
  public Scenario scenario() {
    return exercise.scenario();
  }

  @Override
  public State state() {
    return published;
  }

  /// Exercise time now, in milliseconds since STARTEX. Never steps back: between a pause and its
  /// becoming known it may have run on a little, and then stands there until the clock has caught
  /// up.
  public long exerciseMillis() {
    return furthest.accumulateAndGet(presentMillis(), Math::max);
  }

  /// Exercise time by the present state; the latest that an event recorded now can name.
  public long presentMillis() {
    State state = published;
    long end = exercise.scenario().duration().toMillis();
    return Math.max(state.lastAt(), Math.min(end, state.clock().at(utc.instant())));
  }

  /// Why nothing is accepted any more; empty while all is well.
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public Reply submit(String commandId, Actor actor, Command command) {
    Pending pending = new Pending(commandId, actor, command);
    String failed = failure;
    if (failed != null || closing) {
      return new Reply.No(
          Refusal.NOT_NOW, failed == null ? "the exercise is shutting down" : failed);
    }
    if (!queue.offer(pending)) {
      return new Reply.No(Refusal.BUSY, "too many commands are waiting; try again in a second");
    }
    if (ended) {
      abandon(List.of());
    }
    return pending.await();
  }

  private void write() {
    List<Pending> group = new ArrayList<>();
    try {
      while (!closing || !queue.isEmpty()) {
        Pending first = queue.poll(50, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        group.add(first);
        queue.drainTo(group, LARGEST_GROUP - 1);
        record(group);
        group.clear();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (JournalFailure failed) {
      failure = "the journal failed and accepts nothing more: " + failed.getMessage();
    } catch (RuntimeException defect) {
      failure = "the writer ended by a defect and accepts nothing more: " + defect;
    } catch (Error fatal) {
      failure = "the writer ended and accepts nothing more: " + fatal;
      throw fatal;
    } finally {
      closing = true;
      abandon(group);
    }
  }

  private void record(List<Pending> group) {
    for (Pending pending : group) {
      pending.decide(exercise, utc);
    }
    List<Recorded> events = exercise.drain();
    if (!events.isEmpty()) {
      journal.append(events);
      published = exercise.state();
      subscribers.forEach(subscriber -> publish(subscriber, events, exercise.state()));
    }
    group.forEach(Pending::release);
  }

  private static void publish(Subscriber subscriber, List<Recorded> events, State state) {
    try {
      subscriber.published(events, state);
    } catch (RuntimeException defect) {
      LOG.log(
          System.Logger.Level.ERROR,
          "a subscriber failed at event " + events.getFirst().sequence(),
          defect);
    }
  }

  /// Whoever queues a command after the queue was emptied here sees `ended` and empties it again.
  private void abandon(List<Pending> group) {
    ended = true;
    List<Pending> waiting = new ArrayList<>(group);
    queue.drainTo(waiting);
    String failed = failure;
    String why = failed == null ? "the exercise shut down before it answered" : failed;
    waiting.forEach(pending -> pending.abandon(why));
  }

  /// Answers what is queued, then ends. The journal stays open; whoever opened it closes it.
  @Override
  public void close() {
    closing = true;
    try {
      writer.join();
    } catch (InterruptedException _) {
      writer.interrupt();
      Thread.currentThread().interrupt();
    }
    if (writer.getState() == Thread.State.NEW) {
      abandon(List.of());
    }
  }

  /// A command on its way, and the place where its caller waits.
  private static final class Pending {
    private final String id;
    private final Actor actor;
    private final Command command;
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile @Nullable Reply reply;
    private volatile @Nullable RuntimeException bug;

    Pending(String id, Actor actor, Command command) {
      this.id = id;
      this.actor = actor;
      this.command = command;
    }

    /// A defect in a decision reaches the caller and leaves the exercise as it was.
    void decide(Exercise exercise, InstantSource utc) {
      try {
        reply = exercise.handle(id, actor, command, utc.instant());
      } catch (RuntimeException defect) {
        bug = defect;
      }
    }

    void release() {
      answered.countDown();
    }

    void abandon(String why) {
      if (answered.getCount() > 0) {
        reply = new Reply.Unknown(why);
        answered.countDown();
      }
    }

    Reply await() {
      try {
        answered.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return new Reply.Unknown("interrupted while waiting for the answer");
      }
      RuntimeException defect = bug;
      Reply answer = reply;
      if (defect != null) {
        throw new IllegalStateException("the command could not be decided", defect);
      }
      return answer == null ? new Reply.Unknown("no answer") : answer;
    }
  }
}
