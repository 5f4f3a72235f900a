package io.shieldwall.journal;

import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A journal in one SQLite file. Appends come from one thread; each is one transaction that holds
/// the events with their leaf hashes and a batch row with the tree root after it.
///
/// A second process is kept out by a [JournalLock]. When the journal is closed in good order it is
/// sealed, see [Seal]; when it is opened every hash is computed again, and the seal must hold.
public final class SqliteJournal implements Journal {

  private final Path file;
  private final JournalLock lock;
  private final Connection connection;
  private final EventCodec codec = new EventCodec();
  private MerkleTree tree;
  private boolean failed;
  private boolean closed;

  private SqliteJournal(Path file, JournalLock lock, Connection connection, MerkleTree tree) {
    this.file = file;
    this.lock = lock;
    this.connection = connection;
    this.tree = tree;
  }

  /// Opens a journal, or creates it.
  ///
  /// @throws JournalFailure when it is open elsewhere, is damaged, or is not what was sealed
  public static SqliteJournal open(Path path) {
    Path file = real(path);
    JournalLock lock = JournalLock.take(file);
    try {
      if (Files.exists(file) && Seal.read(file).isPresent()) {
        refuseChanged(file);
      }
      Connection connection = SqliteFile.openForWriting(file);
      try {
        MerkleTree tree = sound(JournalAudit.hashes(connection), file);
        connection.commit();
        Seal.remove(file);
        return new SqliteJournal(file, lock, connection, tree);
      } catch (SQLException | IOException | RuntimeException broken) {
        connection.close();
        throw broken;
      }
    } catch (SQLException | IOException broken) {
      lock.release();
      throw new JournalFailure(
          "journal " + file + " cannot be opened: " + broken.getMessage(), broken);
    } catch (RuntimeException broken) {
      lock.release();
      throw broken;
    }
  }

  /// The path without links, so that one journal has one lock whatever it is called.
  private static Path real(Path path) {
    try {
      Path absolute = path.toAbsolutePath().normalize();
      return Files.exists(absolute)
          ? absolute.toRealPath()
          : Optional.ofNullable(absolute.getParent())
              .orElse(absolute)
              .toRealPath()
              .resolve(absolute.getFileName());
    } catch (IOException broken) {
      throw new JournalFailure(
          "journal " + path + " cannot be opened: there is no such folder", broken);
    }
  }

  /// Before anything is written: the file must be the one that was sealed.
  private static void refuseChanged(Path file) throws IOException {
    Optional<JournalAudit.Fault> fault = JournalAudit.hashes(file).fault();
    if (fault.isPresent()) {
      throw new JournalFailure(
          ("journal %s was changed after it was closed: %s; audit it with 'shieldwall verify', and"
                  + " to go on with it nevertheless remove %s.seal")
              .formatted(file, fault.get().problem(), file.getFileName()));
    }
  }

  private static MerkleTree sound(JournalAudit.Hashes hashes, Path file) {
    Optional<JournalAudit.Fault> fault = hashes.finding().fault();
    if (fault.isPresent()) {
      throw new JournalFailure(
          "journal %s is damaged: %s; audit it with 'shieldwall verify'"
              .formatted(file, fault.get().problem()));
    }
    return hashes.tree();
  }

  @Override
  public synchronized long size() {
    return tree.size();
  }

  @Override
  public synchronized String root() {
    return tree.rootText();
  }

  @Override
  public synchronized void append(List<Recorded> batch) {
    if (failed || closed) {
      throw new JournalFailure(
          closed
              ? "the journal is closed"
              : "the journal has failed before and accepts nothing more");
    }
    if (batch.isEmpty()) {
      return;
    }
    MerkleTree grown = tree.copy();
    try {
      insertEvents(batch, grown);
      insertBatch(batch.size(), grown);
      connection.commit();
      tree = grown;
    } catch (SQLException | RuntimeException broken) {
      failed = true;
      forget(broken);
      throw new JournalFailure(String.valueOf(broken.getMessage()), broken);
    }
  }

  private void insertEvents(List<Recorded> batch, MerkleTree grown) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO event (sequence, leaf, entry) VALUES (?, ?, ?)")) {
      for (Recorded recorded : batch) {
        if (recorded.sequence() != grown.size()) {
          throw new JournalFailure(
              "event %d does not follow %d events".formatted(recorded.sequence(), grown.size()));
        }
        byte[] entry = codec.encode(recorded);
        byte[] leaf = grown.leafHash(entry);
        grown.append(leaf);
        insert.setLong(1, recorded.sequence());
        insert.setBytes(2, leaf);
        insert.setBytes(3, entry);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void insertBatch(int size, MerkleTree grown) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO batch (first, size, root) VALUES (?, ?, ?)")) {
      insert.setLong(1, tree.size());
      insert.setInt(2, size);
      insert.setBytes(3, grown.root());
      insert.executeUpdate();
    }
  }

  /// Takes back what a failed append has left in this connection, so that replays show only what
  /// was remembered before it.
  private void forget(Exception broken) {
    try {
      connection.rollback();
    } catch (SQLException alsoBroken) {
      broken.addSuppressed(alsoBroken);
    }
  }

  @Override
  public synchronized void replay(long from, Consumer<Recorded> consumer) {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT entry FROM event WHERE sequence >= ? ORDER BY sequence")) {
      select.setLong(1, from);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          consumer.accept(codec.decode(rows.getBytes(1)));
        }
      }
    } catch (SQLException broken) {
      throw new JournalFailure("the journal cannot be read: " + broken.getMessage(), broken);
    }
  }

  /// Makes the closed journal one plain file, so that reading it later leaves nothing beside it.
  /// While somebody else reads, it stays in WAL mode, which is just as sound.
  private void leaveWal() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=DELETE");
    } catch (SQLException _) {
      // a reader has it open
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (!failed) {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        leaveWal();
      }
      connection.close();
      if (!failed) {
        Seal.put(file, tree.size(), root());
      }
    } catch (SQLException | IOException broken) {
      throw new JournalFailure("the journal could not be closed: " + broken.getMessage(), broken);
    } finally {
      lock.release();
    }
  }
}
