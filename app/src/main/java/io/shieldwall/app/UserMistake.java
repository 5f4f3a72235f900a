package io.shieldwall.app;

/// What somebody asked for cannot be done; the message says what is wrong and what would be right.
final class UserMistake extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /// @param exitCode 1 when the answer is no, 2 when the command was used wrongly
  UserMistake(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
