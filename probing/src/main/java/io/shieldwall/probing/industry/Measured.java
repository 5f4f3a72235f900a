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
    Optional<String> equal = probe.text("equals");
    if (equal.isPresent() && !same(equal.get(), value)) {
      return flaw(what, "to be " + equal.get(), value);
    }
    Optional<BigDecimal> least;
    Optional<BigDecimal> most;
    try {
      least = probe.text("minimum").map(BigDecimal::new);
      most = probe.text("maximum").map(BigDecimal::new);
    } catch (NumberFormatException _) {
      return Optional.of(
          new Verdict(
              Outcome.UNKNOWN, Cause.CHECKER_FAULT, "The check's bounds are no decimal numbers."));
    }
    Optional<BigDecimal> got = number(value);
    if (least.isPresent() && (got.isEmpty() || got.get().compareTo(least.get()) < 0)) {
      return flaw(what, "to be at least " + least.get(), value);
    }
    if (most.isPresent() && (got.isEmpty() || got.get().compareTo(most.get()) > 0)) {
      return flaw(what, "to be at most " + most.get(), value);
    }
    return Optional.empty();
  }

  /// A device may send anything for a number: "not a number", an infinite one, a text.
  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// Numbers compare by value, everything else as it is written.
  private static boolean same(String wanted, String got) {
    Optional<BigDecimal> number = number(wanted);
    Optional<BigDecimal> other = number(got);
    if (number.isPresent() && other.isPresent()) {
      return number.get().compareTo(other.get()) == 0;
    }
    return wanted.equals(got);
  }

  private static Optional<Verdict> flaw(String what, String expected, String value) {
    return Optional.of(
        Verdict.critical(
            Cause.WRONG_CONTENT,
            "Expected %s %s, got %s.".formatted(what, expected, Verdict.quote(value))));
  }
}
