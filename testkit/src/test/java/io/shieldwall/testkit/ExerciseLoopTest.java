package io.shieldwall.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Evolution;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Rules;
import io.shieldwall.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The one writer: durable first, answered then, published in order.
@Timeout(60)
final class ExerciseLoopTest {

  private static final Actor WHITE = Play.WHITE;

  private final SteppingClock clock = SteppingClock.atStartex();

  private static Exercise fresh() {
    return new Exercise(TinyScenario.scenario(), State.EMPTY);
  }

  private ExerciseLoop loop(Journal journal, int capacity) {
    return new ExerciseLoop(fresh(), journal, clock, capacity).start();
  }

  private static Command.Remark remark(String text) {
    return new Command.Remark(text);
  }

  /// A caller on a thread of its own.
  private static final class Caller {
    private final FutureTask<Reply> task;
    private final Thread thread;

    Caller(ExerciseLoop loop, String id, Command command) {
      this(() -> loop.submit(id, Actor.PLATFORM, command));
    }

    Caller(Callable<Reply> call) {
      task = new FutureTask<>(call);
      thread = Thread.ofPlatform().start(task);
    }

    /// Comes back when the caller stands waiting for its answer.
    Caller waiting() {
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(thread.isAlive()).as("the caller should wait").isTrue();
        Thread.onSpinWait();
      }
      return this;
    }

    boolean isAnswered() {
      return task.isDone();
    }

    Reply reply() {
      try {
        return task.get(20, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException wrong) {
        throw new AssertionError("no answer", wrong);
      }
    }
  }

  /// A journal that does nothing until it is told to.
  private static final class GatedJournal implements Journal {
    private final InMemoryJournal behind = new InMemoryJournal();
    private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile boolean failing;

    @Override
    public void append(List<Recorded> batch) {
      batches.add(batch.size());
      reached.countDown();
      await(gate);
      if (failing) {
        throw new JournalFailure("the disk is gone");
      }
      behind.append(batch);
    }

    @Override
    public long size() {
      return behind.size();
    }

    @Override
    public void replay(long from, Consumer<Recorded> consumer) {
      behind.replay(from, consumer);
    }

    @Override
    public String root() {
      return behind.root();
    }

