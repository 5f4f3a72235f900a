package io.shieldwall.probing.custom;

import io.shieldwall.probing.ProbeFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// User ids for programs at work, each claimed by one lane of one process at a time, so that
/// everything that runs as such a user is known to belong to that lane's run. A claim is a lock on
/// one byte of a file; the system drops it with the process that holds it.
///
/// No account of a Debian system has these numbers: the ranges of `adduser` and of systemd end
/// below the first and begin above the last.
final class Users {

  static final int FIRST = 60_600;
  static final int LAST = 61_183;

  private static final Path CLAIMS = Path.of("/run/shieldwall-users.lock");
  private static final Object CLAIMING = new Object();

  /// Never closed: closing any channel of a file would drop every lock that this process has on it.
  private static final class Channel {
    static final FileChannel OPEN = open();

    private static FileChannel open() {
      try {
        return FileChannel.open(CLAIMS, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private Users() {}

  /// Claims so many users, or none.
  static List<FileLock> claim(int count) throws IOException {
    List<FileLock> claimed = new ArrayList<>();
    synchronized (CLAIMING) {
      for (int user = FIRST; user <= LAST && claimed.size() < count; user++) {
        try {
          FileLock lock = Channel.OPEN.tryLock(user, 1, false);
          if (lock != null) {
            claimed.add(lock);
          }
        } catch (OverlappingFileLockException _) {
          // another lane of this process has it
        }
      }
    }
    if (claimed.size() < count) {
      release(claimed);
      throw unavailable(count);
    }
    return claimed;
  }

  private static ProbeFailure unavailable(int count) {
    return Confinement.unavailable(
        "other Shieldwall processes of this machine run so many that %d user ids of %d to %d are not free"
            .formatted(count, FIRST, LAST));
  }

  static void release(List<FileLock> claimed) throws IOException {
    for (FileLock lock : claimed) {
      lock.release();
    }
  }
}
