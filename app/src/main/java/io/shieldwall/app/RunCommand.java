package io.shieldwall.app;

import io.shieldwall.exercise.State;
import io.shieldwall.range.Roster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs an exercise for people, on the embedded range.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Run an exercise for people: the clock waits for the director, teams have no stand-ins unless"
          + " asked for.",
      "With the journal of an earlier run it goes on where that ended, paused."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  shieldwall run scenarios/berylia --teams 2 --journal exercise.journal",
      "  shieldwall run --journal exercise.journal      go on after a restart",
      "  shieldwall run scenarios/berylia --bots"
    })
final class RunCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;
  @Mixin private PlayOptions options = new PlayOptions();
  @Mixin private CheckOptions checks = new CheckOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Scenario folder; not needed to go on.")
  private @Nullable Path folder;

  @Option(names = "--bots", description = "Stand-ins for every team that --play does not name.")
  private boolean bots;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<Path> named = options.namedJournal().filter(Files::exists);
    return LivePlay.play(
        named.isPresent() ? continued(named.get()) : begun(),
        Objects.requireNonNull(spec).commandLine().getOut());
  }

  private LivePlay.Plan begun() throws IOException {
    if (folder == null) {
      throw new UserMistake("name a scenario folder, such as scenarios/berylia", 2);
    }
    LoadedScenario loaded = LoadedScenario.require(folder);
    List<String> teams = loaded.teams(options.teams());
    return plan(loaded, teams, options.seed(), options.newJournal(loaded.scenario().id()));
  }

  private LivePlay.Plan continued(Path journal) throws IOException {
    PlayedExercise.Telling telling = PlayedExercise.read(journal);
    if (telling.finding().fault().isPresent()) {
      throw new UserMistake(
          "the journal is not right: " + telling.finding().fault().get().problem(), 1);
    }
    State.Setup setup =
        telling
            .state()
            .setup()
            .orElseThrow(() -> new UserMistake("the journal holds no exercise", 1));
    return plan(
        new LoadedScenario(telling.requireScenario(), ""), setup.teams(), setup.seed(), journal);
  }

  private LivePlay.Plan plan(LoadedScenario loaded, List<String> teams, long seed, Path journal)
      throws IOException {
    Roster roster =
        bots ? Roster.rotating(teams, seed).without(options.people(teams)) : Roster.PEOPLE;
    return new LivePlay.Plan(
        loaded,
        teams,
        seed,
        roster,
        journal,
        options,
        1,
        false,
        false,
        checks.setting(Optional.ofNullable(folder)));
  }
}
