package io.shieldwall.range.nation;

/// How an action of a defender would come out now.
///
/// @param detail what the team gets to read
public record Outlook(boolean succeeds, String detail) {}
