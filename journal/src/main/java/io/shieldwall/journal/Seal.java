package io.shieldwall.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What a journal was when it was closed in good order: number of events, tree root and SHA-256 of
/// the file. It stands beside the journal as `….seal`, four lines of text, and shows a change of
/// any byte, also of one that belongs to no event, and a cut at the end.
///
/// @param events number of events; -1 when the file beside the journal is no seal
/// @param root tree root, hex
/// @param file SHA-256 of the journal file, hex
record Seal(long events, String root, String file) {

  private static final String HEADING = "shieldwall-seal-1";
  private static final Seal NONE_READABLE = new Seal(-1, "", "");

  /// Seals a journal. The seal appears whole or not at all.
  static void put(Path journal, long events, String root) throws IOException {
    String text =
        "%s\nevents %d\nroot %s\nfile %s\n".formatted(HEADING, events, root, fileHash(journal));
    Path draft = beside(journal, ".seal-draft");
    try (FileChannel out =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(draft, path(journal), StandardCopyOption.ATOMIC_MOVE);
  }

  static void remove(Path journal) throws IOException {
    Files.deleteIfExists(path(journal));
  }

  /// The seal of a journal; empty when there is none.
  static Optional<Seal> read(Path journal) throws IOException {
    if (!Files.isRegularFile(path(journal))) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(path(journal)), StandardCharsets.ISO_8859_1);
    List<String> lines = text.lines().toList();
    boolean wellFormed =
        lines.size() == 4
            && lines.get(0).equals(HEADING)
            && lines.get(1).matches("events \\d{1,18}")
            && lines.get(2).matches("root [0-9a-f]{64}")
            && lines.get(3).matches("file [0-9a-f]{64}");
    return Optional.of(
        wellFormed
            ? new Seal(
                Long.parseLong(lines.get(1).substring(7)),
                lines.get(2).substring(5),
                lines.get(3).substring(5))
            : NONE_READABLE);
  }

  static String fileHash(Path journal) throws IOException {
    try (InputStream in = Files.newInputStream(journal)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (DigestInputStream digesting = new DigestInputStream(in, sha256)) {
        digesting.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Why a journal is not the one that was sealed; empty when it is.
  ///
  /// @param events number of events that it holds
  /// @param root tree root over them, hex
  Optional<JournalAudit.Fault> objection(Path journal, long events, String root)
      throws IOException {
    if (this.equals(NONE_READABLE)) {
      return Optional.of(JournalAudit.Fault.ofFile("the file beside the journal is no seal"));
    }
    if (events != this.events) {
      return Optional.of(
          JournalAudit.Fault.of(
              Math.min(this.events, events),
              "is where journal and seal part: sealed were %d events, there are %d"
                  .formatted(this.events, events)));
    }
    if (!root.equals(this.root)) {
      return Optional.of(
          JournalAudit.Fault.ofFile("the whole history is another one than was sealed"));
    }
    return fileHash(journal).equals(file)
        ? Optional.empty()
        : Optional.of(
            JournalAudit.Fault.ofFile(
                "every event is right, but the file was changed where no event lies"));
  }

  private static Path path(Path journal) {
    return beside(journal, ".seal");
  }

  private static Path beside(Path journal, String suffix) {
    return journal.resolveSibling(journal.getFileName() + suffix);
  }
}
