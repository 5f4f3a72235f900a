package io.shieldwall.server.checks;

import io.shieldwall.exercise.State;
import io.shieldwall.exercise.State.Doubt;
import io.shieldwall.probing.fairness.Fairness;
import io.shieldwall.server.live.Stage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The state of the measuring itself, as the organisers see it.
public record ChecksView(List<DoubtLine> doubts, Fairness.Report fairness) {

  public ChecksView {
    doubts = List.copyOf(doubts);
  }

  /// A doubt about a checker.
  ///
  /// @param to -1 while the check is bad for everybody
  /// @param declared whether a declared fault of the organisers covers it
  public record DoubtLine(
      String id, String check, long from, long to, String reason, boolean declared) {}

  static ChecksView of(Stage.Moment moment) {
    return new ChecksView(
        moment.state().doubts().values().stream()
            .sorted(Comparator.comparingLong(Doubt::from).reversed())
            .map(doubt -> line(moment.state(), doubt))
            .toList(),
        moment.fairness().report());
  }

  private static DoubtLine line(State state, Doubt doubt) {
    boolean declared =
        state.faults().values().stream()
            .anyMatch(fault ->
                fault.checks().contains(doubt.check())
                    && fault.from() <= doubt.from()
                    && fault.to().map(to -> to > doubt.from()).orElse(true));
    return new DoubtLine(
        doubt.id(), doubt.check(), doubt.from(), doubt.to().orElse(-1L), doubt.reason(), declared);
  }

  /// Microseconds as milliseconds with two decimals.
  public static String millis(long micros) {
    return String.format(Locale.ROOT, "%.2f", micros / 1000.0);
  }

  /// A number between 0 and 1.
  public static String share(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
