package io.shieldwall.probing;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind.Mistake;
import java.util.ArrayList;
import java.util.List;

/// Collects the mistakes of a probe for [io.shieldwall.scenario.ProbeKind#mistakes], beginning with
/// those that every protocol knows.
public final class Mistakes {

  private static final String A_PATTERN =
      "write a pattern in RE2 syntax; put \\ before a character that is to stand for itself";

  private final List<Mistake> found = new ArrayList<>();
  private final Probe probe;

  private Mistakes(Probe probe) {
    this.probe = probe;
  }

  /// Patterns that are none, and TLS that is asked for and forbidden at once.
  public static Mistakes in(Probe probe) {
    Mistakes mistakes = new Mistakes(probe).pattern("matches");
    for (String prefix : List.of("", "fetch-")) {
      boolean both =
          probe.flag(prefix + "starttls", false) && probe.text(prefix + "tls", "").equals("off");
      mistakes.unless(
          !both,
          prefix + "tls",
          "STARTTLS is asked for and TLS is off",
          "leave one of %1$sstarttls and %1$stls out".formatted(prefix));
    }
    return mistakes;
  }

  /// A parameter that is a pattern.
  public Mistakes pattern(String parameter) {
    probe.text(parameter).ifPresent(text -> pattern(text, parameter, 0, ""));
    return this;
  }

  /// A pattern in a step.
  public Mistakes pattern(String text, String parameter, int step, String key) {
    try {
      Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      add(
          parameter,
          step,
          key,
          "%s is no RE2 pattern: %s".formatted(Verdict.quote(text), e.getDescription()),
          A_PATTERN);
    }
    return this;
  }

  /// What a protocol reads before it talks to anybody.
  @FunctionalInterface
  public interface Reading {
    Object read() throws ProbeFailure;
  }

  /// Reads as the check does. What fails there is a mistake.
  public Mistakes tried(String parameter, Reading reading, String fix) {
    try {
      Object _ = reading.read();
    } catch (ProbeFailure e) {
      add(parameter, 0, "", String.valueOf(e.getMessage()).replaceFirst("[.]+$", ""), fix);
    }
    return this;
  }

  public Mistakes unless(boolean right, String parameter, String message, String fix) {
    if (!right) {
      add(parameter, 0, "", message, fix);
    }
    return this;
  }

  public void add(String parameter, int step, String key, String message, String fix) {
    found.add(new Mistake(parameter, step, key, message, fix));
  }

  public List<Mistake> all() {
    return List.copyOf(found);
  }

  /// Refuses a probe with mistakes, which a scenario that was read does not have.
  ///
  /// @throws ProbeFailure with cause `CHECKER_FAULT` and the first of them
  public static void refuse(List<Mistake> mistakes) throws ProbeFailure {
    if (!mistakes.isEmpty()) {
      Mistake first = mistakes.getFirst();
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The check cannot be made: %s%s; %s."
              .formatted(
                  first.step() > 0 ? "in step " + first.step() + " " : "",
                  first.message(),
                  first.fix()));
    }
  }
}
