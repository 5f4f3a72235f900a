package io.shieldwall.exercise;

import java.util.Optional;

/// Where evidence is kept beside the journal: by the SHA-256 of its text, so that the journal's
/// chain of hashes vouches for it too.
public interface EvidenceShelf {

  /// What a key begins with.
  String PREFIX = "sha256:";

  /// Keeps a text of a team and says its key. Keeping the same again changes nothing.
  String keep(String team, String text);

  /// The text of a team under a key. A team's key opens nothing of another's.
  Optional<String> find(String team, String key);

  /// Whether an observation's evidence is a key to a shelf and not the text itself.
  static boolean isKey(String evidence) {
    return evidence.startsWith(PREFIX) && evidence.length() == PREFIX.length() + 64;
  }
}
