package io.shieldwall.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What a journal was when it was closed in good order: number of events, tree root and SHA-256 of
/// the file. It stands beside the journal as `….seal`, three lines of text, and shows a change of
/// any byte, also of one that belongs to no event, and a cut at the end.
///
/// @param events number of events
/// @param root tree root, hex
/// @param file SHA-256 of the journal file, hex
record Seal(long events, String root, String file) {

  private static final String HEADING = "shieldwall-seal-1";

  static void put(Path journal, long events, String root) throws IOException {
    String text =
        "%s%nevents %d%nroot %s%nfile %s%n".formatted(HEADING, events, root, fileHash(journal));
    Files.writeString(path(journal), text, StandardCharsets.UTF_8);
  }

  static void remove(Path journal) throws IOException {
    Files.deleteIfExists(path(journal));
  }

  /// The seal of a journal; empty when there is none or when it is no seal.
  static Optional<Seal> read(Path journal) throws IOException {
    if (!Files.isRegularFile(path(journal))) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(path(journal), StandardCharsets.UTF_8);
    boolean wellFormed =
        lines.size() == 4
            && lines.get(0).equals(HEADING)
            && lines.get(1).matches("events \\d{1,18}")
            && lines.get(2).matches("root [0-9a-f]{64}")
            && lines.get(3).matches("file [0-9a-f]{64}");
    return wellFormed
        ? Optional.of(
            new Seal(
                Long.parseLong(lines.get(1).substring(7)),
                lines.get(2).substring(5),
                lines.get(3).substring(5)))
        : Optional.of(new Seal(-1, "", ""));
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

  private static Path path(Path journal) {
    return journal.resolveSibling(journal.getFileName() + ".seal");
  }
}
