package io.shieldwall.range;

/// How well a stand-in plays.
public enum Skill {
  NOVICE,
  REGULAR,
  EXPERT
}
