package io.shieldwall.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A playable exercise as its planners wrote it: one template, copied once per Blue team.
///
/// @param id short name, `[a-z0-9-]+`
/// @param startsAt nominal UTC of STARTEX; the clock of a fast run begins here
/// @param duration exercise time from STARTEX to ENDEX
/// @param afterPause what happens to injects that fell due while the clock stood still
/// @param bodies inject bodies in Markdown by their path within the folder
/// @param rubrics rubrics by their path within the folder
/// @param digest SHA-256 of the canonical form of the folder, lower-case hex
public record Scenario(
    String id,
    String title,
    String summary,
    Instant startsAt,
    Duration duration,
    List<String> languages,
    DuePolicy afterPause,
    List<Nation> nations,
    List<Team> teams,
    List<Phase> phases,
    Rules rules,
    Network network,
    Campaign campaign,
    UserSimulation users,
    ScoringRules scoring,
    List<Inject> injects,
    Map<String, String> bodies,
    Map<String, Rubric> rubrics,
    String digest) {

  public Scenario {
    languages = List.copyOf(languages);
    nations = List.copyOf(nations);
    teams = List.copyOf(teams);
    phases = List.copyOf(phases);
    injects = List.copyOf(injects);
    bodies = Map.copyOf(bodies);
    rubrics = Map.copyOf(rubrics);
  }

  /// A nation of the fictional world that takes part in teams.
  public record Nation(String id, String title) {}

  /// A stretch of exercise time with a character of its own; it lasts until the next one starts.
  ///
  /// @param startsAt exercise time since STARTEX
  public record Phase(String id, String title, Duration startsAt, String summary) {}

  /// What happens to injects that fell due while the clock stood still or was jumped over.
  public enum DuePolicy {
    /// All of them are delivered at once when the clock runs again.
    FIRE,
    /// They are marked as skipped and never delivered.
    SKIP,
    /// They wait for the director's hand.
    HOLD
  }

  public Optional<Team> team(String id) {
    return teams.stream().filter(team -> team.id().equals(id)).findFirst();
  }

  public Optional<Inject> inject(String id) {
    return injects.stream().filter(inject -> inject.id().equals(id)).findFirst();
  }

  /// The phase that is running at an exercise time; the first one before STARTEX.
  public Phase phaseAt(Duration exerciseTime) {
    Phase current = phases.getFirst();
    for (Phase phase : phases) {
      if (phase.startsAt().compareTo(exerciseTime) <= 0) {
        current = phase;
      }
    }
    return current;
  }
}
