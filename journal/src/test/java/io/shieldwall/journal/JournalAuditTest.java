package io.shieldwall.journal;

import static io.shieldwall.testkit.RandomHistories.forSeeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.exercise.Recorded;
import io.shieldwall.journal.JournalAudit.Fault;
import io.shieldwall.journal.JournalAudit.Finding;
import io.shieldwall.testkit.Dice;
import io.shieldwall.testkit.Merkle;
import io.shieldwall.testkit.RandomHistories;
import io.shieldwall.testkit.TinyScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nobody changes a journal unnoticed.
@Timeout(120)
final class JournalAuditTest {

  private static final List<Recorded> EVENTS =
      RandomHistories.play(TinyScenario.scenario(), 31, 400).events().subList(0, 120);

  /// Events in each batch; a cut behind event 119 is one at a batch's end.
  private static final int BATCH = 7;

  @TempDir private Path folder = Path.of("");
  private Path sealed = Path.of("");
  private int copies;

  @BeforeEach
  void write_a_journal() {
    sealed = folder.resolve("sealed.journal");
    try (SqliteJournal journal = SqliteJournal.open(sealed)) {
      for (int from = 0; from < EVENTS.size(); from += BATCH) {
        journal.append(EVENTS.subList(from, Math.min(from + BATCH, EVENTS.size())));
      }
    }
  }

  private Path copy() throws IOException {
    Path copy = folder.resolve("copy-" + copies++ + ".journal");
    Files.copy(sealed, copy);
    Files.copy(
        folder.resolve("sealed.journal.seal"), copy.resolveSibling(copy.getFileName() + ".seal"));
    return copy;
  }

  private Path unsealed() throws IOException {
    Path copy = copy();
    Seal.remove(copy);
    return copy;
  }

