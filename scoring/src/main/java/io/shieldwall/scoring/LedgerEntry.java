package io.shieldwall.scoring;

/// Points gained or lost, and why. Nothing is edited: a correction is another entry.
///
/// @param number position in the team's ledger, from 1; 0 for a running entry
/// @param item what it is about, such as a check, a ticket, an objective or a task, by id
/// @param at exercise time in milliseconds since STARTEX
/// @param delta millipoints, signed
/// @param reason one sentence for the team
/// @param cause sequence of the event that caused it; its evidence stands there
/// @param running whether it still changes because its stretch of time has not ended
public record LedgerEntry(
    int number,
    String team,
    String category,
    String item,
    long at,
    long delta,
    String reason,
    long cause,
    boolean running) {}
