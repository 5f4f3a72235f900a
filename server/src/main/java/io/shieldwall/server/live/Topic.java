package io.shieldwall.server.live;

import io.shieldwall.exercise.State;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a page shows and follows. Everybody who follows the same topic gets the same bytes, so a
/// topic names its audience: what one team may not see is another topic.
///
/// @param team the team whose inside it is; empty for the public and the organisers
/// @param item system, inject or check it is about; empty when none
public record Topic(Kind kind, String team, String item) {

  private static final Pattern WORD = Pattern.compile("[a-z0-9-]{0,80}");

  /// The pages that are live.
  public enum Kind {
    BOARD,
    NEWS,
    TEAM,
    SYSTEM,
    LEDGER,
    INBOX,
    TASK,
    TICKETS,
    CREDENTIALS,
    CHECKS,
    DIRECTOR,
    INJECTS,
    EVENTS
  }

  public static Topic of(Kind kind) {
    return new Topic(kind, "", "");
  }

  /// As it stands in an address: `kind:team:item`.
  public String text() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + team + ":" + item;
  }

  /// The topic of an address; empty when there is none such. Every topic has exactly one address,
  /// so that nobody makes the renderer work on a thousand spellings of one page.
  public static Optional<Topic> parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3
        || !WORD.matcher(parts[1]).matches()
        || !WORD.matcher(parts[2]).matches()) {
      return Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      if (kind.name().equalsIgnoreCase(parts[0])) {
        return Optional.of(new Topic(kind, parts[1], parts[2])).filter(Topic::isComplete);
      }
    }
    return Optional.empty();
  }

  /// Whether it names a team and an item exactly where its kind has them.
  private boolean isComplete() {
    boolean hasItem = kind == Kind.SYSTEM || kind == Kind.TASK;
    return isOfTeam() != team.isEmpty() && hasItem != item.isEmpty();
  }

  /// Whether what it is about is there to be seen: its team plays, its system exists, its inject
  /// was delivered to the team.
  public boolean isOf(Stage.Moment moment) {
    if (isOfTeam() && !moment.state().teams().contains(team)) {
      return false;
    }
    return switch (kind) {
      case SYSTEM -> moment.scenario().network().system(item).isPresent();
      case TASK ->
          moment
              .state()
              .inject(team, item)
              .filter(state -> state.status() == State.InjectStatus.FIRED)
              .isPresent();
      case BOARD,
          NEWS,
          TEAM,
          LEDGER,
          INBOX,
          TICKETS,
          CREDENTIALS,
          CHECKS,
          DIRECTOR,
          INJECTS,
          EVENTS ->
          true;
    };
  }

  /// Whether anybody may follow it.
  public boolean isPublic() {
    return kind == Kind.BOARD || kind == Kind.NEWS;
  }

  /// Whether it is the inside of one team.
  public boolean isOfTeam() {
    return switch (kind) {
      case TEAM, SYSTEM, LEDGER, INBOX, TASK, TICKETS, CREDENTIALS -> true;
      case BOARD, NEWS, CHECKS, DIRECTOR, INJECTS, EVENTS -> false;
    };
  }
}
