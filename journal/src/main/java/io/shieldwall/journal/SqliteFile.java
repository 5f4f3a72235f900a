package io.shieldwall.journal;

import io.shieldwall.exercise.Journal.JournalFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// Opens SQLite files the one way that keeps promises: WAL, `synchronous=FULL`, untrusted schema,
/// checked cells, no memory map. See `docs/decisions/002-sqlite.md`.
final class SqliteFile {

  /// Page size and layout of format 1.
  static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS journal (
        key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS event (
        sequence INTEGER PRIMARY KEY, leaf BLOB NOT NULL, entry BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS batch (
        first INTEGER PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL);
      """;

  private SqliteFile() {}

  static Connection openForWriting(Path file) throws SQLException {
    Connection connection = config(false).createConnection(url(file));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA cell_size_check=ON");
      statement.execute("PRAGMA trusted_schema=OFF");
      statement.execute("PRAGMA mmap_size=0");
      statement.execute("PRAGMA wal_autocheckpoint=2000");
      for (String table : SCHEMA.split(";\\s*")) {
        if (!table.isBlank()) {
          statement.execute(table);
        }
      }
    }
    return connection;
  }

  static Connection openForReading(Path file) throws SQLException {
    Connection connection = config(true).createConnection(url(file));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA cell_size_check=ON");
      statement.execute("PRAGMA trusted_schema=OFF");
      statement.execute("PRAGMA mmap_size=0");
    }
    return connection;
  }

  private static SQLiteConfig config(boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    config.enableLoadExtension(false);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(5000);
    if (readOnly) {
      config.setReadOnly(true);
    } else {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      config.setOpenMode(SQLiteOpenMode.CREATE);
    }
    return config;
  }

  /// The driver reads settings behind a `?` in its URL; a file's name must not set any.
  private static String url(Path file) {
    if (file.toString().contains("?")) {
      throw new JournalFailure("a journal's path must not contain '?': " + file);
    }
    return "jdbc:sqlite:" + file.toAbsolutePath();
  }
}
