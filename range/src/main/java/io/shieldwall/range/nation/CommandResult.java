package io.shieldwall.range.nation;

/// What a command of a shell wrote.
///
/// @param exitCode 0 when it did what was asked
public record CommandResult(int exitCode, String output) {

  public static CommandResult said(String output) {
    return new CommandResult(0, output);
  }

  public static CommandResult refused(String output) {
    return new CommandResult(1, output);
  }
}
