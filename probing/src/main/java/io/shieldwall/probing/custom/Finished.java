package io.shieldwall.probing.custom;

import java.util.OptionalInt;

/// How a program ended.
///
/// @param status exit code; 128 and the signal's number where a signal ended it, as shells count
/// @param killed whether it was still at work at its deadline
/// @param out its standard output, at most [Capture#LIMIT] bytes
/// @param err its standard error, likewise
record Finished(int status, boolean killed, Text out, Text err) {

  private static final int SIGNALS = 128;

  /// What a program wrote.
  ///
  /// @param cut whether it wrote more than is kept
  record Text(String text, boolean cut) {

    /// The first line that says something.
    String firstLine() {
      return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
    }

    String lastLine() {
      return text.lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .reduce("", (_, last) -> last);
    }
  }

  /// The signal that ended it.
  OptionalInt signal() {
    return status > SIGNALS && status < SIGNALS + 65
        ? OptionalInt.of(status - SIGNALS)
        : OptionalInt.empty();
  }

  /// How it ended, as half a sentence that begins with a verb.
  String wording() {
    if (killed) {
      return "did not end before its deadline and was killed";
    }
    return signal().isPresent()
        ? "was ended by signal " + signal().getAsInt()
        : "ended with exit code " + status;
  }
}
