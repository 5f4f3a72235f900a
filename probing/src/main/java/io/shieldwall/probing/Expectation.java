package io.shieldwall.probing;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind.Parameter;
import io.shieldwall.scenario.ProbeKind.Type;
import java.util.List;
import java.util.Optional;

/// What a check expects of a text that a service answered: the same words in every protocol.
/// Patterns are matched in linear time (RE2), whatever a hostile service sends.
public final class Expectation {

  private static final int MOST_MATCHED = 1024 * 1024;

  private Expectation() {}

  /// The parameters by which planners say what they expect.
  ///
  /// @param what what the text is, such as "the file" or "the rows"
  public static List<Parameter> parameters(String what) {
    return List.of(
        optional("contains", Type.TEXTS, "Text, or texts, that " + what + " must contain."),
        optional("absent", Type.TEXTS, "Text, or texts, that " + what + " must not contain."),
        optional("equals", Type.TEXT, "The whole of " + what + ", without spaces at its ends."),
        optional("matches", Type.TEXT, "Pattern (RE2 syntax) that must be found in " + what + "."));
  }

  /// Whether a probe expects anything of the text.
  public static boolean isStated(Probe probe) {
    return probe.has("contains")
        || probe.has("absent")
        || probe.has("equals")
        || probe.has("matches");
  }

  /// What is wrong with the text; empty when it is as expected.
  ///
  /// @param what what the text is, for the sentence
  public static Optional<Verdict> flaw(Probe probe, String what, String text) {
    for (String wanted : Written.texts(probe, "contains")) {
      if (!text.contains(wanted)) {
        return flaw("Expected %s to contain %s, got %s.", what, wanted, text);
      }
    }
    for (String unwanted : Written.texts(probe, "absent")) {
      if (text.contains(unwanted)) {
        return flaw("Expected %s without %s, got %s.", what, unwanted, text);
      }
    }
    Optional<String> whole = probe.text("equals");
    if (whole.isPresent() && !text.strip().equals(whole.get().strip())) {
      return flaw("Expected %s to be %s, got %s.", what, whole.get(), text);
    }
    Optional<String> pattern = probe.text("matches");
    return pattern.isPresent() ? mismatch(pattern.get(), what, text) : Optional.empty();
  }

  private static Optional<Verdict> mismatch(String pattern, String what, String text) {
    Pattern compiled;
    try {
      compiled = Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      return Optional.of(
          new Verdict(
              io.shieldwall.scenario.Outcome.UNKNOWN,
              Cause.CHECKER_FAULT,
              "The check's pattern %s is no RE2 pattern: %s."
                  .formatted(Verdict.quote(pattern), e.getDescription())));
    }
    String searched = text.substring(0, Math.min(text.length(), MOST_MATCHED)).strip();
    return compiled.matcher(searched).find()
        ? Optional.empty()
        : flaw("Expected %s to match %s, got %s.", what, pattern, text);
  }

  private static Optional<Verdict> flaw(String sentence, String what, String wanted, String got) {
    return Optional.of(
        Verdict.critical(
                Cause.WRONG_CONTENT,
                sentence.formatted(
                    what, Verdict.quote(wanted), got.isBlank() ? "nothing" : Verdict.quote(got)))
            .with(Difference.of(wanted, got)));
  }
}
