package io.shieldwall.app;

import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Problem;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScenarioArchive;
import io.shieldwall.scenario.ScenarioFiles;
import io.shieldwall.scenario.ScenarioFolder;
import io.shieldwall.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A scenario that was read without a mistake, with its archive.
///
/// @param archive canonical archive in Base64
record LoadedScenario(Scenario scenario, String archive) {

  /// Reading a folder: a scenario, or all its mistakes.
  sealed interface Loading {
    record Good(LoadedScenario loaded) implements Loading {}

    record Bad(List<Problem> problems) implements Loading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  static Loading load(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UserMistake(folder + " is no folder; name the folder that holds scenario.yaml", 2);
    }
    ScenarioFiles.Taken taken = ScenarioFiles.take(folder);
    return switch (read(taken.folder())) {
      case ScenarioReader.Reading.Bad bad -> {
        List<Problem> problems = new ArrayList<>(taken.problems());
        problems.addAll(bad.problems());
        yield new Loading.Bad(problems);
      }
      case ScenarioReader.Reading.Good good ->
          taken.problems().isEmpty()
              ? new Loading.Good(of(good.scenario(), taken.folder()))
              : new Loading.Bad(taken.problems());
    };
  }

  /// The scenario of a folder for playing; mistakes end the command.
  static LoadedScenario require(Path folder) throws IOException {
    return switch (load(folder)) {
      case Loading.Good good -> good.loaded();
      case Loading.Bad bad ->
          throw new UserMistake(
              "%s has %d mistakes, the first is %s%nRun: shieldwall validate %s"
                  .formatted(folder, bad.problems().size(), bad.problems().getFirst(), folder),
              1);
    };
  }

  /// The scenario of an archive out of a journal.
  static Scenario unpack(String archive) throws IOException {
    ScenarioFolder folder = ScenarioArchive.unpack(Base64.getDecoder().decode(archive));
    return switch (ScenarioReader.ofArchives(Protocols.ALL).read(folder)) {
      case ScenarioReader.Reading.Good good -> good.scenario();
      case ScenarioReader.Reading.Bad bad ->
          throw new IOException(
              "the archived scenario is not readable: " + bad.problems().getFirst());
    };
  }

  private static ScenarioReader.Reading read(ScenarioFolder folder) {
    return new ScenarioReader(Protocols.ALL).read(folder);
  }

  private static LoadedScenario of(Scenario scenario, ScenarioFolder folder) {
    return new LoadedScenario(
        scenario, Base64.getEncoder().encodeToString(ScenarioArchive.pack(folder)));
  }

  /// The first so many teams of the scenario.
  List<String> teams(int count) {
    if (count < 1 || count > scenario.teams().size()) {
      throw new UserMistake(
          "--teams is %d; the scenario has %d teams, choose 1 to %d"
              .formatted(count, scenario.teams().size(), scenario.teams().size()),
          2);
    }
    return scenario.teams().subList(0, count).stream().map(team -> team.id()).toList();
  }
}
