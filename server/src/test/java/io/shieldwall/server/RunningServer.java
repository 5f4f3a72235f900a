package io.shieldwall.server;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.EvidenceShelf;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.State;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.server.access.Seat;
import io.shieldwall.server.access.SignInLinks;
import io.shieldwall.server.live.Backstage;
import io.shieldwall.server.live.Inventory;
import io.shieldwall.server.live.Stage;
import io.shieldwall.testkit.InMemoryJournal;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.SteppingClock;
import io.shieldwall.testkit.TinyScenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The real server over a tiny exercise half an hour after STARTEX, with secrets of team Otter and
/// of the organisers in it that nobody else may find.
final class RunningServer implements AutoCloseable {

  /// Words that stand only inside team Otter.
  static final List<String> OF_OTTER =
      List.of("OTTER-ANSWER", "OTTER-CAPTAIN", "pw-otter-netbank-operator", "reach-otter");

  /// Words that only organisers may read.
  static final List<String> OF_ORGANISERS = List.of("DIRECTORS-REMARK", "RED-EVIDENCE");

  static final String OTTERS_KEY = EvidenceShelf.PREFIX + "ab".repeat(32);

  final InMemoryJournal journal = new InMemoryJournal();
  final SignInLinks links = new SignInLinks();
  final ExerciseLoop loop;
  private final ShieldwallServer server;
  private int commands;

  RunningServer() {
    SteppingClock clock = SteppingClock.atStartex();
    Exercise exercise = new Exercise(TinyScenario.scenario(), State.EMPTY);
    exercise.handle("create", Actor.PLATFORM, TinyScenario.creation(), clock.instant());
    exercise.handle("start", Play.DIRECTOR, new Command.StartClock(1), clock.instant());
    journal.append(exercise.drain());
    loop = new ExerciseLoop(exercise, journal, clock, ExerciseLoop.DEFAULT_CAPACITY);
    Stage stage = new Stage(loop, loop::exerciseMillis, backstage(), journal.events());
    loop.subscribe(stage);
    loop.start();
    clock.step(Duration.ofMinutes(31));
    done(Actor.PLATFORM, new Command.Tick());
    plantSecrets();
    server = ShieldwallServer.start(stage, links, "127.0.0.1", 0);
  }

  /// Checks can be repeated, and evidence is kept in memory.
  private Backstage backstage() {
    return new Backstage(
        new LabelledInventory(),
        new EvidenceShelf() {
          @Override
          public List<String> keep(List<Piece> pieces) {
            throw new AssertionError("pages keep nothing");
          }

          @Override
          public Optional<String> find(String team, String key) {
            return team.equals(TinyScenario.OTTER) && key.equals(OTTERS_KEY)
                ? Optional.of("OTTER-TRANSCRIPT <script>")
                : Optional.empty();
          }
        },
        (team, check) ->
            check.equals("netbank/ssh")
                ? Optional.of(Play.observation(team, check, 60_000, Outcome.CRITICAL))
                : Optional.empty(),
        password -> "SEALED" + password.length());
  }

  private void plantSecrets() {
    Actor otter = Actor.blue(TinyScenario.OTTER, "OTTER-CAPTAIN");
    done(otter, new Command.SubmitTask(TinyScenario.OTTER, "sitrep-1", "OTTER-ANSWER"));
    done(
        otter, new Command.OrderAction(TinyScenario.OTTER, "netbank", ActionKind.INSPECT_LOGS, ""));
    done(Actor.PLATFORM, new Command.OpenTicket(TinyScenario.OTTER, "pay-a-bill", "OTTER-TICKET"));
    done(Play.DIRECTOR, new Command.Remark("DIRECTORS-REMARK"));
    done(Play.RED, new Command.AttemptObjective("trip-breaker", TinyScenario.OTTER));
    String attempt = loop.state().attempts().keySet().iterator().next();
    done(Play.RED, new Command.EndAttempt(attempt, AttackResult.SUCCESS, "RED-EVIDENCE"));
  }

  /// Names everything by whose it is.
  private static final class LabelledInventory implements Inventory {
    @Override
    public Optional<String> reach(String team, String system, String service) {
      return Optional.of("reach-" + team);
    }

    @Override
    public Optional<String> password(String team, String system, String account) {
      return Optional.of(String.join("-", "pw", team, system, account));
    }
  }

  void done(Actor actor, Command command) {
    Reply reply = loop.submit("planted-" + commands++, actor, command);
    if (!(reply instanceof Reply.Done)) {
      throw new AssertionError(command + " was not accepted: " + reply);
    }
  }

  String origin() {
    return "http://127.0.0.1:" + server.port();
  }

  /// Somebody who has opened nothing yet.
  Browser visitor() {
    return new Browser(origin());
  }

  /// Somebody with a session who is not signed in: a sign-in link was opened and not used.
  Browser stranger() {
    Browser browser = visitor();
    browser.get("/enter/" + links.issue(new Seat(Actor.Role.DIRECTOR, "", "Unused")));
    return browser;
  }

  Browser blue(String team) {
    return signedIn(new Seat(Actor.Role.BLUE, team, "Captain of " + team));
  }

  Browser director() {
    return signedIn(new Seat(Actor.Role.DIRECTOR, "", "Director"));
  }

  private Browser signedIn(Seat seat) {
    Browser browser = visitor();
    browser.enter(links.issue(seat));
    browser.get("/");
    return browser;
  }

  @Override
  public void close() {
    server.close();
    loop.close();
    journal.close();
  }
}
