package io.shieldwall.scenario;

/// What a defender can do to a system of its team.
public enum ActionKind {
  /// Read the system's logs closely; reveals compromise and persistence.
  INSPECT_LOGS,
  /// Change the password of an account; checks follow, unknown holders of the old one are shut out.
  ROTATE_CREDENTIAL,
  /// Install updates; the services of the system restart.
  PATCH,
  /// Correct a configuration.
  HARDEN,
  /// Stop one service.
  CLOSE_SERVICE,
  /// Start one service, or start it again.
  OPEN_SERVICE,
  /// Cut the system off the network; no check, user or adversary reaches it.
  ISOLATE,
  /// Put an isolated system back on the network.
  RECONNECT,
  /// Remove the adversary's persistence and close its connections.
  EVICT,
  /// Bring data and services back from the team's own backup; weaknesses that were fixed stay
  /// fixed.
  RESTORE,
  /// Ask the Green team for the initial image; weaknesses come back with it. Priced.
  REVERT
}
