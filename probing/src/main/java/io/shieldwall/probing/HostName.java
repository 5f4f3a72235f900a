package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;

/// Names of hosts and domains: letters, digits and hyphens between dots (RFC 1123, section 2.1), or
/// an IPv4 address, which looks alike.
public final class HostName {

  private static final int LONGEST = 253;
  private static final int LONGEST_LABEL = 63;

  private HostName() {}

  public static boolean isValid(String text) {
    if (text.length() > LONGEST) {
      return false;
    }
    int start = 0;
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
      if (!isLabel(text, start, dot)) {
        return false;
      }
      start = dot + 1;
    }
    return isLabel(text, start, text.length());
  }

  private static boolean isLabel(String text, int start, int end) {
    if (start >= end || end - start > LONGEST_LABEL) {
      return false;
    }
    for (int i = start; i < end; i++) {
      char each = text.charAt(i);
      boolean alphanumeric =
          (each >= 'a' && each <= 'z')
              || (each >= 'A' && each <= 'Z')
              || (each >= '0' && each <= '9');
      if (!alphanumeric && (each != '-' || i == start || i == end - 1)) {
        return false;
      }
    }
    return true;
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
