package io.shieldwall.probing.industry;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind.Parameter;
import io.shieldwall.scenario.ProbeKind.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What a check expects of a value that a device measures or keeps.
final class Measured {

  private Measured() {}

  static List<Parameter> parameters() {
    return List.of(
        optional("equals", Type.TEXT, "Value that is expected; a state is 0 or 1."),
        optional("minimum", Type.TEXT, "Least value that is fine; a decimal number."),
        optional("maximum", Type.TEXT, "Greatest value that is fine; a decimal number."));
  }

  /// What is wrong with a value; empty when it is as expected.
  ///
  /// @param what whose value it is
  static Optional<Verdict> flaw(Probe probe, String what, String value) {
    try {
      return compared(probe, what, value);
    } catch (NumberFormatException _) {
      return Optional.of(
          new Verdict(
              Outcome.UNKNOWN,
              Cause.CHECKER_FAULT,
              "The check's bounds are no numbers, or the value of %s is none: %s."
                  .formatted(what, Verdict.quote(value))));
    }
  }

  private static Optional<Verdict> compared(Probe probe, String what, String value) {
    Optional<String> equal = probe.text("equals");
    if (equal.isPresent() && !same(equal.get(), value)) {
      return flaw(what, "to be " + equal.get(), value);
    }
    Optional<String> least = probe.text("minimum");
    if (least.isPresent() && new BigDecimal(value).compareTo(new BigDecimal(least.get())) < 0) {
      return flaw(what, "to be at least " + least.get(), value);
    }
    Optional<String> most = probe.text("maximum");
    if (most.isPresent() && new BigDecimal(value).compareTo(new BigDecimal(most.get())) > 0) {
      return flaw(what, "to be at most " + most.get(), value);
    }
    return Optional.empty();
  }

  /// Numbers compare by value, everything else as it is written.
  private static boolean same(String wanted, String got) {
    try {
      return new BigDecimal(wanted).compareTo(new BigDecimal(got)) == 0;
    } catch (NumberFormatException _) {
      return wanted.equals(got);
    }
  }

  private static Optional<Verdict> flaw(String what, String expected, String value) {
    return Optional.of(
        Verdict.critical(
            Cause.WRONG_CONTENT,
            "Expected %s %s, got %s.".formatted(what, expected, Verdict.quote(value))));
  }
}
