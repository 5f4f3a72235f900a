package io.shieldwall.range.blue;

/// Something that a stand-in means to do at a time.
sealed interface Thought {

  /// The first look after STARTEX.
  record Begin() implements Thought {}

  /// A check is critical.
  ///
  /// @param time 1 for the first alarm, more while it stays critical
  record Alarm(String check, int time) implements Thought {}

  /// An action has ended, so hands are free.
  record HandsFree() implements Thought {}

  /// The logs of a system have been read.
  record Findings(String system) implements Thought {}

  /// Time for a look at some system's logs.
  record Patrol(int round) implements Thought {}

  record TicketSeen(String ticket, String test) implements Thought {}

  record Claim(String ticket) implements Thought {}

  record Report(String objective, String system) implements Thought {}

  record Answer(String inject) implements Thought {}
}
