package io.shieldwall.exercise;

import java.time.Instant;

/// The moment of a decision.
///
/// @param utc wall clock, milliseconds
/// @param at exercise time, milliseconds since STARTEX
public record Now(Instant utc, long at) {}
