package io.shieldwall.probing.industry;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.util.Map;
import java.util.Optional;

/// A point among all that a station reports when it is polled.
///
/// @param quality what is wrong with it, such as `invalid`; empty when it is good
record Reported(String value, String quality) {

  /// What a poll found.
  ///
  /// @param points how many points came
  static Exchange answer(Optional<Reported> found, int points) {
    return new Exchange.Answer(
        found.map(Reported::value).orElse(""),
        Map.of(
            "found", "" + found.isPresent(),
            "points", "" + points,
            "quality", found.map(Reported::quality).orElse("")));
  }

  /// Judges it.
  ///
  /// @param station what reports, such as "outstation"
  /// @param what the point, such as "point 4"
  static Verdict judge(Probe probe, Exchange.Answer answer, String station, String what) {
    if (answer.fact("found").equals("false")) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected %s among the %s's points, got %s others."
              .formatted(what, station, answer.fact("points")));
    }
    String quality = answer.fact("quality");
    if (!quality.isEmpty() && probe.text("quality", "good").equals("good")) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected %s in good quality, got %s that is %s."
              .formatted(what, Verdict.quote(answer.text()), quality));
    }
    return Measured.flaw(probe, what, answer.text())
        .orElseGet(() ->
            Verdict.fine(
                "The value of %s is %s, one of %s points."
                    .formatted(what, answer.text(), answer.fact("points"))));
  }
}
