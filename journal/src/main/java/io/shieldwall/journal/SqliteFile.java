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

  /// Version of the layout below; stands in every journal.
  static final String FORMAT = "1";

  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS journal (
        key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS event (
        sequence INTEGER PRIMARY KEY, leaf BLOB NOT NULL, entry BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS batch (
        first INTEGER PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL);
      INSERT OR IGNORE INTO journal (key, value) VALUES ('format', '1');
      """;

  private SqliteFile() {}

  /// A connection for writing in a transaction of its own, without any tables.
  static Connection openPlain(Path file) throws SQLException {
    Connection connection = config(false).createConnection(url(file));
    try (Statement statement = connection.createStatement()) {
      distrust(statement);
      statement.execute("PRAGMA wal_autocheckpoint=2000");
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException broken) {
      connection.close();
      throw broken;
    }
  }

  /// A connection in a transaction of its own, with the tables of a journal.
  static Connection openForWriting(Path file) throws SQLException {
    Connection connection = openPlain(file);
    try (Statement statement = connection.createStatement()) {
      for (String command : SCHEMA.split(";\\s*")) {
        if (!command.isBlank()) {
          statement.execute(command);
        }
      }
      connection.commit();
      return connection;
    } catch (SQLException broken) {
      connection.close();
      throw broken;
    }
  }

  /// A connection in a transaction of its own: all that it reads is of one state of the file.
  static Connection openForReading(Path file) throws SQLException {
    Connection connection = config(true).createConnection(url(file));
    try (Statement statement = connection.createStatement()) {
      distrust(statement);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException broken) {
      connection.close();
      throw broken;
    }
  }

  private static void distrust(Statement statement) throws SQLException {
    statement.execute("PRAGMA cell_size_check=ON");
    statement.execute("PRAGMA trusted_schema=OFF");
    statement.execute("PRAGMA mmap_size=0");
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
