package io.shieldwall.app;

import io.shieldwall.exercise.State;
import io.shieldwall.journal.SqliteJournal;
import io.shieldwall.range.Roster;
import io.shieldwall.range.run.FastRun;
import io.shieldwall.scoring.Standings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Plays Berylia with stand-ins: live in a browser, or headless in virtual time.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Play a whole exercise with stand-ins for missing people.",
      "Live, it runs in the browser over real sockets; with --headless --until-end it plays in"
          + " virtual time and prints the result."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  shieldwall demo                            live at 60 times the speed of the clock",
      "  shieldwall demo --play blue01 --speed 10   defend the first team yourself",
      "  shieldwall demo --headless --until-end --seed 7 --json"
    })
final class DemoCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;
  @Mixin private PlayOptions options = new PlayOptions();
  @Mixin private CheckOptions checks = new CheckOptions();

  @Option(
      names = "--scenario",
      paramLabel = "DIR",
      description = "Another scenario folder (default: Berylia).")
  private @Nullable Path scenario;

  @Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = "60",
      description = "Exercise seconds a wall second, live (default: ${DEFAULT-VALUE}).")
  private double speed;

  @Option(names = "--until-end", description = "End with ENDEX instead of waiting for Ctrl-C.")
  private boolean untilEnd;

  @Option(
      names = "--headless",
      description = "Without browser and sockets, in virtual time; needs --until-end.")
  private boolean headless;

  @Option(names = "--json", description = "Print the result of a headless run as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (headless != untilEnd && headless) {
      throw new UserMistake("--headless plays to the end; add --until-end", 2);
    }
    if (json && !headless) {
      throw new UserMistake("--json reports a finished run; add --headless --until-end", 2);
    }
    if (headless && checks.overKafka()) {
      throw new UserMistake("a headless run asks no sockets, so it needs no --kafka", 2);
    }
    LoadedScenario loaded = LoadedScenario.require(scenario == null ? Home.berylia() : scenario);
    List<String> teams = loaded.teams(options.teams());
    return headless ? fast(loaded, teams) : live(loaded, teams);
  }

  private PrintWriter out() {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }

  private PrintWriter err() {
    return java.util.Objects.requireNonNull(spec).commandLine().getErr();
  }

  private int live(LoadedScenario loaded, List<String> teams)
      throws IOException, InterruptedException {
    long seed = options.seed();
    Roster roster = Roster.rotating(teams, seed).without(options.people(teams));
    Path journal = options.newJournal(loaded.scenario().id());
    LivePlay.Plan plan =
        new LivePlay.Plan(
            loaded,
            teams,
            seed,
            roster,
            journal,
            options,
            speed,
            untilEnd,
            true,
            checks.setting(Optional.ofNullable(scenario)));
    return LivePlay.play(plan, out());
  }

  private int fast(LoadedScenario loaded, List<String> teams) throws IOException {
    long seed = options.seed();
    Path file = options.newJournal(loaded.scenario().id());
    Roster roster = Roster.rotating(teams, seed).without(options.people(teams));
    State state;
    try (SqliteJournal journal = SqliteJournal.open(file);
        ProgressLine progress = new ProgressLine(err(), !json)) {
      state =
          FastRun.play(
              new FastRun.Setting(
                  loaded.scenario().id() + "-" + seed,
                  loaded.scenario(),
                  loaded.archive(),
                  teams,
                  seed,
                  roster),
              journal,
              (at, end, events) ->
                  progress.say(
                      "%s of %s, %d events".formatted(Times.text(at), Times.text(end), events)));
    }
    report(PlayedExercise.read(file), state, file, seed);
    return 0;
  }

  private void report(PlayedExercise.Telling telling, State state, Path file, long seed) {
    Standings standings = telling.requireScorer().standings();
    if (json) {
      Report.json(out(), object(telling, state, standings, file, seed));
      return;
    }
    Report.standings(out(), telling.requireScenario(), standings);
    Report.categories(out(), telling.requireScenario(), standings);
    Report.objectives(out(), state);
    out().println();
    out().println("Journal   " + file);
    out().println("Events    " + telling.finding().events());
    out().println("Root      " + telling.finding().root());
    out().println("Seed      " + seed);
    out().println();
    out().println("Prove it: shieldwall verify " + file);
  }

  private static Map<String, Object> object(
      PlayedExercise.Telling telling, State state, Standings standings, Path file, long seed) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("journal", file.toString());
    object.put("events", telling.finding().events());
    object.put("root", telling.finding().root());
    object.put("scenario", telling.requireScenario().digest());
    object.put("seed", seed);
    object.put("standings", Report.rows(standings));
    Map<String, Object> objectives = new LinkedHashMap<>();
    state.teams().forEach(team -> objectives.put(team, Report.objectives(state, team)));
    object.put("objectives", objectives);
    return object;
  }
}
