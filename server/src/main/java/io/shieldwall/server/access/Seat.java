package io.shieldwall.server.access;

import io.shieldwall.exercise.Actor;
import java.io.Serializable;
import java.security.Principal;

/// A signed-in place in the exercise.
///
/// @param team id of the Blue team; empty for everybody else
public record Seat(Actor.Role role, String team, String name) implements Principal, Serializable {

  @Override
  public String getName() {
    return name;
  }

  public Actor actor() {
    return new Actor(role, team, name);
  }

  public boolean isBlue() {
    return role == Actor.Role.BLUE;
  }

  public boolean isDirector() {
    return role == Actor.Role.DIRECTOR;
  }
}
