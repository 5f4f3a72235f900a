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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Reads a journal without writing to it and recomputes every hash on the way. It sees one state of
/// the journal, also while an exercise writes to it.
public final class JournalAudit {

  /// What an audit came to.
  ///
  /// @param events number of events that are right, from the first on
  /// @param root tree root over them, hex
  /// @param fault what is wrong; empty when nothing is
  public record Finding(long events, String root, Optional<Fault> fault) {}

  /// @param event sequence of the event that is wrong; empty when the file is changed where no
  ///   event lies
  public record Fault(OptionalLong event, String problem) {

    /// @param problem what is said of the event, without naming it
    static Fault of(long event, String problem) {
      return new Fault(OptionalLong.of(event), "event " + event + " " + problem);
    }

    static Fault ofFile(String problem) {
      return new Fault(OptionalLong.empty(), problem);
    }
  }

  /// What is done with each right event and its entry as it stands in the journal.
  public interface Visitor {
    void event(Recorded recorded, byte[] entry);
  }

  /// Looks at an entry whose hash is right.
  private interface Reader {
    void read(long sequence, byte[] entry) throws EventCodec.UnreadableEvent;
  }

  private final Connection connection;
  private final MerkleTree tree = new MerkleTree();

  private JournalAudit(Connection connection) {
    this.connection = connection;
  }

  /// Audits a journal and hands over its events up to the first wrong one.
  ///
  /// @throws IOException when there is no such file
  public static Finding audit(Path file, Visitor visitor) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no journal " + file);
    }
    EventCodec codec = new EventCodec();
    return read(
        file,
        (sequence, entry) -> {
          Recorded recorded = codec.decode(entry);
          if (recorded.sequence() != sequence) {
            throw new EventCodec.UnreadableEvent(
                "says that it is event " + recorded.sequence(), null);
          }
          visitor.event(recorded, entry);
        });
  }

  private static Finding read(Path file, Reader reader) throws IOException {
    Finding finding;
    try (Connection connection = SqliteFile.openForReading(file)) {
      finding = new JournalAudit(connection).run(reader);
    } catch (SQLException broken) {
      finding =
          new Finding(
              0,
              new MerkleTree().rootText(),
              Optional.of(Fault.of(0, "cannot be read: " + broken.getMessage())));
    }
    Optional<Seal> seal = finding.fault().isEmpty() ? Seal.read(file) : Optional.empty();
    return seal.isEmpty()
        ? finding
        : new Finding(
            finding.events(),
            finding.root(),
            seal.get().objection(file, finding.events(), finding.root()));
  }

  /// Audits a journal without looking at its events.
  public static Finding audit(Path file) throws IOException {
    return audit(file, (_, _) -> {});
  }

  /// Hands over the entries of a journal as they stand, for exports.
  public static Finding entries(Path file, Consumer<byte[]> consumer) throws IOException {
    return audit(file, (_, entry) -> consumer.accept(entry));
  }

  /// Audits every hash and the seal, but no event's meaning.
  static Finding hashes(Path file) throws IOException {
    return read(file, (_, _) -> {});
  }

  /// @param tree over the events that are right
  record Hashes(Finding finding, MerkleTree tree) {}

  /// Audits every hash in a connection that is open, but no event's meaning.
  static Hashes hashes(Connection connection) {
    JournalAudit audit = new JournalAudit(connection);
    Finding finding = audit.run((_, _) -> {});
    return new Hashes(finding, audit.tree);
  }

  private Finding run(Reader reader) {
    Optional<Fault> fault;
    try {
      fault = format().or(() -> events(reader)).or(this::batches);
    } catch (UnreadableFile unreadable) {
      fault = Optional.of(Fault.of(tree.size(), "cannot be read: " + unreadable.getMessage()));
    }
    return new Finding(tree.size(), tree.rootText(), fault);
  }

  /// A file that SQLite cannot read at this place.
  private static final class UnreadableFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableFile(SQLException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Optional<Fault> format() {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT value FROM journal WHERE key = 'format'");
        ResultSet row = select.executeQuery()) {
      String format = row.next() ? row.getString(1) : "none";
      return SqliteFile.FORMAT.equals(format)
          ? Optional.empty()
          : Optional.of(
              Fault.ofFile(
                  "the journal is of format %s; this Shieldwall reads format %s"
                      .formatted(format, SqliteFile.FORMAT)));
    } catch (SQLException broken) {
      throw new UnreadableFile(broken);
    }
  }

  private Optional<Fault> events(Reader reader) {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT sequence, leaf, entry FROM event ORDER BY sequence");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Optional<Fault> fault = event(rows.getLong(1), rows.getBytes(2), rows.getBytes(3), reader);
        if (fault.isPresent()) {
          return fault;
        }
      }
    } catch (SQLException broken) {
      throw new UnreadableFile(broken);
    }
    return Optional.empty();
  }

  private Optional<Fault> event(long sequence, byte[] leaf, byte[] entry, Reader reader) {
    long expected = tree.size();
    if (sequence != expected) {
      return Optional.of(
          Fault.of(expected, "is missing; event " + sequence + " stands in its place"));
    }
    byte[] bytes = entry == null ? new byte[0] : entry;
    byte[] hash = tree.leafHash(bytes);
    if (!Arrays.equals(hash, leaf)) {
      return Optional.of(Fault.of(expected, "does not match its hash"));
    }
    try {
      reader.read(sequence, bytes);
      tree.append(hash);
      return Optional.empty();
    } catch (EventCodec.UnreadableEvent unreadable) {
      return Optional.of(Fault.of(expected, String.valueOf(unreadable.getMessage())));
    }
  }

  /// Each batch row must continue the one before and hold the root of all events up to its end.
  private Optional<Fault> batches() {
    MerkleTree again = new MerkleTree();
    try (PreparedStatement batches =
            connection.prepareStatement("SELECT first, size, root FROM batch ORDER BY first");
        PreparedStatement leaves =
            connection.prepareStatement("SELECT leaf FROM event ORDER BY sequence");
        ResultSet batch = batches.executeQuery();
        ResultSet leaf = leaves.executeQuery()) {
      while (batch.next()) {
        long first = batch.getLong(1);
        long end = first + batch.getLong(2);
        if (first != again.size() || end <= first || end > tree.size()) {
          return Optional.of(Fault.of(again.size(), "begins no batch that was remembered"));
        }
        while (again.size() < end && leaf.next()) {
          again.append(leaf.getBytes(1));
        }
        if (!Arrays.equals(again.root(), batch.getBytes(3))) {
          return Optional.of(Fault.of(first, "begins a batch whose root is another one"));
        }
      }
    } catch (SQLException broken) {
      throw new UnreadableFile(broken);
    }
    return again.size() == tree.size()
        ? Optional.empty()
        : Optional.of(Fault.of(again.size(), "belongs to no batch that was remembered"));
  }
}
