package io.shieldwall.probing.industry;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
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

  /// Bounds that are no numbers, or the wrong way round.
  static Mistakes mistakes(Probe probe) {
    Mistakes mistakes = Mistakes.in(probe);
    for (String bound : List.of("minimum", "maximum")) {
      mistakes.unless(
          !probe.has(bound) || number(probe.text(bound, "")).isPresent(),
          bound,
          "%s: %s is no number".formatted(bound, probe.text(bound, "")),
          "write a decimal number, such as 4.5");
    }
    Optional<BigDecimal> least = probe.text("minimum").flatMap(Measured::number);
    Optional<BigDecimal> most = probe.text("maximum").flatMap(Measured::number);
    return mistakes.unless(
        least.isEmpty() || most.isEmpty() || least.get().compareTo(most.get()) <= 0,
        "maximum",
        "the maximum is less than the minimum",
        "exchange the two");
  }

  /// What is wrong with a value; empty when it is as expected.
  ///
  /// @param what whose value it is
  static Optional<Verdict> flaw(Probe probe, String what, String value) {
    Optional<String> equal = probe.text("equals");
    if (equal.isPresent() && !same(equal.get(), value)) {
      return flaw(what, "to be " + equal.get(), value);
    }
    Optional<BigDecimal> least = probe.text("minimum").flatMap(Measured::number);
    Optional<BigDecimal> most = probe.text("maximum").flatMap(Measured::number);
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
