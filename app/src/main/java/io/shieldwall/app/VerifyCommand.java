package io.shieldwall.app;

import io.shieldwall.journal.JournalAudit.Fault;
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

/// Proves a score from its journal alone.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Recompute every hash, the tree root and the score of a journal.",
      "Exit code 1 when an event is wrong; it is named."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  shieldwall verify runs/x.journal",
      "  shieldwall verify runs/x.journal --root 3fa9…"
    })
final class VerifyCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The journal.")
  private Path file = Path.of(".");

  @Option(
      names = "--root",
      paramLabel = "HEX",
      description = "The tree root that was published; another one is a fault.")
  private @Nullable String root;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PlayedExercise.Telling telling = PlayedExercise.read(file);
    if (telling.finding().fault().isPresent()) {
      return bad(out, telling, telling.finding().fault().get());
    }
    if (root != null && !root.equalsIgnoreCase(telling.finding().root())) {
      return bad(
          out,
          telling,
          new Fault(
              java.util.OptionalLong.empty(),
              "the journal is sound in itself, but its root is " + telling.finding().root()));
    }
    good(out, telling);
    return 0;
  }

  private void good(PrintWriter out, PlayedExercise.Telling telling) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("valid", true);
      object.put("journal", file.toString());
      object.put("events", telling.finding().events());
      object.put("root", telling.finding().root());
      object.put("scenario", telling.requireScenario().digest());
      object.put("standings", Report.rows(telling.requireScorer().standings()));
      Report.json(out, object);
      return;
    }
    out.println("Valid: %d events, every hash is right.".formatted(telling.finding().events()));
    out.println("Root  " + telling.finding().root());
    Report.standings(out, telling.requireScenario(), telling.requireScorer().standings());
    Report.categories(out, telling.requireScenario(), telling.requireScorer().standings());
  }

  private int bad(PrintWriter out, PlayedExercise.Telling telling, Fault fault) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("valid", false);
      object.put("journal", file.toString());
      object.put("event", fault.event().isPresent() ? fault.event().getAsLong() : null);
      object.put("problem", fault.problem());
      object.put("root", telling.finding().root());
      object.put("standings", java.util.List.of());
      Report.json(out, object);
    } else {
      out.println("Not valid: " + fault.problem());
    }
    return 1;
  }
}
