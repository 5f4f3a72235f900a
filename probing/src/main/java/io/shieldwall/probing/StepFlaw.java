package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.util.List;
import java.util.Map;

/// What was wrong with a step of a visit.
///
/// @param detail what was expected and what came, line by line; may be empty
public record StepFlaw(Cause cause, String summary, String detail) {

  /// What is wrong with the text of a page.
  public static StepFlaw of(Verdict verdict) {
    return new StepFlaw(verdict.cause(), verdict.summary(), verdict.detail());
  }

  /// The end of a visit in which nothing was wrong.
  public static Exchange.Answer none(int steps) {
    return new Exchange.Answer("", Map.of("steps", Integer.toString(steps)));
  }

  /// The end of a visit by this flaw.
  ///
  /// @param sentence the summary, with the step that it is about
  public Exchange.Answer answer(String sentence) {
    return new Exchange.Answer(
        "", Map.of("cause", cause.name(), "flaw", sentence, "detail", detail));
  }

  /// Judges how a visit ended.
  ///
  /// @param kind the kind of the check
  public static Verdict judge(Exchange exchange, String kind) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, kind);
    }
    if (answer.fact("flaw").isEmpty()) {
      return Verdict.fine("All " + answer.fact("steps") + " steps of the visit went as expected.");
    }
    Cause cause =
        List.of(Cause.values()).stream()
            .filter(each -> each.name().equals(answer.fact("cause")))
            .findFirst()
            .orElse(Cause.WRONG_CONTENT);
    return Verdict.of(new Exchange.Failed(cause, answer.fact("flaw"))).with(answer.fact("detail"));
  }
}
