package io.shieldwall.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An entry of the master scenario events list (MSEL).
///
/// @param from who speaks in the fiction, a template of the team
/// @param to ids of teams, or the single word `blue` for every team
/// @param via channels of delivery
/// @param body path of the Markdown body within the folder
/// @param expected what the White cell expects the team to do; never shown to Blue
public record Inject(
    String id,
    String title,
    Condition when,
    String from,
    List<String> to,
    List<Channel> via,
    String body,
    Optional<Task> task,
    String expected) {

  /// The word in [#to] that means every team; no team has it as its id.
  public static final String EVERY_TEAM = "blue";

  public Inject {
    to = List.copyOf(to);
    via = List.copyOf(via);
  }

  /// How an inject reaches its audience.
  public enum Channel {
    /// the team's inbox
    MAILBOX,
    /// the public news page
    NEWS,
    /// an order from the chain of command in the team's inbox
    ORDERS
  }

  /// Work that an inject asks for.
  ///
  /// @param due exercise time from delivery to the deadline
  /// @param form name of the form, such as `press-line` or `legal-opinion`
  /// @param rubric path of the rubric within the folder
  /// @param budget relative weight within the track's category, greater than zero
  public record Task(Track track, Duration due, String form, String rubric, int budget) {}

  /// The discipline that grades a task, and the score category it counts in.
  public enum Track {
    SITREP("sitrep"),
    THREAT_INTELLIGENCE("threat-intelligence"),
    FORENSICS("forensics"),
    LEGAL("legal"),
    MEDIA("media"),
    STRATEGIC("strategic");

    private final String category;

    Track(String category) {
      this.category = category;
    }

    public String category() {
      return category;
    }
  }

  public boolean isFor(Team team) {
    return to.contains(EVERY_TEAM) || to.contains(team.id());
  }
}
