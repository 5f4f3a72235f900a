package io.shieldwall.probing.custom;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program to be run once.
///
/// @param program absolute path
/// @param arguments words that reach the program as they are; no shell reads them
/// @param environment everything that the program finds in its environment beside the lane's own
/// @param secrets go into a file that only the program may read, see [Workplace]; never into a word
///   of the command
/// @param timeout hard deadline in wall time; the grace comes on top
/// @param subject what it measures, such as one service of one team; empty where nobody's time is
///   measured
public record Order(
    Path program,
    List<String> arguments,
    Map<String, String> environment,
    Map<String, String> secrets,
    Duration timeout,
    String subject) {

  public Order {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    secrets = Map.copyOf(secrets);
  }

  static Order of(Path program, Duration timeout, String... arguments) {
    return new Order(program, List.of(arguments), Map.of(), Map.of(), timeout, "");
  }

  Order measuring(String subject) {
    return new Order(program, arguments, environment, secrets, timeout, subject);
  }

  /// A program that talks over descriptors 3 and 4, one line at a time.
  @FunctionalInterface
  interface Dialogue {

    /// The line that a line is answered with; empty where nothing is said.
    Optional<String> answer(String line);
  }
}
