package io.shieldwall.exercise;

import java.util.List;
import java.util.Optional;

/// Where evidence is kept beside the journal: by the SHA-256 of its text, so that the journal's
/// chain of hashes vouches for it too.
public interface EvidenceShelf {

  /// What a key begins with.
  String PREFIX = "sha256:";

  /// A text that belongs to a team.
  record Piece(String team, String text) {}

  /// Keeps texts durably, all of them or none, and says their keys in the same order. Keeping the
  /// same again changes nothing.
  List<String> keep(List<Piece> pieces);

  /// The text of a team under a key. A team's key opens nothing of another's.
  Optional<String> find(String team, String key);

  /// Whether an observation's evidence is a key to a shelf and not the text itself.
  static boolean isKey(String evidence) {
    return evidence.matches(PREFIX + "[0-9a-f]{64}");
  }

  /// Keeps nothing: texts stand in the journal itself.
  static EvidenceShelf none() {
    return new EvidenceShelf() {
      @Override
      public List<String> keep(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).toList();
      }

      @Override
      public Optional<String> find(String team, String key) {
        return Optional.empty();
      }
    };
  }
}
