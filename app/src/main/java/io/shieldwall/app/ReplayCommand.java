package io.shieldwall.app;

import io.shieldwall.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Rebuilds an exercise to a moment and says how it stood.
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Rebuild an exercise from its journal up to a moment and show how it stood.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  shieldwall replay runs/x.journal              at the end",
      "  shieldwall replay runs/x.journal --at 4:30    after four and a half hours"
    })
final class ReplayCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The journal.")
  private Path file = Path.of(".");

  @Option(names = "--at", paramLabel = "TIME", description = "Exercise time as h:mm or h:mm:ss.")
  private @Nullable String at;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    long until = at == null ? Long.MAX_VALUE : Times.parse(at);
    long started = System.nanoTime();
    PlayedExercise.Telling telling = PlayedExercise.read(file, Scenario::scoring, until);
    double seconds = (System.nanoTime() - started) / 1e9;
    if (telling.finding().fault().isPresent()) {
      throw new UserMistake(telling.finding().fault().get().problem(), 1);
    }
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("journal", file.toString());
      object.put("events", telling.state().sequence());
      object.put("root", telling.finding().root());
      object.put("scenario", telling.requireScenario().digest());
      object.put("at", Times.text(telling.state().lastAt()));
      object.put("seconds", Math.round(seconds * 1000) / 1000.0);
      object.put("standings", Report.rows(telling.requireScorer().standings()));
      Report.json(out, object);
      return 0;
    }
    out.println(
        "%s at %s, %d events replayed in %.1f s"
            .formatted(
                telling.requireScenario().title(),
                Times.text(telling.state().lastAt()),
                telling.state().sequence(),
                seconds));
    Report.standings(out, telling.requireScenario(), telling.requireScorer().standings());
    Report.categories(out, telling.requireScenario(), telling.requireScorer().standings());
    Report.objectives(out, telling.state());
    return 0;
  }
}
