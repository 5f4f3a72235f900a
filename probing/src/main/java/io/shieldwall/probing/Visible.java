package io.shieldwall.probing;

import java.util.Locale;

/// Makes text from hostile services harmless to read: control characters, ANSI escapes, line
/// separators, invisible or direction-changing characters and halves of surrogate pairs are written
/// as escapes.
public final class Visible {

  private Visible() {}

  /// The text on one line.
  public static String line(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    append(visible, text, 0, text.length());
    return visible.toString();
  }

  /// Appends a part of a text; what needs no escape goes in pieces.
  public static void append(StringBuilder target, String text, int start, int end) {
    int done = start;
    for (int i = start; i < end; i++) {
      char character = text.charAt(i);
      if (!plain(character)) {
        target.append(text, done, i);
        appendEscape(target, character);
        done = i + 1;
      }
    }
    target.append(text, done, end);
  }

  private static void appendEscape(StringBuilder target, char character) {
    switch (character) {
      case '\n' -> target.append("\\n");
      case '\r' -> target.append("\\r");
      case '\t' -> target.append("\\t");
      default -> appendCode(target, character);
    }
  }

  private static void appendCode(StringBuilder target, char character) {
    target.append(
        character < 0x100
            ? String.format(Locale.ROOT, "\\x%02x", (int) character)
            : String.format(Locale.ROOT, "\\u%04x", (int) character));
  }

  private static boolean plain(char character) {
    if (character < 0x7f) {
      return character >= 0x20;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
