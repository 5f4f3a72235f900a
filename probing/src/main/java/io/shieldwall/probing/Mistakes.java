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

  /// The mistakes that every protocol knows: `matches` that is no RE2 pattern, and STARTTLS that is
  /// asked for with TLS off.
  public static Mistakes in(Probe probe) {
    return new Mistakes(probe).pattern("matches").encryption("");
  }

  /// STARTTLS that is asked for with TLS off.
  ///
  /// @param prefix what the parameters begin with, see [Encryption#parameters]
  public Mistakes encryption(String prefix) {
    boolean both =
        probe.flag(prefix + "starttls", false) && probe.text(prefix + "tls", "").equals("off");
    if (both) {
      add(
          prefix + "tls",
          0,
          "",
          "STARTTLS is asked for and TLS is off",
          "leave one of %1$sstarttls and %1$stls out".formatted(prefix));
    }
    return this;
  }

  /// A parameter that is the name of a host or domain.
  public Mistakes name(String parameter) {
    probe
        .text(parameter)
        .filter(text -> !HostName.isValid(text))
        .ifPresent(text ->
            add(
                parameter,
                0,
                "",
                Verdict.quote(text) + " is no host name",
                "write one such as www.berylia.example, without scheme and port"));
    return this;
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
  public interface Attempt {
    Object read() throws ProbeFailure;
  }

  /// Reads as the check does. What fails there is a mistake.
  public Mistakes tried(String parameter, Attempt attempt, String fix) {
    try {
      Object _ = attempt.read();
    } catch (ProbeFailure e) {
      String sentence = String.valueOf(e.getMessage()).replaceFirst("[.]+$", "");
      add(parameter, 0, "", sentence.replaceFirst("^The check's ", "the "), fix);
    } catch (RuntimeException e) {
      add(
          parameter,
          0,
          "",
          "%s cannot be read: %s".formatted(parameter, Diagnosis.wording(e)),
          fix);
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

  /// Refuses a probe with mistakes. A scenario that was read has none, but one out of an older
  /// journal may.
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
