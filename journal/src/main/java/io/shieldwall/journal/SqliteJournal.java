package io.shieldwall.journal;

import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/// A journal in one SQLite file. Appends come from one thread; each is one transaction that holds
/// the events with their leaf hashes and a batch row with the tree root after it.
///
/// A file lock beside it (`….lock`) keeps a second process out; it goes with the process that held
/// it, however that ended. When the journal is closed in good order it is sealed, see [Seal].
public final class SqliteJournal implements Journal {

  private final Path file;
  private final FileChannel lockFile;
  private final Connection connection;
  private final PreparedStatement insertEvent;
  private final PreparedStatement insertBatch;
  private final EventCodec codec = new EventCodec();
  private MerkleTree tree;
  private boolean failed;

  private SqliteJournal(Path file, FileChannel lockFile, Connection connection)
      throws SQLException {
    this.file = file;
    this.lockFile = lockFile;
    this.connection = connection;
    this.tree = loadTree(connection);
    connection.setAutoCommit(false);
    insertEvent =
        connection.prepareStatement("INSERT INTO event (sequence, leaf, entry) VALUES (?, ?, ?)");
    insertBatch =
        connection.prepareStatement("INSERT INTO batch (first, size, root) VALUES (?, ?, ?)");
  }

  /// Opens a journal, or creates it.
  ///
  /// @throws JournalFailure when another process has it open, or when it is damaged
  public static SqliteJournal open(Path file) {
    FileChannel lockFile = lock(file);
    try {
      Seal.remove(file);
      Connection connection = SqliteFile.openForWriting(file);
      return new SqliteJournal(file, lockFile, connection);
    } catch (SQLException | IOException broken) {
      closeQuietly(lockFile);
      throw new JournalFailure(
          "journal " + file + " cannot be opened: " + broken.getMessage(), broken);
    } catch (JournalFailure broken) {
      closeQuietly(lockFile);
      throw broken;
    }
  }

  private static FileChannel lock(Path file) {
    Path lockPath = file.resolveSibling(file.getFileName() + ".lock");
    FileChannel channel;
    try {
      channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException impossible) {
      throw new JournalFailure(
          "journal " + file + " cannot be locked: " + impossible.getMessage(), impossible);
    }
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      // this process has it open
    } catch (IOException impossible) {
      closeQuietly(channel);
      throw new JournalFailure("journal " + file + " cannot be locked", impossible);
    }
    closeQuietly(channel);
    throw new JournalFailure(
        "journal " + file + " is open elsewhere; end that exercise first, or name another file");
  }

  private static MerkleTree loadTree(Connection connection) throws SQLException {
    MerkleTree tree = new MerkleTree();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT sequence, leaf FROM event ORDER BY sequence")) {
      while (rows.next()) {
        if (rows.getLong(1) != tree.size()) {
          throw new JournalFailure("the journal lacks event " + tree.size());
        }
        tree.append(rows.getBytes(2));
      }
    }
    return tree;
  }

  @Override
  public synchronized long size() {
    return tree.size();
  }

  @Override
  public synchronized String root() {
    return HexFormat.of().formatHex(tree.root());
  }

  @Override
  public synchronized void append(List<Recorded> batch) {
    if (failed) {
      throw new JournalFailure("the journal has failed before and accepts nothing more");
    }
    if (batch.isEmpty()) {
      return;
    }
    MerkleTree grown = tree.copy();
    try {
      for (Recorded recorded : batch) {
        insert(recorded, grown);
      }
      insertEvent.executeBatch();
      insertBatch.setLong(1, tree.size());
      insertBatch.setInt(2, batch.size());
      insertBatch.setBytes(3, grown.root());
      insertBatch.executeUpdate();
      connection.commit();
      tree = grown;
    } catch (SQLException | RuntimeException broken) {
      failed = true;
      throw new JournalFailure(String.valueOf(broken.getMessage()), broken);
    }
  }

  private void insert(Recorded recorded, MerkleTree grown) throws SQLException {
    if (recorded.sequence() != grown.size()) {
      throw new JournalFailure(
          "event %d does not follow %d events".formatted(recorded.sequence(), grown.size()));
    }
    byte[] entry = codec.encode(recorded);
    byte[] leaf = grown.leafHash(entry);
    grown.append(leaf);
    insertEvent.setLong(1, recorded.sequence());
    insertEvent.setBytes(2, leaf);
    insertEvent.setBytes(3, entry);
    insertEvent.addBatch();
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

  @Override
  public synchronized void close() {
    try {
      insertEvent.close();
      insertBatch.close();
      if (!failed) {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
      }
      connection.close();
      if (!failed) {
        Seal.put(file, tree.size(), root());
      }
    } catch (SQLException | IOException broken) {
      throw new JournalFailure("the journal could not be closed: " + broken.getMessage(), broken);
    } finally {
      closeQuietly(lockFile);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // the lock goes with the process
    }
  }
}
