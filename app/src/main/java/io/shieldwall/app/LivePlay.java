package io.shieldwall.app;

import io.shieldwall.exercise.Actor.Role;
import io.shieldwall.exercise.State;
import io.shieldwall.journal.SqliteJournal;
import io.shieldwall.range.Roster;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.server.ShieldwallServer;
import io.shieldwall.server.access.Seat;
import io.shieldwall.server.access.SignInLinks;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Plays live until somebody ends it, and says where to look.
final class LivePlay {

  private LivePlay() {}

  /// What is played, and how.
  ///
  /// @param speed exercise seconds a wall second at STARTEX
  /// @param untilEnd whether ENDEX ends the process
  /// @param startNow whether STARTEX is at once; else the director starts the clock
  record Plan(
      LoadedScenario loaded,
      List<String> teams,
      long seed,
      Roster roster,
      Path journal,
      PlayOptions options,
      double speed,
      boolean untilEnd,
      boolean startNow,
      LiveChecks.Setting checks) {
    Plan {
      teams = List.copyOf(teams);
    }
  }

  static int play(Plan plan, PrintWriter out) throws IOException, InterruptedException {
    if (plan.speed() < 0.1 || plan.speed() > 3600) {
      throw new UserMistake("--speed is " + plan.speed() + "; choose 0.1 to 3600", 2);
    }
    requireFree(plan.options().address(), plan.options().port());
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook =
        Thread.ofPlatform()
            .unstarted(() -> {
              over.countDown();
              awaitQuietly(closed);
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      run(plan, over, out);
      out.println("Journal " + plan.journal() + " is closed and sealed.");
      out.println("Prove the score: shieldwall verify " + plan.journal());
      out.flush();
    } finally {
      // the process ends at once then, with whatever is not printed yet
      closed.countDown();
    }
    return 0;
  }

  private static void run(Plan plan, CountDownLatch over, PrintWriter out)
      throws IOException, InterruptedException {
    try (LiveExercise exercise =
        new LiveExercise(
            new LiveExercise.Setting(
                plan.loaded().scenario(),
                plan.loaded().archive(),
                plan.teams(),
                plan.seed(),
                plan.roster(),
                SqliteJournal.open(plan.journal()),
                plan.checks(),
                plan.journal()))) {
      if (plan.checks().remote().isEmpty()) {
        BrowserOption.announce(plan.checks().browsers(), plan.loaded().scenario(), out);
      }
      serve(plan, exercise, over, out);
    }
  }

  private static void serve(Plan plan, LiveExercise exercise, CountDownLatch over, PrintWriter out)
      throws InterruptedException {
    SignInLinks links = new SignInLinks();
    try (ShieldwallServer server =
        ShieldwallServer.start(
            exercise.stage(), links, plan.options().address(), plan.options().port())) {
      if (plan.startNow()) {
        exercise.start(plan.speed());
      }
      welcome(plan, exercise, server.port(), links, out);
      if (plan.untilEnd()) {
        exercise
            .loop()
            .subscribe((_, state) -> {
              if (state.isEnded()) {
                over.countDown();
              }
            });
      }
      while (!over.await(1, java.util.concurrent.TimeUnit.SECONDS)) {
        if (exercise.loop().failure().isPresent()) {
          throw new UserMistake(exercise.loop().failure().get(), 1);
        }
      }
    }
  }

  private static void welcome(
      Plan plan, LiveExercise exercise, int port, SignInLinks links, PrintWriter out) {
    Scenario scenario = plan.loaded().scenario();
    State state = exercise.loop().state();
    String base = "http://" + plan.options().address() + ":" + port;
    out.println();
    out.println(scenario.title() + " runs. Journal: " + plan.journal() + ", seed " + plan.seed());
    out.println();
    out.println("  Scoreboard   " + base + "/");
    out.println("  News         " + base + "/news");
    out.println();
    out.println("Sign-in links, each works once:");
    out.println(
        "  Director     "
            + base
            + "/enter/"
            + links.issue(new Seat(Role.DIRECTOR, "", "Director")));
    for (String team : state.teams()) {
      String name = scenario.team(team).map(each -> each.name()).orElse(team);
      String token = links.issue(new Seat(Role.BLUE, team, name));
      String player = plan.roster().bots().containsKey(team) ? "" : "   (no stand-in: yours)";
      out.println("  %-12s %s/enter/%s%s".formatted(team, base, token, player));
    }
    out.println();
    out.println("Ctrl-C ends it; the journal stays.");
    out.flush();
  }

  private static void requireFree(String address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException taken) {
      throw new UserMistake(
          "port %d of %s cannot be used (%s); choose another with --port"
              .formatted(port, address, taken.getMessage()),
          1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
