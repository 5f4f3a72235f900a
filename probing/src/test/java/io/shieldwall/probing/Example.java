package io.shieldwall.probing;

import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.CheckReader;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The examples of the documentation. Tests run them against real servers, so that what the page of
/// a check shows is true.
public final class Example {

  private Example() {}

  /// Where the page of a check is.
  public static Path page(String kind) {
    return Path.of(System.getProperty("shieldwall.root"), "docs", "checks", kind + ".md");
  }

  /// The probe of the first example of a check, with the variables of team blue01 filled in.
  public static Probe of(String kind) {
    return all(kind).getFirst();
  }

  /// Every probe under `## Example` of the page of a check, with the variables of team blue01
  /// filled in.
  public static List<Probe> all(String kind) {
    return switch (new CheckReader(Protocols.ALL).read(kind + ".md", yaml(kind))) {
      case CheckReader.Reading.Good good ->
          good.checks().stream()
              .map(Check::probe)
              .map(probe -> probe.expandedFor(TestingRange.BLUE01))
              .toList();
      case CheckReader.Reading.Bad bad ->
          throw new IllegalArgumentException(
              bad.problems().stream().map(Object::toString).collect(Collectors.joining("\n")));
    };
  }

  /// The first block of YAML on the page of a check; a list of checks.
  private static String yaml(String kind) {
    try {
      String page = Files.readString(page(kind));
      int start = page.indexOf("```yaml\n");
      int end = page.indexOf("\n```", start + 8);
      if (start < 0 || end < 0) {
        throw new IllegalArgumentException(page(kind) + " has no example in a ```yaml block");
      }
      return page.substring(start + 8, end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
