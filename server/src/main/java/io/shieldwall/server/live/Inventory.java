package io.shieldwall.server.live;

import java.util.Optional;

/// Where a team's systems really are and how its people get in.
public interface Inventory {

  /// What to type to reach a service, such as `ssh -p 10022 operator@127.1.20.11`; empty when the
  /// service cannot be reached from here.
  Optional<String> reach(String team, String system, String service);

  /// The password of an account of the team's own system.
  Optional<String> password(String team, String system, String account);
}
