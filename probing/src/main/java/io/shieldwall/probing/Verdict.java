package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;

/// The judgement of an [Exchange].
///
/// @param summary one sentence for a defender: what was expected and what came
public record Verdict(Outcome outcome, Cause cause, String summary) {

  private static final int LONGEST_QUOTE = 120;

  static Verdict fine(String summary) {
    return new Verdict(Outcome.OK, Cause.NONE, summary);
  }

  static Verdict critical(Cause cause, String summary) {
    return new Verdict(Outcome.CRITICAL, cause, summary);
  }

  /// The judgement of an exchange that brought no answer: `CRITICAL`, or `UNKNOWN` where the cause
  /// lies with the checker or the rules.
  static Verdict of(Exchange.Failed failed) {
    return new Verdict(outcomeOf(failed.cause()), failed.cause(), failed.message());
  }

  /// The judgement of an exchange that is not an answer in the expected protocol.
  static Verdict withoutAnswer(Exchange exchange, String expected) {
    if (exchange instanceof Exchange.Failed failed) {
      return of(failed);
    }
    return new Verdict(
        Outcome.UNKNOWN,
        Cause.CHECKER_FAULT,
        "Expected an exchange of protocol %s, got %s."
            .formatted(expected, exchange.getClass().getSimpleName()));
  }

  private static Outcome outcomeOf(Cause cause) {
    return switch (cause) {
      case NOT_RUN, CHECKER_FAULT, OUT_OF_SCOPE -> Outcome.UNKNOWN;
      case NONE -> Outcome.OK;
      case TIMEOUT, REFUSED, UNRESOLVED, WRONG_CONTENT, WRONG_CREDENTIALS, TLS, PROTOCOL ->
          Outcome.CRITICAL;
    };
  }

  /// A text from the wire or the scenario in quotation marks, on one line, harmless and short.
  static String quote(String text) {
    String visible = Visible.line(text.strip());
    return visible.length() <= LONGEST_QUOTE
        ? '"' + visible + '"'
        : '"' + visible.substring(0, LONGEST_QUOTE) + "…\"";
  }
}
