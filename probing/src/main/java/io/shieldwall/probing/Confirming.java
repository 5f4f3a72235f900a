package io.shieldwall.probing;

import io.shieldwall.scenario.Network.Confirmation;
import io.shieldwall.scenario.Outcome;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/// Makes sure of a bad result where the scenario asks for it: a second try, at once, must be bad
/// too. A good second try counts, but what the first one saw stays in its evidence, so that a retry
/// hides nothing.
final class Confirming {

  private Confirming() {}

  static ProbeResult probe(
      Function<ProbeRequest, ProbeResult> prober, ProbeRequest request, Confirmation confirm) {
    int place = ThreadLocalRandom.current().nextInt(1 << 16);
    ProbeResult first = prober.apply(request.from(place));
    if (confirm == Confirmation.NONE || first.outcome() != Outcome.CRITICAL) {
      return first;
    }
    int second = confirm == Confirmation.SECOND_VANTAGE ? place + 1 : place;
    ProbeRequest again =
        request
            .from(second)
            .remembering(first.memory().isEmpty() ? request.memory() : first.memory());
    return together(first, prober.apply(again), confirm);
  }

  private static ProbeResult together(ProbeResult first, ProbeResult second, Confirmation confirm) {
    if (second.outcome() == Outcome.UNKNOWN) {
      return first;
    }
    String how =
        confirm == Confirmation.SECOND_VANTAGE ? "from a second vantage" : "at a second try";
    String summary =
        second.outcome() == Outcome.CRITICAL
            ? second.summary() + " Confirmed " + how + "."
            : second.summary() + " So it was " + how + "; the first try found: " + first.summary();
    return new ProbeResult(
        second.outcome(),
        second.cause(),
        second.latencyMicros(),
        summary,
        shortened(first.evidence()) + "* " + how + ":\n" + shortened(second.evidence()),
        second.memory());
  }

  private static String shortened(String evidence) {
    int most = Evidence.LIMIT / 2 - 64;
    return evidence.length() <= most ? evidence : evidence.substring(0, most) + "\n* (cut)\n";
  }
}
