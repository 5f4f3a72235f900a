package io.shieldwall.exercise;

/// Who asks.
///
/// @param team id of the Blue team; empty for everybody else
/// @param name shown in histories
public record Actor(Role role, String team, String name) {

  /// The parts people play.
  public enum Role {
    DIRECTOR,
    WHITE,
    RED,
    GREEN,
    BLUE,
    /// simulated or human users of the nation's systems
    USER,
    /// the platform itself: clock, checks, range
    PLATFORM
  }

  public static final Actor PLATFORM = new Actor(Role.PLATFORM, "", "platform");

  public static Actor blue(String team, String name) {
    return new Actor(Role.BLUE, team, name);
  }

  public static Actor of(Role role, String name) {
    return new Actor(role, "", name);
  }
}
