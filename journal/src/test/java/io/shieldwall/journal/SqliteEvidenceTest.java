package io.shieldwall.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.exercise.EvidenceShelf;
import io.shieldwall.exercise.EvidenceShelf.Piece;
import io.shieldwall.exercise.Journal.JournalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteEvidenceTest {

  @TempDir Path folder;

  private Path journal() {
    return folder.resolve("live.journal");
  }

  @Test
  void a_text_is_found_by_its_hash_also_after_a_restart() {
    String key;
    try (SqliteEvidence shelf = SqliteEvidence.beside(journal())) {
      List<String> keys =
          shelf.keep(List.of(new Piece("blue01", "> GET /\n"), new Piece("blue01", "< 500\n")));
      assertThat(keys).hasSize(2).allMatch(EvidenceShelf::isKey).doesNotHaveDuplicates();
      assertThat(shelf.keep(List.of(new Piece("blue01", "> GET /\n"))))
          .containsExactly(keys.getFirst());
      key = keys.getLast();
    }
    try (SqliteEvidence shelf = SqliteEvidence.beside(journal())) {
      assertThat(shelf.find("blue01", key)).hasValue("< 500\n");
    }
  }

  @Test
  void a_teams_key_opens_nothing_of_another() {
    try (SqliteEvidence shelf = SqliteEvidence.beside(journal())) {
      String key = shelf.keep(List.of(new Piece("blue01", "secret"))).getFirst();
      assertThat(shelf.find("blue02", key)).isEmpty();
      assertThat(shelf.find("blue01", key.toUpperCase(java.util.Locale.ROOT))).isEmpty();
      assertThat(shelf.find("blue01", "")).isEmpty();
    }
  }

  @Test
  void a_text_that_was_changed_is_not_shown() throws SQLException {
    String first;
    try (SqliteEvidence shelf = SqliteEvidence.beside(journal())) {
      first = shelf.keep(List.of(new Piece("blue01", "the truth"))).getFirst();
      shelf.keep(List.of(new Piece("blue01", "another text")));
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + journal() + ".evidence");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE evidence SET body = (SELECT body FROM evidence WHERE key <> '%s') WHERE key = '%s'"
              .formatted(first, first));
    }
    try (SqliteEvidence shelf = SqliteEvidence.beside(journal())) {
      assertThat(shelf.find("blue01", first)).isEmpty();
    }
  }

  @Test
  void a_file_that_is_no_shelf_is_refused_with_its_name() throws IOException {
    Files.writeString(folder.resolve("live.journal.evidence"), "no database, but long enough");
    assertThatThrownBy(() -> SqliteEvidence.beside(journal()))
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("live.journal.evidence");
  }
}
