package io.shieldwall.app;

import io.shieldwall.journal.SqliteJournal;
import io.shieldwall.range.Roster;
import io.shieldwall.server.ShieldwallServer;
import io.shieldwall.server.access.SignInLinks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Starts everything once and ends, so that the launcher can record an ahead-of-time cache.
@Command(name = "warm-up", hidden = true, description = "Start everything once and end.")
final class WarmUpCommand implements Callable<Integer> {

  @Override
  public Integer call() throws IOException, InterruptedException {
    LoadedScenario loaded = LoadedScenario.require(Home.berylia());
    Path folder = Files.createTempDirectory("shieldwall-warm-up");
    List<String> teams = loaded.teams(1);
    try (LiveExercise exercise =
            new LiveExercise(
                new LiveExercise.Setting(
                    loaded.scenario(),
                    loaded.archive(),
                    teams,
                    1,
                    Roster.rotating(teams, 1),
                    SqliteJournal.open(folder.resolve("warm-up.journal")),
                    LiveChecks.Setting.here(),
                    folder.resolve("warm-up.journal")));
        ShieldwallServer server =
            ShieldwallServer.start(exercise.stage(), new SignInLinks(), "127.0.0.1", 0)) {
      exercise.start(60);
      try (HttpClient browser = HttpClient.newHttpClient()) {
        for (String page : List.of("/", "/news", "/")) {
          URI address = URI.create("http://127.0.0.1:" + server.port() + page);
          browser.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        }
      }
    } finally {
      try (java.util.stream.Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
    return 0;
  }
}
