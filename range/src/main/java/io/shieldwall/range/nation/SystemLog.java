package io.shieldwall.range.nation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// The log of a system: its last [#CAPACITY] lines. Routine lines are made when somebody reads;
/// only what happened is kept.
final class SystemLog {

  static final int CAPACITY = 200;

  private final Deque<LogLine> happened = new ArrayDeque<>();
  private final RoutineLines routine;

  SystemLog(RoutineLines routine) {
    this.routine = routine;
  }

  void add(long at, String text) {
    if (happened.size() == CAPACITY) {
      happened.removeFirst();
    }
    happened.addLast(new LogLine(at, text));
  }

  /// The last lines up to an exercise time, oldest first.
  List<LogLine> latest(int count, long at) {
    List<LogLine> lines = new ArrayList<>(routine.latest(CAPACITY, at));
    happened.stream().filter(line -> line.at() <= at).forEach(lines::add);
    lines.sort(Comparator.comparingLong(LogLine::at));
    return tail(lines, Math.min(count, CAPACITY));
  }

  /// The last lines that are not routine, oldest first.
  List<LogLine> notable(int count) {
    return tail(List.copyOf(happened), count);
  }

  private static List<LogLine> tail(List<LogLine> lines, int count) {
    return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }
}
