package io.shieldwall.app;

import io.shieldwall.probing.browser.Browsers;
import io.shieldwall.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that names the browser of checks of kind `browser`.
final class BrowserOption {

  private static final String KIND = "browser";

  @Option(
      names = "--browser",
      paramLabel = "PROGRAM",
      description =
          "Chromium or Chrome for checks of kind browser (default: chromium, chromium-browser or"
              + " google-chrome, where one is installed).")
  private @Nullable Path program;

  Browsers browsers() {
    if (program == null) {
      return Browsers.installed();
    }
    try {
      return Browsers.at(program);
    } catch (IOException e) {
      throw new UserMistake("--browser names " + program + ", which is no program", 2);
    }
  }

  /// Says so when a scenario has checks that need a browser and there is none that works.
  static void announce(Browsers browsers, Scenario scenario, PrintWriter out) {
    long checks =
        scenario.network().checks().stream()
            .filter(check -> check.probe().kind().equals(KIND))
            .count();
    if (checks > 0) {
      browsers
          .lacking()
          .ifPresent(why ->
              out.println("%d checks of kind browser will be UNKNOWN. %s".formatted(checks, why)));
      out.flush();
    }
  }
}
