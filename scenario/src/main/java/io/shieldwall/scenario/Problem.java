package io.shieldwall.scenario;

/// A mistake in a scenario folder.
///
/// @param file path within the folder
/// @param line 1 for the first line
/// @param column 1 for the first character
/// @param message what is wrong
/// @param fix what to write instead
public record Problem(String file, int line, int column, String message, String fix)
    implements Comparable<Problem> {

  /// `file:line:column: what is wrong — what to write instead`.
  @Override
  public String toString() {
    return "%s:%d:%d: %s — %s".formatted(file, line, column, message, fix);
  }

  @Override
  public int compareTo(Problem other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }
}
