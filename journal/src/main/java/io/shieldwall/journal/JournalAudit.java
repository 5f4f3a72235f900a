package io.shieldwall.journal;

import io.shieldwall.exercise.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Reads a journal without writing to it and recomputes every hash on the way.
public final class JournalAudit {

  /// What an audit came to.
  ///
  /// @param events number of events that are right, from the first on
  /// @param root tree root over them, hex
  /// @param fault what is wrong; empty when nothing is
  public record Finding(long events, String root, Optional<Fault> fault) {}

  /// @param event sequence of the event that is wrong; empty when the file is changed where no
  ///   event lies
  public record Fault(OptionalLong event, String problem) {}

  /// What is done with each right event and its entry as it stands in the journal.
  public interface Visitor {
    void event(Recorded recorded, byte[] entry);
  }

  private final Path file;
  private final EventCodec codec = new EventCodec();
  private final MerkleTree tree = new MerkleTree();

  private JournalAudit(Path file) {
    this.file = file;
  }

  /// Audits a journal and hands over its events up to the first wrong one.
  ///
  /// @throws IOException when there is no such file
  public static Finding audit(Path file, Visitor visitor) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no journal " + file);
    }
    return new JournalAudit(file).run(visitor);
  }

  /// Audits a journal without looking at its events.
  public static Finding audit(Path file) throws IOException {
    return audit(file, (_, _) -> {});
  }

  private Finding run(Visitor visitor) throws IOException {
    Optional<Fault> fault = Optional.empty();
    try (Connection connection = SqliteFile.openForReading(file)) {
      fault = events(connection, visitor);
      if (fault.isEmpty()) {
        fault = batches(connection);
      }
    } catch (SQLException broken) {
      fault = Optional.of(wrong(tree.size(), "cannot be read: " + broken.getMessage()));
    }
    if (fault.isEmpty()) {
      fault = seal();
    }
    return new Finding(tree.size(), HexFormat.of().formatHex(tree.root()), fault);
  }

  private Optional<Fault> events(Connection connection, Visitor visitor) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT sequence, leaf, entry FROM event ORDER BY sequence");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Optional<Fault> fault = event(rows.getLong(1), rows.getBytes(2), rows.getBytes(3), visitor);
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Fault> event(long sequence, byte[] leaf, byte[] entry, Visitor visitor) {
    long expected = tree.size();
    if (sequence != expected) {
      return Optional.of(wrong(expected, "is missing; event " + sequence + " stands in its place"));
    }
    byte[] hash = tree.leafHash(entry == null ? new byte[0] : entry);
    if (!Arrays.equals(hash, leaf)) {
      return Optional.of(wrong(expected, "does not match its hash"));
    }
    try {
      Recorded recorded = codec.decode(entry);
      if (recorded.sequence() != sequence) {
        return Optional.of(wrong(expected, "says that it is event " + recorded.sequence()));
      }
      tree.append(hash);
      visitor.event(recorded, entry);
      return Optional.empty();
    } catch (EventCodec.UnreadableEvent unreadable) {
      return Optional.of(wrong(expected, String.valueOf(unreadable.getMessage())));
    }
  }

  /// Each batch row must continue the one before and hold the root of all events up to its end.
  private Optional<Fault> batches(Connection connection) throws SQLException {
    MerkleTree again = new MerkleTree();
    try (PreparedStatement batches =
            connection.prepareStatement("SELECT first, size, root FROM batch ORDER BY first");
        PreparedStatement leaves =
            connection.prepareStatement("SELECT leaf FROM event ORDER BY sequence");
        ResultSet batch = batches.executeQuery();
        ResultSet leaf = leaves.executeQuery()) {
      while (batch.next()) {
        long first = batch.getLong(1);
        if (first != again.size()) {
          return Optional.of(wrong(again.size(), "begins no batch that was remembered"));
        }
        for (long index = 0; index < batch.getLong(2) && leaf.next(); index++) {
          again.append(leaf.getBytes(1));
        }
        if (!Arrays.equals(again.root(), batch.getBytes(3))) {
          return Optional.of(wrong(first, "begins a batch whose root is another one"));
        }
      }
    }
    return again.size() == tree.size()
        ? Optional.empty()
        : Optional.of(wrong(again.size(), "belongs to no batch that was remembered"));
  }

  private Optional<Fault> seal() throws IOException {
    Optional<Seal> seal = Seal.read(file);
    if (seal.isEmpty()) {
      return Optional.empty();
    }
    if (seal.get().events() != tree.size()) {
      long first = Math.max(0, Math.min(seal.get().events(), tree.size()));
      return Optional.of(
          wrong(
              first,
              "is where journal and seal part: sealed were %d events, there are %d"
                  .formatted(seal.get().events(), tree.size())));
    }
    if (!seal.get().root().equals(HexFormat.of().formatHex(tree.root()))) {
      return Optional.of(
          new Fault(OptionalLong.empty(), "the whole history is another one than was sealed"));
    }
    return seal.get().file().equals(Seal.fileHash(file))
        ? Optional.empty()
        : Optional.of(
            new Fault(
                OptionalLong.empty(),
                "every event is right, but the file was changed where no event lies"));
  }

  private static Fault wrong(long event, String problem) {
    return new Fault(OptionalLong.of(event), "event " + event + " " + problem);
  }

  /// Hands over the entries of a journal as they stand, for exports.
  public static Finding entries(Path file, Consumer<byte[]> consumer) throws IOException {
    return audit(file, (_, entry) -> consumer.accept(entry));
  }
}
