package io.shieldwall.server.live;

import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.EvidenceShelf;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What the pages need from behind the stage.
///
/// @param inventory where systems are and how their people get in
/// @param shelf where evidence is kept
/// @param repeat has a check made once more, now
/// @param seal makes a password readable for the platform only
public record Backstage(
    Inventory inventory, EvidenceShelf shelf, Repeat repeat, UnaryOperator<String> seal) {

  /// Makes a check of a team once more and waits for its result.
  public interface Repeat {
    /// Empty when there is no such check, or nothing is measured here.
    Optional<Observation> make(String team, String check);
  }

  /// Nothing but an inventory: nothing is measured and nothing is kept.
  public static Backstage of(Inventory inventory) {
    return new Backstage(
        inventory,
        EvidenceShelf.none(),
        (_, _) -> Optional.empty(),
        text -> "sealed:" + text.length());
  }
}
