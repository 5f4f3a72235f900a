package io.shieldwall.exercise;

import java.time.Instant;

/// An event with its envelope. The order of an exercise is the sequence, never a clock.
///
/// @param sequence 0 for the first event, without gaps
/// @param at exercise time in milliseconds since STARTEX
/// @param recordedAt UTC, milliseconds
/// @param command id of the command that caused it
public record Recorded(
    long sequence, long at, Instant recordedAt, String command, Actor actor, Event event) {}
