package io.shieldwall.cluster;

import java.util.Map;

/// What travels sealed.
///
/// @param memory what the check wrote down for itself
/// @param passwords by account of the system under test; in a task only
record Secrets(String memory, Map<String, String> passwords) {

  Secrets {
    passwords = Map.copyOf(passwords);
  }
}