    @Override
    public void close() {
      behind.close();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void nothing_is_answered_or_shown_before_the_journal_has_returned() {
    GatedJournal journal = new GatedJournal();
    List<Recorded> told = Collections.synchronizedList(new ArrayList<>());
    try (ExerciseLoop loop = loop(journal, 10)) {
      loop.subscribe((events, _) -> told.addAll(events));
      Caller caller = new Caller(loop, "create", TinyScenario.creation());
      await(journal.reached);
      caller.waiting();
      assertThat(caller.isAnswered()).isFalse();
      assertThat(told).isEmpty();
      assertThat(loop.state()).isEqualTo(State.EMPTY);
      journal.gate.countDown();
      assertThat(caller.reply()).isInstanceOf(Reply.Done.class);
      assertThat(told).hasSize(1);
      assertThat(loop.state().sequence()).isEqualTo(1);
    }
  }

  @Test
  void one_command_more_than_the_queue_holds_is_refused_at_once() {
    GatedJournal journal = new GatedJournal();
    try (ExerciseLoop loop = loop(journal, 2)) {
      Caller writing = new Caller(loop, "create", TinyScenario.creation());
      await(journal.reached);
      Caller first = new Caller(loop, "first", remark("one")).waiting();
      Caller second = new Caller(loop, "second", remark("two")).waiting();
      assertThat(loop.submit("third", WHITE, remark("three")))
          .isEqualTo(
              new Reply.No(Refusal.BUSY, "too many commands are waiting; try again in a second"));
      journal.gate.countDown();
      assertThat(List.of(writing.reply(), first.reply(), second.reply()))
          .allSatisfy(reply -> assertThat(reply).isInstanceOf(Reply.Done.class));
      assertThat(loop.submit("third", WHITE, remark("three"))).isInstanceOf(Reply.Done.class);
    }
  }

  @Test
  void what_has_gathered_shares_one_append() {
    GatedJournal journal = new GatedJournal();
    try (ExerciseLoop loop = loop(journal, 100)) {
      new Caller(loop, "create", TinyScenario.creation());
      await(journal.reached);
      List<Caller> callers = new ArrayList<>();
      for (int index = 0; index < 50; index++) {
        callers.add(new Caller(loop, "remark-" + index, remark("said")).waiting());
      }
      journal.gate.countDown();
      callers.forEach(caller -> assertThat(caller.reply()).isInstanceOf(Reply.Done.class));
      assertThat(journal.batches).containsExactly(1, 50);
    }
  }

  @Test
  void when_the_journal_fails_every_waiting_caller_is_told_that_the_result_is_not_known() {
    GatedJournal journal = new GatedJournal();
    List<Recorded> told = Collections.synchronizedList(new ArrayList<>());
    try (ExerciseLoop loop = loop(journal, 10)) {
      loop.subscribe((events, _) -> told.addAll(events));
      Caller writing = new Caller(loop, "create", TinyScenario.creation());
      await(journal.reached);
      Caller queued = new Caller(loop, "queued", remark("one")).waiting();
      Caller other = new Caller(loop, "other", new Command.Tick()).waiting();
      journal.failing = true;
      journal.gate.countDown();
      String why = "the journal failed and accepts nothing more: the disk is gone";
      assertThat(writing.reply()).isEqualTo(new Reply.Unknown(why));
      assertThat(queued.reply()).isEqualTo(new Reply.Unknown(why));
      assertThat(other.reply()).isEqualTo(new Reply.Unknown(why));
      assertThat(loop.failure()).contains(why);
      assertThat(loop.submit("later", WHITE, remark("late")))
          .isEqualTo(new Reply.No(Refusal.NOT_NOW, why));
      assertThat(told).isEmpty();
      assertThat(loop.state()).isEqualTo(State.EMPTY);
      assertThat(journal.batches).hasSize(1);
    }
  }

  @Test
  void subscribers_see_every_event_once_and_in_order_with_the_state_behind_it() {
    InMemoryJournal journal = new InMemoryJournal();
    List<Recorded> told = Collections.synchronizedList(new ArrayList<>());
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    try (ExerciseLoop loop = loop(journal, 4096)) {
      loop.subscribe((events, state) -> {
        told.addAll(events);
        if (state.sequence() != events.getLast().sequence() + 1) {
          wrong.add("state " + state.sequence() + " with event " + events.getLast().sequence());
        }
      });
      loop.submit("create", Actor.PLATFORM, TinyScenario.creation());
      inParallel(
          16,
          worker -> {
            for (int index = 0; index < 200; index++) {
              Reply reply = loop.submit(worker + "-" + index, WHITE, remark("said"));
              if (!(reply instanceof Reply.Done done)
                  || loop.state().sequence() < done.first() + done.count()) {
                wrong.add("answer ahead of the state: " + reply);
              }
            }
          });
    }
    assertThat(wrong).isEmpty();
    assertThat(told.stream().map(Recorded::sequence).toList())
        .isEqualTo(LongStream.range(0, 3201).boxed().toList());
    assertThat(told).isEqualTo(journal.events());
  }

  @Test
  void of_two_hundred_identical_commands_at_once_exactly_one_takes_effect() {
    for (int round = 0; round < 20; round++) {
      InMemoryJournal journal = new InMemoryJournal();
      List<Reply> replies = Collections.synchronizedList(new ArrayList<>());
      try (ExerciseLoop loop = loop(journal, 4096)) {
        loop.submit("create", Actor.PLATFORM, TinyScenario.creation());
        inParallel(200, _ -> replies.add(loop.submit("the-same", WHITE, remark("once"))));
      }
      assertThat(journal.events()).hasSize(2);
      assertThat(replies)
          .hasSize(200)
          .allSatisfy(reply ->
              assertThat(reply)
                  .isInstanceOfSatisfying(
                      Reply.Done.class,
                      done -> {
                        assertThat(done.first()).isEqualTo(1);
                        assertThat(done.count()).isEqualTo(1);
                      }));
      assertThat(replies).filteredOn(reply -> !((Reply.Done) reply).repeated()).hasSize(1);
    }
  }

  @Test
  void a_subscriber_that_fails_is_logged_and_stops_neither_the_exercise_nor_the_others() {
    InMemoryJournal journal = new InMemoryJournal();
    List<Recorded> told = Collections.synchronizedList(new ArrayList<>());
    try (Log log = new Log(ExerciseLoop.class);
        ExerciseLoop loop = loop(journal, 10)) {
      loop.subscribe((_, _) -> {
        throw new IllegalStateException("a page broke");
      });
      loop.subscribe((events, _) -> told.addAll(events));
      assertThat(loop.submit("create", Actor.PLATFORM, TinyScenario.creation()))
          .isInstanceOf(Reply.Done.class);
      assertThat(loop.submit("remark", WHITE, remark("still here"))).isInstanceOf(Reply.Done.class);
      assertThat(loop.failure()).isEmpty();
      assertThat(log.lines)
          .containsExactly("a subscriber failed at event 0", "a subscriber failed at event 1");
    }
    assertThat(told).hasSize(2);
  }

  /// What a class logs, kept from the console.
  private static final class Log extends Handler implements AutoCloseable {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Logger logger;

    Log(Class<?> from) {
      logger = Logger.getLogger(from.getName());
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }

  @Test
  void a_defect_in_a_decision_reaches_its_caller_and_leaves_the_exercise_as_it_was() {
    InMemoryJournal journal = new InMemoryJournal();
    Exercise exercise = new Exercise(withoutTerms(), State.EMPTY);
    try (ExerciseLoop loop = new ExerciseLoop(exercise, journal, clock, 10).start()) {
      loop.submit("create", Actor.PLATFORM, TinyScenario.creation());
      loop.submit("start", Play.DIRECTOR, new Command.StartClock(1));
      State before = loop.state();
      assertThatThrownBy(() ->
              loop.submit(
                  "order",
                  Play.blue("heron"),
                  new Command.OrderAction("heron", "netbank", ActionKind.PATCH, "")))
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("the rules have no terms for PATCH");
      assertThat(loop.state()).isEqualTo(before);
      assertThat(loop.submit("remark", WHITE, remark("goes on"))).isInstanceOf(Reply.Done.class);
    }
  }

  private static Scenario withoutTerms() {
    Scenario tiny = TinyScenario.scenario();
    return new Scenario(
        tiny.id(),
        tiny.title(),
        tiny.summary(),
        tiny.startsAt(),
        tiny.duration(),
        tiny.languages(),
        tiny.afterPause(),
        tiny.nations(),
        tiny.teams(),
        tiny.phases(),
        new Rules(List.of(), List.of(), List.of(), Map.of(), Duration.ZERO),
        tiny.network(),
        tiny.campaign(),
        tiny.users(),
        tiny.scoring(),
        tiny.injects(),
        tiny.bodies(),
        tiny.rubrics(),
        tiny.digest());
  }

  @Test
  void closing_answers_what_waits_and_refuses_what_comes_later() {
    GatedJournal journal = new GatedJournal();
    ExerciseLoop loop = loop(journal, 10);
    Caller writing = new Caller(loop, "create", TinyScenario.creation());
    await(journal.reached);
    Caller queued = new Caller(loop, "queued", remark("one")).waiting();
    Thread closer = Thread.ofPlatform().start(loop::close);
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(loop.submit("late", WHITE, remark("late")))
        .isEqualTo(new Reply.No(Refusal.NOT_NOW, "the exercise is shutting down"));
    journal.gate.countDown();
    assertThat(writing.reply()).isInstanceOf(Reply.Done.class);
    assertThat(queued.reply()).isInstanceOf(Reply.Done.class);
    loop.close();
  }

  @Test
  void nobody_waits_for_ever_when_commands_meet_the_closing() {
    for (int round = 0; round < 40; round++) {
      InMemoryJournal journal = new InMemoryJournal();
      ExerciseLoop loop = loop(journal, 64);
      loop.submit("create", Actor.PLATFORM, TinyScenario.creation());
      CountDownLatch begun = new CountDownLatch(2);
      List<Caller> callers = new ArrayList<>();
      for (int worker = 0; worker < 2; worker++) {
        String name = "w" + worker;
        callers.add(
            new Caller(() -> {
              begun.countDown();
              long index = 0;
              Reply reply = loop.submit(name + index, WHITE, remark("said"));
              while (reply instanceof Reply.Done) {
                reply = loop.submit(name + ++index, WHITE, remark("said"));
              }
              return reply;
            }));
      }
      await(begun);
      loop.close();
      callers.forEach(caller -> assertThat(caller.reply()).isNotInstanceOf(Reply.Done.class));
    }
  }

  @Test
  void a_loop_that_was_never_started_answers_nobody_but_lets_them_go_when_closed() {
    ExerciseLoop loop = new ExerciseLoop(fresh(), new InMemoryJournal(), clock, 10);
    Caller caller = new Caller(loop, "create", TinyScenario.creation()).waiting();
    loop.close();
    assertThat(caller.reply())
        .isEqualTo(new Reply.Unknown("the exercise shut down before it answered"));
  }

  @Test
  void an_exercise_goes_on_from_a_replayed_journal_and_knows_old_command_ids() {
    InMemoryJournal.Memory memory = new InMemoryJournal.Memory();
    InMemoryJournal first = new InMemoryJournal(memory);
    try (ExerciseLoop loop = loop(first, 10)) {
      loop.submit("create", Actor.PLATFORM, TinyScenario.creation());
      loop.submit("remark", WHITE, remark("one"));
    }
    first.close();
    InMemoryJournal second = new InMemoryJournal(memory);
    Exercise replayed = new Exercise(TinyScenario.scenario(), Evolution.replay(second.events()));
    try (ExerciseLoop loop = new ExerciseLoop(replayed, second, clock, 10).start()) {
      assertThat(loop.submit("remark", WHITE, remark("one")))
          .isEqualTo(new Reply.Done(1, 1, List.of(), true));
      assertThat(loop.submit("another", WHITE, remark("two")))
          .isInstanceOfSatisfying(Reply.Done.class, done -> assertThat(done.first()).isEqualTo(2));
    }
  }

  @Test
  void a_state_that_does_not_match_the_journal_is_refused() {
    InMemoryJournal journal = new InMemoryJournal();
    journal.append(
        List.of(
            new Recorded(
                0, 0, clock.instant(), "x", Actor.PLATFORM, new Event.Remarked("from elsewhere"))));
    assertThatThrownBy(() -> new ExerciseLoop(fresh(), journal, clock, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the state has 0 events, the journal 1");
  }

  @Test
  void exercise_time_runs_between_events_and_stops_at_the_planned_end() {
    try (ExerciseLoop loop = loop(new InMemoryJournal(), 10)) {
      loop.submit("create", Actor.PLATFORM, TinyScenario.creation());
      loop.submit("start", Play.DIRECTOR, new Command.StartClock(2));
      clock.step(Duration.ofMinutes(1));
      assertThat(loop.exerciseMillis()).isEqualTo(120_000);
      clock.step(Duration.ofDays(1));
      assertThat(loop.exerciseMillis()).isEqualTo(TinyScenario.DURATION.toMillis());
    }
  }

  private static void inParallel(int workers, Consumer<Integer> work) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch together = new CountDownLatch(1);
      List<Future<?>> futures = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        int number = worker;
        futures.add(
            threads.submit(() -> {
              await(together);
              work.accept(number);
            }));
      }
      together.countDown();
      for (Future<?> future : futures) {
        future.get(30, TimeUnit.SECONDS);
      }
    } catch (InterruptedException | ExecutionException | TimeoutException wrong) {
      throw new AssertionError(wrong);
    }
  }
}
