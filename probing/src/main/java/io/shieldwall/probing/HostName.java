package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.util.regex.Pattern;

/// Names of hosts and domains: letters, digits and hyphens between dots (RFC 1123, section 2.1), or
/// an IPv4 address, which looks alike.
public final class HostName {

  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
              + "(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");

  private HostName() {}

  public static boolean isValid(String text) {
    return NAME.matcher(text).matches();
  }

  /// The name that a probe gives under a parameter.
  ///
  /// @param usual the name where it gives none
  /// @throws ProbeFailure with cause `CHECKER_FAULT` when it is none
  public static String of(Probe probe, String parameter, String usual) throws ProbeFailure {
    String name = probe.text(parameter, usual);
    if (!isValid(name)) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The check's %s %s is no host name.".formatted(parameter, Verdict.quote(name)));
    }
    return name;
  }
}
