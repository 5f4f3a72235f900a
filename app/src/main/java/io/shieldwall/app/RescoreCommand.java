package io.shieldwall.app;

import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.ScoringRules.Category;
import io.shieldwall.scoring.Points;
import io.shieldwall.scoring.Standings;
import io.shieldwall.scoring.Standings.Standing;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Scores the same journal with other weights and says what changes.
@Command(
    name = "rescore",
    mixinStandardHelpOptions = true,
    description = {
      "Score the same journal with other weights: what changes, and how sensitive the ranking is.",
      "The journal is not touched."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  shieldwall rescore runs/x.journal --share availability=30 --share attack-defence=13",
      "  shieldwall rescore runs/x.journal --curve concave"
    })
final class RescoreCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The journal.")
  private Path file = Path.of(".");

  @Option(
      names = "--share",
      paramLabel = "CATEGORY=PERCENT",
      description = "Another share of a category; all shares must add up to 100.")
  private Map<String, BigDecimal> shares = new LinkedHashMap<>();

  @Option(names = "--curve", paramLabel = "NAME", description = "linear, convex or concave.")
  private ScoringRules.@Nullable Curve curve;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PlayedExercise.Telling before = sound(PlayedExercise.read(file));
    ScoringRules rules = changed(before.requireScenario().scoring());
    PlayedExercise.Telling after = sound(PlayedExercise.read(file, _ -> rules, Long.MAX_VALUE));
    Standings first = before.requireScorer().standings();
    Standings second = after.requireScorer().standings();
    List<String> fragile = fragile(second, rules);
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("journal", file.toString());
      object.put("events", before.finding().events());
      object.put("root", before.finding().root());
      object.put("scenario", before.requireScenario().digest());
      object.put("standings", Report.rows(second));
      object.put("before", Report.rows(first));
      object.put("sensitive", fragile);
      Report.json(out, object);
    } else {
      print(out, before.requireScenario(), first, second, fragile);
    }
    return 0;
  }

  private static PlayedExercise.Telling sound(PlayedExercise.Telling telling) {
    telling
        .finding()
        .fault()
        .ifPresent(fault -> {
          throw new UserMistake("the journal is not right: " + fault.problem(), 1);
        });
    return telling;
  }

  private ScoringRules changed(ScoringRules rules) {
    for (String id : shares.keySet()) {
      if (rules.category(id).isEmpty()) {
        throw new UserMistake(
            "there is no category %s; categories are %s"
                .formatted(
                    id, String.join(", ", rules.categories().stream().map(Category::id).toList())),
            2);
      }
    }
    List<Category> categories =
        rules.categories().stream()
            .map(each ->
                new Category(
                    each.id(),
                    each.title(),
                    shares.getOrDefault(each.id(), each.share()),
                    each.release()))
            .toList();
    BigDecimal sum =
        categories.stream().map(Category::share).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (sum.compareTo(BigDecimal.valueOf(100)) != 0
        || categories.stream().anyMatch(each -> each.share().signum() < 0)) {
      throw new UserMistake(
          "the shares add up to " + sum.toPlainString() + "; let them add up to 100, none negative",
          2);
    }
    return new ScoringRules(
        rules.preset(),
        rules.total(),
        categories,
        curve == null ? rules.curve() : curve,
        rules.attackOutcome(),
        rules.reportReturns(),
        rules.ticketRates(),
        rules.falseFixMinutes(),
        rules.falseFixPoints(),
        rules.penaltyCap(),
        rules.specialCap(),
        rules.deadlineFactors());
  }

  private static void print(
      PrintWriter out, Scenario scenario, Standings first, Standings second, List<String> fragile) {
    Map<String, Standing> before = new HashMap<>();
    first.rows().forEach(row -> before.put(row.team(), row));
    out.printf(
        Locale.ROOT, "%4s %6s  %-24s %12s %12s%n", "Rank", "before", "Team", "Points", "change");
    for (Standing row : second.rows()) {
      Standing old = Objects.requireNonNull(before.get(row.team()));
      String name = scenario.team(row.team()).map(team -> team.name()).orElse("");
      out.printf(
          Locale.ROOT,
          "%4d %6d  %-24s %12s %12s%n",
          row.rank(),
          old.rank(),
          row.team() + " " + name,
          Points.text(row.total()),
          Points.text(row.total() - old.total()));
    }
    out.println();
    out.println(
        fragile.isEmpty()
            ? "The ranking stays when any one category weighs a tenth more or less."
            : "The ranking changes when one of these weighs a tenth more or less: "
                + String.join(", ", fragile));
  }

  /// Categories of which a tenth more or less changes the order of the teams. A category's points
  /// grow in proportion to its share.
  private static List<String> fragile(Standings standings, ScoringRules rules) {
    List<String> fragile = new ArrayList<>();
    List<String> order = order(standings, "", 0);
    for (Category category : rules.categories()) {
      boolean moves =
          !order(standings, category.id(), 1).equals(order)
              || !order(standings, category.id(), -1).equals(order);
      if (moves) {
        fragile.add(category.id());
      }
    }
    return fragile;
  }

  private static List<String> order(Standings standings, String category, int tenths) {
    return standings.rows().stream()
        .sorted(
            Comparator.comparingLong((Standing row) ->
                    10 * row.total() + tenths * row.categories().getOrDefault(category, 0L))
                .reversed())
        .map(Standing::team)
        .toList();
  }
}
