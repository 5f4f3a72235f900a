package io.shieldwall.journal;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Evolution;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.Journal.JournalFailure;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.testkit.Dice;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// What tests run in a process of its own, to end it as they like. It says what it does on standard
/// output, a line each.
final class JournalChild {

  private static final int WORKERS = 16;

  private final ExerciseLoop loop;
  private final boolean honest;

  private JournalChild(ExerciseLoop loop, boolean honest) {
    this.loop = loop;
    this.honest = honest;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path file = Path.of(arguments[1]);
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      say("open " + journal.size());
      switch (arguments[0]) {
        case "hold" -> System.in.transferTo(java.io.OutputStream.nullOutputStream());
        case "write" -> write(journal, true);
        case "lie" -> write(journal, false);
        case "fill" -> fill(journal);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    } catch (JournalFailure refused) {
      say("refused " + refused.getMessage());
    }
  }

  /// One write for each line, so that a line is said whole or not at all.
  private static synchronized void say(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  private static ExerciseLoop started(SqliteJournal journal) {
    List<Recorded> history = new ArrayList<>();
    journal.replay(0, history::add);
    Exercise exercise = new Exercise(TinyScenario.scenario(), Evolution.replay(history));
    ExerciseLoop loop = new ExerciseLoop(exercise, journal, InstantSource.system(), 4096).start();
    loop.submit("create", Actor.PLATFORM, TinyScenario.creation());
    return loop;
  }

  /// Writes from many threads until it is killed. Each worker counts its commands; it begins with
  /// the last one that the journal remembers, so that this one is asked again.
  private static void write(SqliteJournal journal, boolean honest) throws InterruptedException {
    ExerciseLoop loop = started(journal);
    JournalChild child = new JournalChild(loop, honest);
    List<Thread> workers = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      int number = worker;
      workers.add(Thread.ofPlatform().start(() -> child.work(number)));
    }
    for (Thread worker : workers) {
      worker.join();
    }
  }

  private void work(int worker) {
    Dice dice = new Dice(worker);
    for (long count = lastOf(worker); ; count++) {
      String id = "w" + worker + "-" + count;
      if (!honest) {
        say("done " + id + " -1");
      }
      String text = "x".repeat((int) (dice.percent(3) ? 15_000 : dice.between(1, 600)));
      Reply reply = loop.submit(id, Play.WHITE, new Command.Remark(text));
      if (!(reply instanceof Reply.Done done)) {
        say("unexpected " + reply);
        return;
      }
      if (honest) {
        say("done " + id + " " + done.first());
      }
    }
  }

  private long lastOf(int worker) {
    String prefix = "w" + worker + "-";
    return loop.state().answers().keySet().stream()
        .map(asked -> asked.command())
        .filter(command -> command.startsWith(prefix))
        .mapToLong(command -> Long.parseLong(command.substring(prefix.length())))
        .max()
        .orElse(0);
  }

  /// Writes until the disk takes no more, and says how the exercise answers then.
  private static void fill(SqliteJournal journal) {
    ExerciseLoop loop = started(journal);
    String text = "x".repeat(10_000);
    long count = 0;
    Reply reply = loop.submit("f-0", Play.WHITE, new Command.Remark(text));
    while (reply instanceof Reply.Done done) {
      say("done f-" + count + " " + done.first());
      reply = loop.submit("f-" + ++count, Play.WHITE, new Command.Remark(text));
    }
    say(reply.getClass().getSimpleName());
    Reply later = loop.submit("later", Play.WHITE, new Command.Remark("small"));
    say(later.getClass().getSimpleName());
    say("state " + loop.state().sequence());
    loop.close();
  }
}
