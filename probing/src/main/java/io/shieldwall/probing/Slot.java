package io.shieldwall.probing;

import io.shieldwall.scenario.Network;

/// One start of a check, at the same instant for every team.
///
/// @param round number of the interval, from 0
/// @param atMillis exercise time since STARTEX
public record Slot(Network.Check check, long round, long atMillis) {}
