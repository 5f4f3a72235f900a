package io.shieldwall.probing.custom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads a stream to its end so that its writer never waits, and keeps the beginning.
final class Capture {

  static final int LIMIT = 64 * 1024;

  private final byte[] kept = new byte[LIMIT];
  private int length;
  private boolean cut;

  /// Reads until the end; a stream that breaks has ended.
  void drain(InputStream stream) {
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        keep(buffer, count);
      }
    } catch (IOException _) {
      // the other end is gone
    }
  }

  synchronized void keep(byte[] bytes, int count) {
    int taken = Math.min(count, LIMIT - length);
    System.arraycopy(bytes, 0, kept, length, taken);
    length += taken;
    cut |= taken < count;
  }

  /// What has come so far; what is no UTF-8 is replaced.
  synchronized Finished.Text text() {
    return new Finished.Text(new String(kept, 0, length, StandardCharsets.UTF_8), cut);
  }
}
