package io.shieldwall.range.nation;

/// How a service meets somebody who connects.
public enum Reach {
  ANSWERS,
  /// stopped, destroyed or in an outage: the connection is accepted and reset
  RESETS,
  /// flooded, or its system is cut off: the connection is accepted and nothing ever comes
  SILENT,
  /// a system that it depends on fails: HTTP answers 503, DNS SERVFAIL, others close
  DEPENDENCY_DOWN
}
