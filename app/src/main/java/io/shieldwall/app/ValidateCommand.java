package io.shieldwall.app;

import io.shieldwall.scenario.Problem;
import io.shieldwall.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Reports every mistake of a scenario folder.
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Read a scenario folder and report every mistake in one pass; exit code 1 if there is one.",
    footerHeading = "%nExample:%n",
    footer = "  shieldwall validate scenarios/berylia")
final class ValidateCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder that holds scenario.yaml.")
  private Path folder = Path.of(".");

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    return switch (LoadedScenario.load(folder)) {
      case LoadedScenario.Loading.Good good -> good(out, good.loaded().scenario());
      case LoadedScenario.Loading.Bad bad -> bad(out, bad.problems());
    };
  }

  private int good(PrintWriter out, Scenario scenario) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("teams", scenario.teams().size());
    counts.put("zones", scenario.network().zones().size());
    counts.put("systems", scenario.network().systems().size());
    counts.put("checks", scenario.network().checks().size());
    counts.put("objectives", scenario.campaign().objectives().size());
    counts.put("injects", scenario.injects().size());
    counts.put("users", scenario.users().tests().size());
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("valid", true);
      object.put("scenario", scenario.digest());
      object.put("counts", counts);
      object.put("problems", List.of());
      Report.json(out, object);
    } else {
      out.println(scenario.title() + " is valid.");
      counts.forEach((what, count) -> out.println("  %-12s %s".formatted(what, count)));
      out.println("  digest       " + scenario.digest());
    }
    return 0;
  }

  private int bad(PrintWriter out, List<Problem> problems) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("valid", false);
      object.put("problems", problems);
      Report.json(out, object);
    } else {
      problems.forEach(out::println);
      out.println(problems.size() == 1 ? "1 mistake" : problems.size() + " mistakes");
    }
    return 1;
  }
}
