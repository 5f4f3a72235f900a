package io.shieldwall.journal;

import io.shieldwall.exercise.EvidenceShelf;
import io.shieldwall.exercise.Journal.JournalFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Evidence in an SQLite file beside the journal, compressed, by team and hash. What is read is
/// hashed again: a text that was changed in the file is not shown as evidence.
public final class SqliteEvidence implements EvidenceShelf, AutoCloseable {

  private static final int LONGEST = 1024 * 1024;

  private final Path file;
  private final Connection connection;

  private SqliteEvidence(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /// Opens the shelf that belongs to a journal, or creates it.
  ///
  /// @throws JournalFailure when it cannot be opened
  public static SqliteEvidence beside(Path journal) {
    Path file = journal.resolveSibling(journal.getFileName() + ".evidence");
    try {
      Connection connection = SqliteFile.openPlain(file);
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            """
            CREATE TABLE IF NOT EXISTS evidence (
              team TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL,
              PRIMARY KEY (team, key)) WITHOUT ROWID
            """);
        connection.commit();
        return new SqliteEvidence(file, connection);
      } catch (SQLException broken) {
        connection.close();
        throw broken;
      }
    } catch (SQLException broken) {
      throw new JournalFailure(
          "evidence " + file + " cannot be opened: " + broken.getMessage(), broken);
    }
  }

  @Override
  public synchronized List<String> keep(List<Piece> pieces) {
    List<String> keys = new ArrayList<>(pieces.size());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO evidence (team, key, body) VALUES (?, ?, ?)")) {
      for (Piece piece : pieces) {
        byte[] text = piece.text().getBytes(StandardCharsets.UTF_8);
        String key = key(text);
        insert.setString(1, piece.team());
        insert.setString(2, key);
        insert.setBytes(3, deflated(text));
        insert.addBatch();
        keys.add(key);
      }
      insert.executeBatch();
      connection.commit();
      return keys;
    } catch (SQLException broken) {
      rollBack(broken);
      throw new JournalFailure(
          "evidence " + file + " cannot be written: " + broken.getMessage(), broken);
    }
  }

  private void rollBack(SQLException broken) {
    try {
      connection.rollback();
    } catch (SQLException worse) {
      broken.addSuppressed(worse);
    }
  }

  @Override
  public synchronized Optional<String> find(String team, String key) {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT body FROM evidence WHERE team = ? AND key = ?")) {
      select.setString(1, team);
      select.setString(2, key);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        byte[] text = inflated(row.getBytes(1));
        return key(text).equals(key)
            ? Optional.of(new String(text, StandardCharsets.UTF_8))
            : Optional.empty();
      } finally {
        connection.rollback();
      }
    } catch (SQLException | IOException broken) {
      throw new JournalFailure(
          "evidence " + file + " cannot be read: " + broken.getMessage(), broken);
    }
  }

  private static String key(byte[] text) {
    try {
      return PREFIX + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] deflated(byte[] text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length / 2 + 32);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(text);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
    return bytes.toByteArray();
  }

  /// At most so much that a file that was tampered with cannot fill the memory.
  private static byte[] inflated(byte[] body) throws IOException {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(body))) {
      return in.readNBytes(LONGEST);
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException broken) {
      throw new JournalFailure(
          "evidence " + file + " cannot be closed: " + broken.getMessage(), broken);
    }
  }
}
