package io.shieldwall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Evolution;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.testkit.Dice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A writer under load is killed at moments that nobody chose. What it had acknowledged is there,
/// once and whole, and the next process goes on.
@Timeout(300)
final class CrashTest {

  private static final int KILLS = 25;

  /// Kills that hit one and the same journal, one after the other.
  private static final int KILLS_A_JOURNAL = 5;

  @TempDir private Path folder = Path.of("");

  @Test
  void nothing_acknowledged_is_lost_and_nothing_is_there_twice_after_a_kill()
      throws IOException, InterruptedException {
    Map<String, Long> acknowledged = new HashMap<>();
    long total = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Path file = folder.resolve("crash-" + kill / KILLS_A_JOURNAL + ".journal");
      if (kill % KILLS_A_JOURNAL == 0) {
        total += acknowledged.size();
        acknowledged.clear();
      }
      runAndKill("write", file, kill, acknowledged);
      Optional<String> broken = brokenPromise(file, acknowledged);
      assertThat(broken).as("kill number %d (its seed)", kill).isEmpty();
    }
    assertThat(total).as("commands acknowledged under load").isGreaterThan(1000);
    for (int number = 0; number < KILLS / KILLS_A_JOURNAL; number++) {
      goesOn(folder.resolve("crash-" + number + ".journal"));
    }
  }

  /// The check above would be worth nothing if it could not fail.
  @Test
  void a_writer_that_acknowledges_too_early_is_found_out()
      throws IOException, InterruptedException {
    Path file = folder.resolve("lie.journal");
    Map<String, Long> acknowledged = new HashMap<>();
    Optional<String> broken = Optional.empty();
    for (int kill = 0; kill < 10 && broken.isEmpty(); kill++) {
      runAndKill("lie", file, kill, acknowledged);
      broken = brokenPromise(file, acknowledged);
    }
    assertThat(broken).hasValueSatisfying(what -> assertThat(what).contains("was lost"));
  }

  /// Two of three kills come after a random number of acknowledgements, the third at a random time,
  /// so that it may hit the opening too.
  private static void runAndKill(String mode, Path file, long seed, Map<String, Long> acknowledged)
      throws IOException, InterruptedException {
    Dice dice = new Dice(seed);
    List<String> lines = new ArrayList<>();
    try (ChildProcess child = ChildProcess.start(mode, file)) {
      if (seed % 3 == 2) {
        child.waitFor(dice.between(100, 900));
      } else {
        long enough = dice.between(1, 1500);
        while (lines.size() < enough) {
          lines.add(child.line());
        }
      }
      child.kill();
      lines.addAll(child.rest());
    }
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      assertThat(words[0]).as(line).isIn("open", "done");
      if (words[0].equals("done")) {
        acknowledged.put(words[1], Long.valueOf(words[2]));
      }
    }
  }

  /// Reads the journal as a stranger would and compares it with what was acknowledged.
  private static Optional<String> brokenPromise(Path file, Map<String, Long> acknowledged)
      throws IOException {
    List<Recorded> events = new ArrayList<>();
    if (!file.toFile().exists()) {
      return acknowledged.isEmpty() ? Optional.empty() : Optional.of("the journal was lost");
    }
    JournalAudit.Finding finding = JournalAudit.audit(file, (event, _) -> events.add(event));
    if (finding.fault().isPresent() && !isUnborn(finding, acknowledged)) {
      return finding.fault().map(JournalAudit.Fault::problem);
    }
    Map<String, Long> remembered = new HashMap<>();
    for (Recorded event : events) {
      if (remembered.put(event.command(), event.sequence()) != null) {
        return Optional.of(event.command() + " is there twice");
      }
    }
    for (Map.Entry<String, Long> each : acknowledged.entrySet()) {
      Long sequence = remembered.get(each.getKey());
      if (sequence == null) {
        return Optional.of(each.getKey() + " was lost");
      }
      if (each.getValue() >= 0 && !sequence.equals(each.getValue())) {
        return Optional.of(each.getKey() + " is event " + sequence + ", not " + each.getValue());
      }
    }
    return outOfOrder(events);
  }

  /// A kill before the first transaction leaves a file without tables.
  private static boolean isUnborn(JournalAudit.Finding finding, Map<String, Long> acknowledged) {
    return finding.events() == 0 && acknowledged.isEmpty();
  }

  /// The commands of each worker are there in the order in which it asked, without a gap.
  private static Optional<String> outOfOrder(List<Recorded> events) {
    Map<String, Long> next = new HashMap<>();
    long sequence = 0;
    for (Recorded event : events) {
      if (event.sequence() != sequence++) {
        return Optional.of("a gap before event " + event.sequence());
      }
      int dash = event.command().indexOf('-');
      if (dash > 0) {
        String worker = event.command().substring(0, dash);
        long number = Long.parseLong(event.command().substring(dash + 1));
        if (number != next.getOrDefault(worker, 0L)) {
          return Optional.of(event.command() + " is out of order");
        }
        next.put(worker, number + 1);
      }
    }
    return Optional.empty();
  }

  /// The journal opens, replays, closes in good order and is sound then.
  private static void goesOn(Path file) throws IOException {
    List<Recorded> events = new ArrayList<>();
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      journal.replay(0, events::add);
      assertThat(journal.size()).isEqualTo(events.size());
    }
    State state = Evolution.replay(events);
    assertThat(state.sequence()).isEqualTo(events.size());
    assertThat(JournalAudit.audit(file).fault()).isEmpty();
  }
}
