package io.shieldwall.app;

import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.State;
import io.shieldwall.exercise.State.Attempt;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules.Category;
import io.shieldwall.scoring.Points;
import io.shieldwall.scoring.Standings;
import io.shieldwall.scoring.Standings.Standing;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Results as people and programs read them.
final class Report {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Report() {}

  static void json(PrintWriter out, Object value) {
    out.println(JSON.writeValueAsString(value));
  }

  /// Standings for programs: points as exact decimals in strings.
  static List<Map<String, Object>> rows(Standings standings) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Standing standing : standings.rows()) {
      Map<String, Object> categories = new LinkedHashMap<>();
      standing.categories().forEach((id, points) -> categories.put(id, Points.text(points)));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("rank", standing.rank());
      row.put("team", standing.team());
      row.put("total", Points.text(standing.total()));
      row.put("categories", categories);
      rows.add(row);
    }
    return rows;
  }

  static void standings(PrintWriter out, Scenario scenario, Standings standings) {
    out.println();
    out.printf(Locale.ROOT, "%4s  %-24s %12s%n", "Rank", "Team", "Points");
    for (Standing row : standings.rows()) {
      out.printf(
          Locale.ROOT,
          "%4d  %-24s %12s%n",
          row.rank(),
          row.team() + " " + name(scenario, row.team()),
          Points.text(row.total()));
    }
  }

  private static String name(Scenario scenario, String team) {
    return scenario.team(team).map(each -> each.name()).orElse("");
  }

  /// One line a category, one column a team in the order of the standings.
  static void categories(PrintWriter out, Scenario scenario, Standings standings) {
    out.println();
    out.printf(Locale.ROOT, "%-26s", "Ledger totals");
    standings.rows().forEach(row -> out.printf(Locale.ROOT, "%12s", row.team()));
    out.println();
    for (Category category : scenario.scoring().categories()) {
      out.printf(Locale.ROOT, "%-26s", category.title());
      standings
          .rows()
          .forEach(row ->
              out.printf(
                  Locale.ROOT,
                  "%12s",
                  Points.text(row.categories().getOrDefault(category.id(), 0L))));
      out.println();
    }
  }

  /// Objectives held and lost by team.
  static void objectives(PrintWriter out, State state) {
    out.println();
    out.printf(Locale.ROOT, "%-26s", "Objectives");
    for (AttackResult result : AttackResult.values()) {
      out.printf(Locale.ROOT, "%12s", word(result));
    }
    out.println();
    for (String team : state.teams()) {
      out.printf(Locale.ROOT, "%-26s", team);
      objectives(state, team).values().forEach(count -> out.printf(Locale.ROOT, "%12d", count));
      out.println();
    }
  }

  static Map<String, Integer> objectives(State state, String team) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (AttackResult result : AttackResult.values()) {
      counts.put(word(result), 0);
    }
    for (Attempt attempt : state.attempts().values()) {
      if (attempt.team().equals(team)) {
        attempt.result().ifPresent(result -> counts.merge(word(result), 1, Integer::sum));
      }
    }
    return counts;
  }

  private static String word(AttackResult result) {
    return switch (result) {
      case BLOCKED -> "held";
      case PARTIAL -> "partial";
      case SUCCESS -> "lost";
      case PERSISTENT -> "persistent";
    };
  }
}
