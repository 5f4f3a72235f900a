package io.shieldwall.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.Journal.JournalFailure;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.RandomHistories;
import io.shieldwall.testkit.SteppingClock;
import io.shieldwall.testkit.TinyScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One writer a file, and no word more after something went wrong.
@Timeout(60)
final class SqliteJournalTest {

  private static final List<Recorded> EVENTS =
      RandomHistories.play(TinyScenario.scenario(), 21, 300).events();

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void name_the_file() {
    file = folder.resolve("exercise.journal");
  }

  private static void sql(Path file, String command) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(command);
    }
  }

  private void closedJournalOf(int events) {
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      journal.append(EVENTS.subList(0, events));
    }
  }

  private static List<Recorded> replayed(SqliteJournal journal) {
    List<Recorded> events = new ArrayList<>();
    journal.replay(0, events::add);
    return events;
  }

  @Test
  void every_promise_of_the_database_is_switched_on() throws SQLException {
    try (Connection connection = SqliteFile.openForWriting(file)) {
      assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(connection, "synchronous")).as("FULL").isEqualTo("2");
      assertThat(pragma(connection, "trusted_schema")).isEqualTo("0");
      assertThat(pragma(connection, "cell_size_check")).isEqualTo("1");
      assertThat(pragma(connection, "foreign_keys")).isEqualTo("1");
      assertThat(pragma(connection, "mmap_size")).isEqualTo("0");
      assertThatThrownBy(() -> pragma(connection, "x; SELECT load_extension('x')"))
          .isInstanceOf(SQLException.class);
    }
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Test
  void a_second_process_is_refused_and_the_first_is_not_disturbed()
      throws IOException, InterruptedException {
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      journal.append(EVENTS.subList(0, 5));
      try (ChildProcess child = ChildProcess.start("hold", file)) {
        assertThat(child.line())
            .isEqualTo(
                "refused journal %s is open elsewhere; end that exercise first, or name another file"
                    .formatted(file.toRealPath()));
      }
      journal.append(EVENTS.subList(5, 10));
      assertThat(replayed(journal)).isEqualTo(EVENTS.subList(0, 10));
    }
  }

  @Test
  void a_journal_that_another_process_has_open_is_refused_until_that_one_ends()
      throws IOException, InterruptedException {
    try (ChildProcess child = ChildProcess.start("hold", file)) {
      assertThat(child.line()).isEqualTo("open 0");
      assertThatThrownBy(() -> SqliteJournal.open(file))
          .isInstanceOf(JournalFailure.class)
          .hasMessageContaining("is open elsewhere");
      child.kill();
      assertThat(child.waitFor(20_000)).isTrue();
    }
    closedJournalOf(3);
  }

  @Test
  void a_second_opening_in_the_same_process_does_not_give_up_the_lock()
      throws IOException, InterruptedException {
    Path link = Files.createSymbolicLink(folder.resolve("link.journal"), file);
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      assertThatThrownBy(() -> SqliteJournal.open(file)).isInstanceOf(JournalFailure.class);
      assertThatThrownBy(() -> SqliteJournal.open(link)).isInstanceOf(JournalFailure.class);
      try (ChildProcess child = ChildProcess.start("hold", file)) {
        assertThat(child.line()).startsWith("refused");
      }
      assertThat(journal.size()).isZero();
    }
  }

  @Test
  void a_journal_in_a_folder_that_is_not_there_is_refused_in_words() {
    assertThatThrownBy(() -> SqliteJournal.open(folder.resolve("no/such/x.journal")))
        .isInstanceOf(JournalFailure.class)
        .hasMessageEndingWith("x.journal cannot be opened: there is no such folder");
  }

  @Test
  void a_path_that_could_set_options_of_the_driver_is_refused() {
    assertThatThrownBy(() -> SqliteJournal.open(folder.resolve("x?journal_mode=off")))
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("must not contain '?'");
  }

  @Test
  void a_file_that_is_no_database_is_refused_and_left_as_it_is() throws IOException {
    Files.writeString(file, "these are my notes, not a journal, please leave them alone\n");
    assertThatThrownBy(() -> SqliteJournal.open(file)).isInstanceOf(JournalFailure.class);
    assertThat(file).hasContent("these are my notes, not a journal, please leave them alone\n");
  }

  /// The trigger makes SQLite report an error where a broken disk would.
  private void failFrom(long sequence) throws SQLException {
    sql(
        file,
        "CREATE TRIGGER broken BEFORE INSERT ON event WHEN NEW.sequence >= "
            + sequence
            + " BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");
  }

  /// A reference that is checked when the transaction commits: the inserts succeed, the commit does
  /// not.
  private void failCommitFrom(long sequence) throws SQLException {
    sql(file, "CREATE TABLE parent (id INTEGER PRIMARY KEY)");
    sql(
        file,
        "CREATE TABLE child (parent INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
    sql(
        file,
        "CREATE TRIGGER broken AFTER INSERT ON event WHEN NEW.sequence >= "
            + sequence
            + " BEGIN INSERT INTO child VALUES (99); END");
  }

  @Test
  void an_error_while_writing_ends_acceptance_and_keeps_what_was_remembered()
      throws IOException, SQLException {
    closedJournalOf(10);
    failFrom(12);
    Files.delete(folder.resolve("exercise.journal.seal"));
    staysAt(12);
  }

  @Test
  void an_error_while_committing_ends_acceptance_and_keeps_what_was_remembered()
      throws IOException, SQLException {
    closedJournalOf(10);
    failCommitFrom(12);
    Files.delete(folder.resolve("exercise.journal.seal"));
    staysAt(12);
  }

  private void staysAt(int size) throws IOException, SQLException {
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      journal.append(EVENTS.subList(10, 12));
      String root = journal.root();
      assertThatThrownBy(() -> journal.append(EVENTS.subList(12, 15)))
          .isInstanceOf(JournalFailure.class);
      assertThatThrownBy(() -> journal.append(EVENTS.subList(12, 13)))
          .isInstanceOf(JournalFailure.class)
          .hasMessage("the journal has failed before and accepts nothing more");
      assertThat(journal.size()).isEqualTo(size);
      assertThat(journal.root()).isEqualTo(root);
      assertThat(replayed(journal)).isEqualTo(EVENTS.subList(0, size));
    }
    assertThat(folder.resolve("exercise.journal.seal")).doesNotExist();
    assertThat(JournalAudit.audit(file).fault()).isEmpty();
    sql(file, "DROP TRIGGER broken");
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      journal.append(EVENTS.subList(size, 20));
      assertThat(replayed(journal)).isEqualTo(EVENTS.subList(0, 20));
    }
  }

  @Test
  void an_exercise_whose_journal_fails_answers_unknown_and_accepts_nothing_more()
      throws SQLException, IOException {
    SqliteJournal.open(file).close();
    failCommitFrom(2);
    Files.delete(folder.resolve("exercise.journal.seal"));
    try (SqliteJournal journal = SqliteJournal.open(file);
        ExerciseLoop loop =
            new ExerciseLoop(
                    new Exercise(TinyScenario.scenario(), State.EMPTY),
                    journal,
                    SteppingClock.atStartex(),
                    10)
                .start()) {
      loop.submit("create", Actor.PLATFORM, TinyScenario.creation());
      loop.submit("first", Play.WHITE, new Command.Remark("one"));
      assertThat(loop.submit("second", Play.WHITE, new Command.Remark("two")))
          .isInstanceOf(Reply.Unknown.class);
      assertThat(loop.submit("third", Play.WHITE, new Command.Remark("three")))
          .isInstanceOfSatisfying(
              Reply.No.class, no -> assertThat(no.refusal()).isEqualTo(Refusal.NOT_NOW));
      assertThat(loop.state().sequence()).isEqualTo(2);
    }
    assertThat(JournalAudit.audit(file).events()).isEqualTo(2);
  }

  @Test
  void a_disk_that_is_full_stops_the_exercise_and_loses_nothing_acknowledged()
      throws IOException, InterruptedException {
    List<String> said;
    try (ChildProcess child = ChildProcess.startWithin(4096, "fill", file)) {
      said = child.rest();
    }
    List<String> done = said.stream().filter(line -> line.startsWith("done ")).toList();
    assertThat(done).hasSizeGreaterThan(10);
    assertThat(said.subList(said.size() - 3, said.size()))
        .containsExactly("Unknown", "No", "state " + (done.size() + 1));
    List<String> remembered = new ArrayList<>();
    JournalAudit.Finding finding =
        JournalAudit.audit(
            file, (event, _) -> remembered.add("done " + event.command() + " " + event.sequence()));
    assertThat(finding.fault()).isEmpty();
    assertThat(remembered).containsAll(done);
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      assertThat(journal.size()).isEqualTo(remembered.size());
    }
  }

  @Test
  void a_journal_that_was_changed_after_it_was_closed_is_not_opened()
      throws SQLException, IOException {
    closedJournalOf(20);
    sql(file, "UPDATE journal SET value = value");
    sql(file, "CREATE TABLE added (x)");
    assertThatThrownBy(() -> SqliteJournal.open(file))
        .isInstanceOf(JournalFailure.class)
        .hasMessage(
            "journal %s was changed after it was closed: every event is right, but the file was"
                    .formatted(file.toRealPath())
                + " changed where no event lies; audit it with 'shieldwall verify', and to go on"
                + " with it nevertheless remove exercise.journal.seal");
    assertThat(folder.resolve("exercise.journal.seal")).exists();
    Files.delete(folder.resolve("exercise.journal.seal"));
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      assertThat(journal.size()).isEqualTo(20);
    }
  }

  @Test
  void a_journal_with_a_wrong_entry_is_not_opened_even_without_a_seal()
      throws SQLException, IOException {
    closedJournalOf(20);
    Files.delete(folder.resolve("exercise.journal.seal"));
    sql(file, "UPDATE event SET entry = CAST('{}' AS BLOB) WHERE sequence = 7");
    assertThatThrownBy(() -> SqliteJournal.open(file))
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("is damaged: event 7 does not match its hash");
    assertThat(folder.resolve("exercise.journal.seal")).doesNotExist();
  }

  @Test
  void a_journal_of_another_format_is_not_opened() throws SQLException, IOException {
    closedJournalOf(2);
    Files.delete(folder.resolve("exercise.journal.seal"));
    sql(file, "UPDATE journal SET value = '2'");
    assertThatThrownBy(() -> SqliteJournal.open(file))
        .hasMessageContaining("the journal is of format 2; this Shieldwall reads format 1");
  }

  @Test
  void a_refused_journal_can_be_opened_once_it_is_right_again() throws SQLException, IOException {
    closedJournalOf(2);
    Files.delete(folder.resolve("exercise.journal.seal"));
    sql(file, "UPDATE journal SET value = '2'");
    assertThatThrownBy(() -> SqliteJournal.open(file)).isInstanceOf(JournalFailure.class);
    sql(file, "UPDATE journal SET value = '1'");
    SqliteJournal.open(file).close();
    assertThat(Seal.read(file)).isPresent();
  }

  @Test
  void a_closed_journal_leaves_one_file_and_its_seal_and_lock() throws IOException {
    closedJournalOf(20);
    try (java.util.stream.Stream<Path> listing = Files.list(folder)) {
      assertThat(listing.map(path -> String.valueOf(path.getFileName())))
          .containsExactlyInAnyOrder(
              "exercise.journal", "exercise.journal.seal", "exercise.journal.lock");
    }
    assertThat(Files.readString(folder.resolve("exercise.journal.seal")))
        .matches("shieldwall-seal-1\nevents 20\nroot [0-9a-f]{64}\nfile [0-9a-f]{64}\n");
  }
}