  private static void sql(Path file, String... commands) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.executeUpdate(command);
      }
    }
  }

  private static Fault fault(Path file) throws IOException {
    Optional<Fault> fault = JournalAudit.audit(file).fault();
    assertThat(fault).as("a fault").isPresent();
    return fault.orElseThrow();
  }

  @Test
  void a_journal_as_it_was_closed_is_right() throws IOException {
    List<Recorded> seen = new ArrayList<>();
    List<byte[]> entries = new ArrayList<>();
    Finding finding =
        JournalAudit.audit(
            sealed,
            (event, entry) -> {
              seen.add(event);
              entries.add(entry);
            });
    assertThat(finding.fault()).isEmpty();
    assertThat(finding.events()).isEqualTo(EVENTS.size());
    assertThat(finding.root()).isEqualTo(Merkle.root(entries));
    assertThat(seen).isEqualTo(EVENTS);
    List<byte[]> exported = new ArrayList<>();
    assertThat(JournalAudit.entries(sealed, exported::add)).isEqualTo(finding);
    assertThat(exported).containsExactlyElementsOf(entries);
  }

  @Test
  void an_audit_changes_nothing() throws IOException {
    byte[] before = Files.readAllBytes(sealed);
    JournalAudit.audit(sealed);
    assertThat(Files.readAllBytes(sealed)).isEqualTo(before);
  }

  @Test
  void a_file_that_is_not_there_is_an_error_and_no_finding() {
    assertThatThrownBy(() -> JournalAudit.audit(folder.resolve("none.journal")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("there is no journal");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE event SET entry = CAST('{}' AS BLOB) WHERE sequence = 50 | 50 | does not match its hash",
        "UPDATE event SET entry = x'' WHERE sequence = 0 | 0 | does not match its hash",
        "UPDATE event SET leaf = x'00' WHERE sequence = 50 | 50 | does not match its hash",
        "UPDATE event SET leaf = (SELECT leaf FROM event WHERE sequence = 51) WHERE sequence = 50"
            + " | 50 | does not match its hash",
        "DELETE FROM event WHERE sequence = 50 | 50 | is missing; event 51 stands in its place",
        "DELETE FROM event WHERE sequence = 0 | 0 | is missing; event 1 stands in its place",
        "DELETE FROM event WHERE sequence = 119 | 119 | begins no batch that was remembered",
        "DELETE FROM event | 0 | begins no batch that was remembered",
        "UPDATE event SET sequence = 999 WHERE sequence = 50 | 50 | is missing; event 51 stands in its place",
        "INSERT INTO event SELECT 120, leaf, entry FROM event WHERE sequence = 119"
            + " | 120 | says that it is event 119",
        "INSERT INTO event SELECT -1, leaf, entry FROM event WHERE sequence = 0"
            + " | 0 | is missing; event -1 stands in its place",
        "UPDATE batch SET root = x'00' WHERE first = 49 | 49 | begins a batch whose root is another one",
        "UPDATE batch SET size = 6 WHERE first = 49 | 49 | begins a batch whose root is another one",
        "UPDATE batch SET size = 100 WHERE first = 119 | 119 | begins no batch that was remembered",
        "UPDATE batch SET size = 0 WHERE first = 49 | 49 | begins no batch that was remembered",
        "UPDATE batch SET size = -7 WHERE first = 49 | 49 | begins no batch that was remembered",
        "DELETE FROM batch WHERE first = 49 | 49 | begins no batch that was remembered",
        "DELETE FROM batch WHERE first = 119 | 119 | belongs to no batch that was remembered",
        "INSERT INTO batch SELECT 120, 1, root FROM batch WHERE first = 119"
            + " | 120 | begins no batch that was remembered",
        "INSERT INTO batch SELECT 120, 0, root FROM batch WHERE first = 119"
            + " | 120 | begins no batch that was remembered",
      })
  void a_changed_row_is_found_with_and_without_a_seal(String change, long event, String problem)
      throws IOException, SQLException {
    for (Path file : List.of(copy(), unsealed())) {
      sql(file, change);
      assertThat(fault(file))
          .isEqualTo(new Fault(OptionalLong.of(event), "event " + event + " " + problem));
    }
  }

  @Test
  void two_entries_that_changed_places_are_found() throws IOException, SQLException {
    for (Path file : List.of(copy(), unsealed())) {
      sql(
          file,
          "UPDATE event SET sequence = -1 WHERE sequence = 50",
          "UPDATE event SET sequence = 50 WHERE sequence = 51",
          "UPDATE event SET sequence = 51 WHERE sequence = -1");
      assertThat(fault(file).problem()).isEqualTo("event 50 says that it is event 51");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "batch", "journal"})
  void a_missing_table_is_found(String table) throws IOException, SQLException {
    for (Path file : List.of(copy(), unsealed())) {
      sql(file, "DROP TABLE " + table);
      assertThat(fault(file).problem()).contains("cannot be read: ", "no such table: " + table);
    }
  }

  @Test
  void a_journal_that_calls_itself_of_another_format_is_found() throws IOException, SQLException {
    Path file = unsealed();
    sql(file, "UPDATE journal SET value = 'x'");
    assertThat(fault(file))
        .isEqualTo(
            new Fault(
                OptionalLong.empty(),
                "the journal is of format x; this Shieldwall reads format 1"));
  }

  @Test
  void a_cut_at_the_end_of_a_batch_is_found_by_the_seal_and_only_by_it()
      throws IOException, SQLException {
    String[] cut = {
      "DELETE FROM event WHERE sequence >= 112", "DELETE FROM batch WHERE first >= 112"
    };
    Path file = copy();
    sql(file, cut);
    assertThat(fault(file))
        .isEqualTo(
            new Fault(
                OptionalLong.of(112),
                "event 112 is where journal and seal part: sealed were 120 events, there are 112"));
    Path without = unsealed();
    sql(without, cut);
    assertThat(JournalAudit.audit(without).fault()).isEmpty();
  }

  @Test
  void events_added_behind_the_seal_are_found_by_it() throws IOException {
    Path file = copy();
    Path seal = file.resolveSibling(file.getFileName() + ".seal");
    byte[] kept = Files.readAllBytes(seal);
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      Recorded last = EVENTS.getLast();
      journal.append(
          List.of(
              new Recorded(
                  120, last.at(), last.recordedAt(), "forged", last.actor(), last.event())));
    }
    Files.write(seal, kept);
    assertThat(fault(file).problem())
        .isEqualTo(
            "event 120 is where journal and seal part: sealed were 120 events, there are 121");
  }

  /// Somebody who knows the format rewrites an entry and every hash behind it.
  @Test
  void a_history_that_was_hashed_again_is_found_by_the_seal_and_only_by_it()
      throws IOException, SQLException {
    Path forged = folder.resolve("forged.journal");
    List<Recorded> other = new ArrayList<>(EVENTS);
    Recorded old = other.get(50);
    other.set(
        50, new Recorded(50, old.at(), old.recordedAt(), "another", old.actor(), old.event()));
    try (SqliteJournal journal = SqliteJournal.open(forged)) {
      for (int from = 0; from < other.size(); from += BATCH) {
        journal.append(other.subList(from, Math.min(from + BATCH, other.size())));
      }
    }
    Files.delete(folder.resolve("forged.journal.seal"));
    assertThat(JournalAudit.audit(forged).fault()).isEmpty();
    Files.copy(folder.resolve("sealed.journal.seal"), folder.resolve("forged.journal.seal"));
    assertThat(fault(forged))
        .isEqualTo(
            new Fault(OptionalLong.empty(), "the whole history is another one than was sealed"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "shieldwall-seal-1\nevents x\nroot y\nfile z\n", "\u0000\u00ff"})
  void what_stands_in_the_seals_place_and_is_no_seal_is_found(String text) throws IOException {
    Path file = copy();
    Files.writeString(file.resolveSibling(file.getFileName() + ".seal"), text);
    assertThat(fault(file).problem()).isEqualTo("the file beside the journal is no seal");
  }

  @Test
  void a_byte_changed_anywhere_in_the_file_is_found() throws IOException {
    byte[] right = Files.readAllBytes(sealed);
    forSeeds(
        600,
        seed -> {
          Dice dice = new Dice(seed);
          int offset = (int) dice.between(0, right.length - 1);
          Optional<Fault> fault = auditFlipped(right, offset, dice);
          assertThat(fault).as("byte %d of %d", offset, right.length).isPresent();
        });
  }

  /// Where SQLite moved an entry, an old copy may stand in an unused place of the file: the change
  /// of one of the copies concerns the event, that of the others concerns the file alone.
  @Test
  void a_byte_changed_in_an_entry_or_its_hash_is_found_at_that_event() throws IOException {
    byte[] right = Files.readAllBytes(sealed);
    EventCodec codec = new EventCodec();
    forSeeds(
        300,
        seed -> {
          Dice dice = new Dice(seed);
          int event = (int) dice.between(0, EVENTS.size() - 1);
          byte[] entry = codec.encode(EVENTS.get(event));
          byte[] part = dice.percent(50) ? entry : new MerkleTree().leafHash(entry);
          int inside = (int) dice.between(0, part.length - 1);
          List<Fault> faults =
              placesOf(part, right).stream()
                  .flatMap(place -> auditFlipped(right, place + inside, dice).stream())
                  .toList();
          assertThat(faults)
              .filteredOn(fault -> fault.event().isPresent())
              .as("byte %d of event %d", inside, event)
              .containsExactly(
                  new Fault(OptionalLong.of(event), "event " + event + " does not match its hash"));
          assertThat(faults).hasSameSizeAs(placesOf(part, right));
        });
  }

  private Optional<Fault> auditFlipped(byte[] right, int offset, Dice dice) {
    byte[] wrong = right.clone();
    wrong[offset] ^= (byte) (1 << dice.between(0, 7));
    try {
      Path file = copy();
      Files.write(file, wrong);
      return JournalAudit.audit(file).fault();
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
  }

  private static List<Integer> placesOf(byte[] part, byte[] all) {
    List<Integer> places = new ArrayList<>();
    for (int start = 0; start + part.length <= all.length; start++) {
      if (Arrays.equals(all, start, start + part.length, part, 0, part.length)) {
        places.add(start);
      }
    }
    return places;
  }

  @Test
  void a_file_cut_anywhere_is_found() throws IOException {
    byte[] right = Files.readAllBytes(sealed);
    forSeeds(
        60,
        seed -> {
          int length = (int) new Dice(seed).between(0, right.length - 1);
          try {
            Path file = copy();
            Files.write(file, Arrays.copyOf(right, length));
            assertThat(JournalAudit.audit(file).fault()).as("cut to %d", length).isPresent();
          } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
          }
        });
  }

  @Test
  void only_right_events_are_handed_over() throws IOException, SQLException {
    Path file = copy();
    sql(file, "UPDATE event SET entry = x'00' WHERE sequence = 50");
    List<Recorded> seen = new ArrayList<>();
    Finding finding = JournalAudit.audit(file, (event, _) -> seen.add(event));
    assertThat(seen).isEqualTo(EVENTS.subList(0, 50));
    assertThat(finding.events()).isEqualTo(50);
  }

  @Test
  void an_entry_that_is_no_event_is_found_although_its_hash_is_right()
      throws IOException, SQLException {
    Path file = unsealed();
    byte[] entry = "{\"sequence\":50}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE event SET entry = ?, leaf = ? WHERE sequence = 50")) {
      update.setBytes(1, entry);
      update.setBytes(2, new MerkleTree().leafHash(entry));
      update.executeUpdate();
    }
    assertThat(fault(file).event()).hasValue(50);
  }

  @Test
  void a_journal_that_is_being_written_is_right_whenever_one_looks()
      throws IOException, InterruptedException {
    Path file = folder.resolve("live.journal");
    AtomicBoolean enough = new AtomicBoolean();
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      journal.append(EVENTS.subList(0, 1));
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                long next = 1;
                while (!enough.get()) {
                  Recorded event = EVENTS.get((int) (next % EVENTS.size()));
                  journal.append(
                      List.of(
                          new Recorded(
                              next++,
                              event.at(),
                              event.recordedAt(),
                              event.command(),
                              event.actor(),
                              event.event())));
                }
              });
      long before = 0;
      for (int look = 0; look < 60 || before <= 60; look++) {
        Finding finding = JournalAudit.audit(file);
        assertThat(finding.fault()).isEmpty();
        assertThat(finding.events()).isGreaterThanOrEqualTo(before);
        before = finding.events();
      }
      enough.set(true);
      writer.join();
      assertThat(journal.size()).isGreaterThanOrEqualTo(before);
    }
    assertThat(JournalAudit.audit(file).fault()).isEmpty();
  }
}
