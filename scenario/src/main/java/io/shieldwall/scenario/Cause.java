package io.shieldwall.scenario;

/// Why a check has its outcome.
public enum Cause {
  /// nothing is wrong
  NONE,
  TIMEOUT,
  REFUSED,
  UNRESOLVED,
  WRONG_CONTENT,
  WRONG_CREDENTIALS,
  TLS,
  PROTOCOL,
  /// the check was not run; always UNKNOWN
  NOT_RUN,
  /// the checker itself failed; always UNKNOWN
  CHECKER_FAULT,
  /// the target lies outside the rules of engagement; always UNKNOWN
  OUT_OF_SCOPE
}
