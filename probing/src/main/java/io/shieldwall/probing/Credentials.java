package io.shieldwall.probing;

import java.util.Optional;

/// Where checks get the passwords of named accounts. A scenario never holds one.
@FunctionalInterface
public interface Credentials {

  /// The password of an account of a team's system; empty when nobody knows it.
  Optional<String> password(String team, String system, String account);

  /// No account has a password.
  static Credentials none() {
    return (team, system, account) -> Optional.empty();
  }
}
