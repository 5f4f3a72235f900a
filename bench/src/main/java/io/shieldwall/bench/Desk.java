package io.shieldwall.bench;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Evolution;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.journal.SqliteJournal;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scoring.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A running exercise over a journal on disk, with the score kept as in a live one. Closing it
/// deletes the journal.
final class Desk implements AutoCloseable {

  private final Path folder;
  private final SqliteJournal journal;
  private final ExerciseLoop loop;
  private final AtomicLong observations = new AtomicLong();

  /// @param heard is told each observation after it was remembered, on the writer's thread
  Desk(Layout layout, Scenario scenario, double speed, Consumer<Observation> heard)
      throws IOException {
    Path work = Path.of(System.getProperty("bench.work", "."));
    folder = Files.createTempDirectory(Files.createDirectories(work), "journal");
    journal = SqliteJournal.open(folder.resolve("bench.journal"));
    Exercise exercise = new Exercise(scenario, Evolution.replay(List.of()));
    loop =
        new ExerciseLoop(exercise, journal, InstantSource.system(), ExerciseLoop.DEFAULT_CAPACITY);
    Scorer scorer = new Scorer(scenario);
    loop.subscribe((events, _) -> {
      for (Recorded event : events) {
        scorer.apply(event);
        if (event.event() instanceof ChecksObserved observed) {
          observations.addAndGet(observed.observations().size());
          observed.observations().forEach(heard);
        }
      }
    });
    loop.start();
    done(Layout.DIRECTOR, layout.creation());
    done(Layout.DIRECTOR, new Command.StartClock(speed));
  }

  ExerciseLoop loop() {
    return loop;
  }

  long observations() {
    return observations.get();
  }

  /// Hands in a command that must be accepted.
  void done(Actor actor, Command command) {
    Reply reply = loop.submit(UUID.randomUUID().toString(), actor, command);
    if (!(reply instanceof Reply.Done)) {
      throw new IllegalStateException(command.getClass().getSimpleName() + " got " + reply);
    }
  }

  void report(List<Observation> batch) {
    done(Actor.PLATFORM, new Command.ReportObservations(batch));
  }

  @Override
  public void close() throws IOException {
    loop.close();
    journal.close();
    try (java.util.stream.Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
