package io.shieldwall.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Programs of the system that journeys use.
final class Tools {

  private Tools() {}

  /// Goes on only when the program is installed; in CI a missing one is a failure.
  static void require(String program) {
    boolean there =
        Files.isExecutable(Path.of("/usr/bin", program))
            || Files.isExecutable(Path.of("/usr/local/bin", program));
    if (!there) {
      missing(program);
    }
    Assumptions.assumeTrue(there);
  }

  static void missing(String program) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(program + " is not installed; .ci/run must install it");
    }
    System.out.println("skipped: " + program + " is not installed");
  }
}
