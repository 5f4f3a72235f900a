package io.shieldwall.scoring;

import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.ScoringRules.Curve;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// One check of one team over time: how long it was in which state, and what that is worth.
///
/// Worth is `budget · (elapsed / length) · g(u)` with `u = OK time / scorable time`. WARNING counts
/// one half; UNKNOWN, organiser faults and stretches jumped over leave the denominator. Before
/// anything scorable u is 1, so that what could not be measured costs nothing. The first
/// observation's state counts from itself on; the time before it is UNKNOWN.
final class AvailabilityItem {

  /// A window in which the organisers take the blame, ordered by start and not overlapping.
  record Window(long from, long to) {}

  private record Stretch(long from, long to, Outcome outcome) {}

  private final long budget;
  private final long length;
  private final Curve curve;
  private final List<Stretch> closed = new ArrayList<>();
  private List<Window> excluded = List.of();
  private Outcome outcome = Outcome.UNKNOWN;
  private long since;
  private long until;
  private long posted;
  private long elapsed;
  private long scorable;
  private long okHalves;

  AvailabilityItem(long budget, long length, Curve curve) {
    this.budget = budget;
    this.length = length;
    this.curve = curve;
  }

  Outcome outcome() {
    return outcome;
  }

  long since() {
    return since;
  }

  /// The last instant that is accounted for.
  long until() {
    return until;
  }

  long posted() {
    return posted;
  }

  /// The state was seen to hold up to an instant.
  void holdUntil(long at) {
    if (at > until) {
      account(until, at, outcome);
      until = at;
    }
  }

  /// Ends the present stretch and begins another state.
  void change(Outcome next) {
    if (until > since) {
      closed.add(new Stretch(since, until, outcome));
    }
    since = until;
    outcome = next;
  }

  /// A stretch in which nothing was measured; the state goes on behind it.
  void skipTo(long at) {
    Outcome resumed = outcome;
    change(Outcome.UNKNOWN);
    holdUntil(at);
    change(resumed);
  }

  /// Leaves windows out, also of what has been accounted for.
  void exclude(List<Window> windows) {
    excluded = windows;
    elapsed = 0;
    scorable = 0;
    okHalves = 0;
    closed.forEach(stretch -> account(stretch.from(), stretch.to(), stretch.outcome()));
    account(since, until, outcome);
  }

  private void account(long from, long to, Outcome state) {
    long counted = to - from;
    elapsed += counted;
    for (Window window : excluded) {
      counted -= Math.max(0, Math.min(to, window.to()) - Math.max(from, window.from()));
    }
    switch (state) {
      case OK -> {
        scorable += counted;
        okHalves += 2 * counted;
      }
      case WARNING -> {
        scorable += counted;
        okHalves += counted;
      }
      case CRITICAL -> scorable += counted;
      case UNKNOWN -> {}
    }
  }

  /// Millipoints that the check is worth so far.
  long worth() {
    long earned = Points.times(budget, elapsed, length);
    if (scorable == 0) {
      return earned;
    }
    BigInteger whole = BigInteger.valueOf(2 * scorable);
    BigInteger good = BigInteger.valueOf(okHalves);
    BigInteger time = BigInteger.valueOf(elapsed);
    BigInteger span = BigInteger.valueOf(length);
    return switch (curve) {
      case LINEAR -> Points.times(budget, good.multiply(time), whole.multiply(span));
      case CONVEX -> Points.times(budget, good.pow(2).multiply(time), whole.pow(2).multiply(span));
      case CONCAVE ->
          Points.times(
              budget,
              whole.pow(2).subtract(whole.subtract(good).pow(2)).multiply(time),
              whole.pow(2).multiply(span));
    };
  }

  /// What has not been posted yet; it counts as posted from now on.
  long post() {
    long delta = worth() - posted;
    posted += delta;
    return delta;
  }
}
