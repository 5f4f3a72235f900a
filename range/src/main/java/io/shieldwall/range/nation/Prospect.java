package io.shieldwall.range.nation;

import io.shieldwall.exercise.Event.AttackResult;

/// How an objective would end now, and why.
///
/// @param evidence a readable account for the White cell and, later, for the team
public record Prospect(AttackResult result, String evidence) {}
