package io.shieldwall.probing.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a browser says: messages that each end with NUL. A hostile page can make it say much; what
/// is more than the limits is not read.
final class Inbox {

  static final int LONGEST = 4 * 1024 * 1024;
  static final long MOST = 64L * 1024 * 1024;

  private static final int ROOM = 256;
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> messages = new ArrayBlockingQueue<>(ROOM);
  private volatile boolean closed;
  private volatile boolean flooded;

  /// Reads until the browser ends; a browser whose messages nobody wants any more never waits.
  void listen(InputStream stream) {
    try (stream) {
      sort(stream);
      put(END);
      stream.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      put(END);
    }
  }

  private void sort(InputStream stream) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    byte[] buffer = new byte[64 * 1024];
    long total = 0;
    for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
      total += count;
      int begin = 0;
      for (int i = 0; i < count; i++) {
        if (buffer[i] == 0) {
          message.write(buffer, begin, i - begin);
          put(message.toByteArray());
          message.reset();
          begin = i + 1;
        }
      }
      message.write(buffer, begin, count - begin);
      if (total > MOST || message.size() > LONGEST) {
        flooded = true;
        return;
      }
    }
  }

  private void put(byte[] message) {
    try {
      while (!closed && !messages.offer(message, 50, TimeUnit.MILLISECONDS)) {
        // the reader is slow, or gone
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The next message; empty when none comes in time.
  ///
  /// @throws Gone when there will be no more
  Optional<byte[]> next(long nanos) throws Gone, InterruptedException {
    byte[] message = messages.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    if (message != null && message.length == 0) {
      put(END);
      throw new Gone(flooded ? "it said more than a check listens to" : "it ended");
    }
    return Optional.ofNullable(message);
  }

  /// Whether the browser said more than a check listens to.
  boolean flooded() {
    return flooded;
  }

  /// Lets [#next] find the end after what has come already.
  void end() {
    put(END);
  }

  /// Nobody listens any more.
  void close() {
    closed = true;
    messages.clear();
  }
}
