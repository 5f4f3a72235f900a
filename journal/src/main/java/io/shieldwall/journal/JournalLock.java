package io.shieldwall.journal;

import io.shieldwall.exercise.Journal.JournalFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps everybody else out of a journal that is open: other processes by a lock on the file
/// `….lock` beside it, which goes with the process that held it however that ended; the same
/// process by a list of its own, because on POSIX systems closing any channel of a file gives up
/// all locks that the process has on it.
final class JournalLock {

  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private JournalLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// @param journal its real path
  /// @throws JournalFailure when the journal is open elsewhere
  static JournalLock take(Path journal) {
    Path path = journal.resolveSibling(journal.getFileName() + ".lock");
    if (!TAKEN.add(path)) {
      throw openElsewhere(journal);
    }
    try {
      return new JournalLock(path, channel(journal, path));
    } catch (JournalFailure refused) {
      TAKEN.remove(path);
      throw refused;
    }
  }

  private static FileChannel channel(Path journal, Path path) {
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw openElsewhere(journal);
      }
      return channel;
    } catch (IOException impossible) {
      throw cannotLock(journal, impossible);
    }
  }

  private static JournalFailure openElsewhere(Path journal) {
    return new JournalFailure(
        "journal " + journal + " is open elsewhere; end that exercise first, or name another file");
  }

  private static JournalFailure cannotLock(Path journal, IOException why) {
    return new JournalFailure("journal " + journal + " cannot be locked: " + why.getMessage(), why);
  }

  void release() {
    try {
      channel.close();
    } catch (IOException _) {
      // the lock goes with the process
    } finally {
      TAKEN.remove(path);
    }
  }
}
