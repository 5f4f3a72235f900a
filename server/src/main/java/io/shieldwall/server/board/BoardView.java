package io.shieldwall.server.board;

import io.shieldwall.scenario.ScoringRules.Category;
import io.shieldwall.scoring.Standings;
import io.shieldwall.scoring.Standings.Standing;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.live.Stage.TrendPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The public scoreboard: released points only.
///
/// @param categories columns, with the most each can give in millipoints
public record BoardView(List<Column> categories, List<Row> rows, Trend trend) {

  public BoardView {
    categories = List.copyOf(categories);
    rows = List.copyOf(rows);
  }

  /// @param most millipoints of a perfect team; 0 where there is no such
  public record Column(String id, String title, long most) {}

  /// @param recent change over the last quarter of an hour of exercise time, millipoints
  /// @param behind millipoints behind the leader
  public record Row(
      int rank, String team, String name, long total, long recent, long behind, List<Cell> cells) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /// @param percent of the most, 0 to 100; -1 where there is no most
  public record Cell(String category, long points, int percent) {}

  /// @param teams names in the order of the totals
  public record Trend(List<String> teams, List<TrendPoint> points) {
    public Trend {
      teams = List.copyOf(teams);
      points = List.copyOf(points);
    }

    /// The series as JSON: `{"teams":[…],"points":[[hours, total, …], …]}`; totals in points.
    public String json() {
      StringBuilder json = new StringBuilder("{\"teams\":[");
      for (int index = 0; index < teams.size(); index++) {
        json.append(index == 0 ? "" : ",")
            .append('"')
            .append(escaped(teams.get(index)))
            .append('"');
      }
      json.append("],\"points\":[");
      for (int index = 0; index < points.size(); index++) {
        TrendPoint point = points.get(index);
        json.append(index == 0 ? "[" : ",[").append(point.at());
        point.totals().forEach(total -> json.append(',').append(total / 1000));
        json.append(']');
      }
      return json.append("]}").toString();
    }

    private static String escaped(String text) {
      return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /// At most so many points, evenly chosen, for the table under the chart.
    public List<TrendPoint> sample(int most) {
      if (points.size() <= most) {
        return points;
      }
      List<TrendPoint> sample = new ArrayList<>();
      for (int index = 0; index < most; index++) {
        sample.add(points.get((int) ((long) index * (points.size() - 1) / (most - 1))));
      }
      return sample;
    }
  }

  private static final long RECENT = 900_000;

  static BoardView of(Stage.Moment moment) {
    Standings standings = moment.scorer().released(moment.now());
    List<Column> columns =
        moment.scenario().scoring().categories().stream()
            .map(category -> column(moment, category))
            .toList();
    List<String> teams = moment.scorer().teams();
    long best = standings.rows().isEmpty() ? 0 : standings.rows().getFirst().total();
    Map<String, Long> before = earlier(moment, teams);
    List<Row> rows =
        standings.rows().stream()
            .map(row ->
                new Row(
                    row.rank(),
                    row.team(),
                    name(moment, row.team()),
                    row.total(),
                    row.total() - before.getOrDefault(row.team(), 0L),
                    best - row.total(),
                    columns.stream().map(column -> cell(column, row)).toList()))
            .toList();
    return new BoardView(
        columns,
        rows,
        new Trend(teams.stream().map(team -> name(moment, team)).toList(), moment.trend()));
  }

  private static Map<String, Long> earlier(Stage.Moment moment, List<String> teams) {
    TrendPoint then = null;
    for (TrendPoint point : moment.trend()) {
      if (point.at() <= moment.now() - RECENT) {
        then = point;
      }
    }
    Map<String, Long> totals = new java.util.HashMap<>();
    for (int index = 0; then != null && index < teams.size(); index++) {
      totals.put(teams.get(index), then.totals().get(index));
    }
    return totals;
  }

  private static Column column(Stage.Moment moment, Category category) {
    long most =
        category
            .share()
            .movePointRight(1)
            .multiply(java.math.BigDecimal.valueOf(moment.scenario().scoring().total()))
            .longValue();
    return new Column(category.id(), category.title(), most);
  }

  private static Cell cell(Column column, Standing row) {
    long points = row.categories().getOrDefault(column.id(), 0L);
    int percent = column.most() == 0 ? -1 : Math.clamp(100 * points / column.most(), 0, 100);
    return new Cell(column.id(), points, percent);
  }

  static String name(Stage.Moment moment, String team) {
    return moment.scenario().team(team).map(each -> each.name()).orElse(team);
  }
}
