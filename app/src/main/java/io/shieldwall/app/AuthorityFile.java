package io.shieldwall.app;

import io.shieldwall.probing.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// The authorities that a worker trusts: this platform's, or that of the embedded range, whose
/// certificate the exercise leaves beside the key file. A new one is taken up.
final class AuthorityFile {

  private static final FileTime NEVER = FileTime.fromMillis(0);

  private final Path file;
  private final boolean embedded;
  private FileTime read = NEVER;
  private Trust trust = Trust.platform();

  AuthorityFile(Path file, boolean embedded) {
    this.file = file;
    this.embedded = embedded;
  }

  synchronized Trust trust() {
    if (embedded) {
      try {
        FileTime written = Files.getLastModifiedTime(file);
        if (!written.equals(read)) {
          trust = Trust.authorities(file);
          read = written;
        }
      } catch (IOException _) {
        // the exercise has not begun yet; what it signs is not trusted until then
      }
    }
    return trust;
  }
}
