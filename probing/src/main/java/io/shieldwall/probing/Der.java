package io.shieldwall.probing;

/// Looks at a message before a library decodes it, which would follow any depth and set aside
/// memory for any length.
public final class Der {

  private static final int DEEPEST = 40;
  private static final int CONSTRUCTED = 0x20;

  private final byte[] bytes;
  private int position;

  private Der(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Whether the bytes are one element with elements in it, each with its length, not nested too
  /// deep.
  public static boolean isSound(byte[] bytes) {
    Der der = new Der(bytes);
    return der.element(bytes.length, 0) && der.position == bytes.length;
  }

  private boolean element(int end, int depth) {
    if (depth > DEEPEST || end - position < 2) {
      return false;
    }
    int tag = bytes[position++] & 0xff;
    int length = length(end);
    if ((tag & 0x1f) == 0x1f || length < 0 || length > end - position) {
      return false;
    }
    int stop = position + length;
    if ((tag & CONSTRUCTED) == 0) {
      position = stop;
      return true;
    }
    while (position < stop) {
      if (!element(stop, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /// The length that comes next; -1 where it has none, or one that no message of ours has.
  private int length(int end) {
    int first = bytes[position++] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > 3 || count > end - position) {
      return -1;
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | (bytes[position++] & 0xff);
    }
    return length;
  }
}
