package io.shieldwall.scoring;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.ScoringRules.Curve;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// One check of one team over time: how long it was in which state, and what that is worth.
///
/// Worth is `budget · (elapsed / length) · g(u)` with `u = OK time / scorable time`. WARNING counts
/// one half; UNKNOWN and the windows left out (organisers' faults, stretches that the clock jumped
/// over) leave the denominator. Before anything scorable u is 1, so that what could not be measured
/// costs nothing. The first observation's state counts from itself on; the time before it is
/// UNKNOWN. At ENDEX all of the length has elapsed, also when the exercise ended early.
final class AvailabilityItem {

  /// A window that is left out; windows are ordered by start and do not overlap.
  record Window(long from, long to) {}

  private record Stretch(long from, long to, Outcome outcome) {}

  private final long budget;
  private final long length;
  private final Curve curve;
  private final List<Stretch> closed = new ArrayList<>();
  private List<Window> excluded = List.of();
  private Outcome outcome = Outcome.UNKNOWN;
  private Cause cause = Cause.NONE;
  private long lastEvent;
  private boolean finished;
  private long since;
  private long until;
  private long posted;
  private long elapsed;
  private long scorable;
  private long okHalves;
  private long worth;

  AvailabilityItem(long budget, long length, Curve curve) {
    this.budget = budget;
    this.length = length;
    this.curve = curve;
  }

  Outcome outcome() {
    return outcome;
  }

  /// Why the present stretch is what it is.
  Cause cause() {
    return cause;
  }

  long since() {
    return since;
  }

  /// The last instant that is accounted for.
  long until() {
    return until;
  }

  /// Sequence of the event that last held or changed the state.
  long lastEvent() {
    return lastEvent;
  }

  /// Whether a stretch is under way that began before it was last accounted for.
  boolean isUnderWay() {
    return until > since;
  }

  /// The state was seen to hold up to an instant.
  void holdUntil(long at, long event) {
    lastEvent = event;
    if (at > until) {
      account(until, at, outcome);
      until = at;
      worth = computeWorth();
    }
  }

  /// Ends the present stretch and begins another state.
  void change(Outcome next, Cause why) {
    if (isUnderWay()) {
      closed.add(new Stretch(since, until, outcome));
    }
    since = until;
    outcome = next;
    cause = why;
  }

  /// The exercise is over: nothing of the length is still to come.
  void finish() {
    finished = true;
    worth = computeWorth();
  }

  /// Leaves windows out, also of what has been accounted for.
  void exclude(List<Window> windows) {
    excluded = windows;
    elapsed = 0;
    scorable = 0;
    okHalves = 0;
    closed.forEach(stretch -> account(stretch.from(), stretch.to(), stretch.outcome()));
    account(since, until, outcome);
    worth = computeWorth();
  }

  private void account(long from, long to, Outcome state) {
    elapsed += to - from;
    long counted = to - from;
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

  /// Millipoints that the present stretch would be worth in good order.
  long possible() {
    return Points.times(budget, until - since, length);
  }

  /// Millipoints that the check is worth so far.
  long worth() {
    return worth;
  }

  private long computeWorth() {
    BigInteger time = finished ? BigInteger.ONE : BigInteger.valueOf(elapsed);
    BigInteger span = finished ? BigInteger.ONE : BigInteger.valueOf(length);
    if (scorable == 0) {
      return Points.times(budget, time, span);
    }
    BigInteger whole = BigInteger.valueOf(2 * scorable);
    BigInteger good = BigInteger.valueOf(okHalves);
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

  /// What has not been posted yet.
  long unposted() {
    return worth - posted;
  }

  /// What has not been posted yet; it counts as posted from now on.
  long post() {
    long delta = unposted();
    posted += delta;
    return delta;
  }
}
