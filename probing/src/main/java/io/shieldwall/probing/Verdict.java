package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;

/// The judgement of an [Exchange].
///
/// @param summary one sentence for a defender: what was expected and what came
/// @param detail the same at length, such as a diff, in lines; empty where the sentence says it all
public record Verdict(Outcome outcome, Cause cause, String summary, String detail) {

  public Verdict(Outcome outcome, Cause cause, String summary) {
    this(outcome, cause, summary, "");
  }

  /// What stands where a quotation was cut.
  static final char CUT = '…';

  private static final int LONGEST_QUOTE = 120;

  public static Verdict fine(String summary) {
    return new Verdict(Outcome.OK, Cause.NONE, summary);
  }

  /// The service works, but not as well as it should.
  public static Verdict warning(Cause cause, String summary) {
    return new Verdict(Outcome.WARNING, cause, summary);
  }

  public static Verdict critical(Cause cause, String summary) {
    return new Verdict(Outcome.CRITICAL, cause, summary);
  }

  /// The same with its particulars.
  public Verdict with(String particulars) {
    return new Verdict(outcome, cause, summary, particulars);
  }

  /// The judgement of an exchange that brought no answer: `CRITICAL`, or `UNKNOWN` where the cause
  /// lies with the checker or the rules.
  public static Verdict of(Exchange.Failed failed) {
    return new Verdict(outcomeOf(failed.cause()), failed.cause(), failed.message());
  }

  /// The judgement of an exchange that is not an answer in the expected protocol.
  public static Verdict withoutAnswer(Exchange exchange, String expected) {
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
  public static String quote(String text) {
    String visible = Visible.line(text.strip());
    return visible.length() <= LONGEST_QUOTE
        ? '"' + visible + '"'
        : '"' + visible.substring(0, LONGEST_QUOTE) + CUT + '"';
  }
}
