package io.shieldwall.scenario;

/// The state of a check, in the field's four words.
public enum Outcome {
  OK,
  /// Works with a flaw; counts one half.
  WARNING,
  CRITICAL,
  /// Could not be measured; leaves the denominator and never costs a team anything.
  UNKNOWN
}
