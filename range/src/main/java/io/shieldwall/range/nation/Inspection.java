package io.shieldwall.range.nation;

import java.util.List;
import java.util.stream.Collectors;

/// The result of a close look at a system's logs.
///
/// @param lines what is not routine, oldest first
public record Inspection(List<LogLine> lines, List<Finding> findings) {

  public Inspection {
    lines = List.copyOf(lines);
    findings = List.copyOf(findings);
  }

  /// What the team gets to read.
  public String text() {
    String found =
        findings.isEmpty()
            ? "Findings: none.\n"
            : findings.stream()
                .map(finding -> "- " + finding.text() + "\n")
                .collect(Collectors.joining("", "Findings:\n", ""));
    String log =
        lines.isEmpty()
            ? "Nothing in the log is out of the ordinary."
            : lines.stream()
                .map(LogLine::toString)
                .collect(Collectors.joining("\n", "Log lines out of the ordinary:\n", ""));
    return found + log;
  }
}
