package io.shieldwall.app;

import io.shieldwall.cluster.RemoteProber;
import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Clock;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Event.Mode;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Evolution;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.exercise.State.Holder;
import io.shieldwall.journal.SqliteEvidence;
import io.shieldwall.probing.Credentials;
import io.shieldwall.probing.Guard;
import io.shieldwall.probing.Inventory;
import io.shieldwall.probing.Limits;
import io.shieldwall.probing.Observed;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.ProbingEngine;
import io.shieldwall.probing.Schedule;
import io.shieldwall.probing.Targets;
import io.shieldwall.probing.Trust;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.range.Roster;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.run.LiveCast;
import io.shieldwall.range.users.WireTrying;
import io.shieldwall.range.wire.LiveRange;
import io.shieldwall.range.wire.Placement;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import io.shieldwall.server.live.Backstage;
import io.shieldwall.server.live.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A live exercise at work: the writer over its journal, the nation on the wire, the checks, and
/// everybody who plays without a person. Closing it ends all of that in order; the journal is
/// closed last.
final class LiveExercise implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LiveExercise.class.getName());
  private static final Actor DIRECTOR = Actor.of(Actor.Role.DIRECTOR, "shieldwall");
  private static final long STEP_MILLIS = 100;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final InstantSource utc;
  private final ExerciseLoop loop;
  private final Stage stage;
  private final SqliteEvidence shelf;
  private final Findings findings;
  private final PasswordVault vault;
  private volatile Optional<Hands> hands = Optional.empty();

  /// What a check is made with.
  private record Hands(Prober prober, Targets targets) {}

  /// What is played live.
  ///
  /// @param teams ids of the teams; used only when the journal is new
  /// @param roster stand-ins for teams without people
  /// @param checks who makes the checks
  /// @param journalFile where the journal is; evidence and the key of passwords stand beside it
  record Setting(
      Scenario scenario,
      String archive,
      List<String> teams,
      long seed,
      Roster roster,
      Journal journal,
      LiveChecks.Setting checks,
      Path journalFile) {
    Setting {
      teams = List.copyOf(teams);
    }
  }

  LiveExercise(Setting setting) throws IOException {
    open.push(setting.journal());
    utc = SteadyTime.ofSystem();
    List<Recorded> history = new ArrayList<>();
    setting.journal().replay(0, history::add);
    Exercise exercise = new Exercise(setting.scenario(), Evolution.replay(history));
    prepare(setting, exercise, history, utc.instant());
    loop = new ExerciseLoop(exercise, setting.journal(), utc, ExerciseLoop.DEFAULT_CAPACITY);
    State.Setup setup = loop.state().setup().orElseThrow();
    Nation nation = new Nation(setting.scenario(), setup.teams(), setup.seed(), setup.exercise());
    Placement placement = LiveRange.place(nation);
    shelf = SqliteEvidence.beside(setting.journalFile());
    open.push(shelf);
    findings = new Findings(shelf);
    vault = PasswordVault.beside(setting.journalFile());
    stage =
        new Stage(
            loop,
            loop::exerciseMillis,
            new Backstage(new RangeInventory(nation, placement), shelf, this::repeat, vault::seal),
            history);
    assemble(setting, nation, placement, history, setup.seed());
  }

  /// Creates the exercise, or takes it up where an earlier process left it: paused at its last
  /// event.
  private static void prepare(
      Setting setting, Exercise exercise, List<Recorded> history, Instant now) {
    if (history.isEmpty()) {
      exercise.handle(
          "create",
          DIRECTOR,
          new Command.CreateExercise(
              setting.scenario().id() + "-" + UUID.randomUUID(),
              setting.archive(),
              setting.teams(),
              setting.seed(),
              Mode.LIVE),
          now);
    } else if (exercise.state().clock().status() == Clock.Status.RUNNING) {
      exercise.handle(
          "restart-" + history.size(),
          DIRECTOR,
          new Command.PauseClock("the platform was started again"),
          history.getLast().recordedAt());
    }
    List<Recorded> fresh = exercise.drain();
    setting.journal().append(fresh);
    history.addAll(fresh);
  }

  private void assemble(
      Setting setting, Nation nation, Placement placement, List<Recorded> history, long seed)
      throws IOException {
    LiveRange range = LiveRange.start(placement, nation, loop, loop::exerciseMillis);
    open.push(range);
    List<Team> teams =
        nation.teams().stream().map(id -> setting.scenario().team(id).orElseThrow()).toList();
    Prober prober =
        new Prober(
            Protocols.with(setting.checks().programs(), setting.checks().browsers()),
            new Prober.Surroundings(
                new Guard(setting.scenario().rules(), teams, placement),
                placement,
                credentials(nation),
                Inventory.of(setting.scenario().network(), teams),
                trust(range),
                setting.checks().sources()));
    prober.prepare(
        setting.scenario().network().checks().stream()
            .map(check -> check.probe().kind())
            .collect(Collectors.toUnmodifiableSet()));
    WireTrying trying = new WireTrying(setting.scenario(), prober);
    open.push(trying);
    LiveCast cast = new LiveCast(nation, loop, utc, setting.roster(), trying, seed);
    cast.hear(history);
    loop.subscribe((events, _) -> cast.hear(events));
    loop.subscribe(stage);
    loop.start();
    open.push(loop);
    Targets targets = Targets.of(setting.scenario().network(), teams);
    hands = Optional.of(new Hands(prober, targets));
    ProbingEngine engine =
        new ProbingEngine(
            new Schedule(
                setting.scenario().network().simulatedChecks(),
                setting.scenario().rules().holds(),
                seed),
            checks(setting, nation, prober, range),
            targets,
            this::scheduleMillis,
            () -> loop.state().clock().speed(),
            this::report,
            utc,
            Limits.DEFAULT);
    engine.start();
    open.push(engine);
    tick(cast);
  }

  /// This process, or workers; the tries of simulated users are always made here.
  private Function<ProbeRequest, ProbeResult> checks(
      Setting setting, Nation nation, Prober prober, LiveRange range) throws IOException {
    open.push(setting.checks().programs());
    open.push(setting.checks().browsers());
    if (setting.checks().remote().isEmpty()) {
      return prober::probe;
    }
    LiveChecks.Remote remote = setting.checks().remote().get();
    Files.writeString(remote.authority(), range.authorityPem());
    RemoteProber workers =
        LiveChecks.remote(
            remote, setting.scenario(), credentials(nation), () -> loop.state().clock().speed());
    open.push(workers);
    return workers;
  }

  /// The password that the team handed over; where it did not, the one that the range gave the
  /// account.
  private Credentials credentials(Nation nation) {
    return (team, system, account) ->
        Optional.ofNullable(loop.state().credentials().get(new Holder(team, system, account)))
            .map(State.HandOver::sealed)
            .map(vault::open)
            .orElseGet(() -> nation.password(team, system, account));
  }

  /// Makes a check once more for the organisers.
  private Optional<Observation> repeat(String team, String check) {
    boolean known =
        loop.state().teams().contains(team)
            && stage.scenario().network().simulatedChecks().stream()
                .anyMatch(each -> each.id().equals(check));
    if (!known || loop.state().clock().status() == Clock.Status.READY) {
      return Optional.empty();
    }
    Network.Check wanted = stage.scenario().network().check(check).orElseThrow();
    return hands.map(with -> {
      ProbeRequest request = with.targets().request().apply(team, wanted);
      ProbeResult result = with.prober().probe(request);
      return Findings.byHand(shelf, team, check, loop.presentMillis(), result);
    });
  }

  private static Trust trust(LiveRange range) throws IOException {
    Path pem = Files.createTempFile("shieldwall-authority", ".pem");
    try {
      Files.writeString(pem, range.authorityPem());
      return Trust.authorities(pem);
    } finally {
      Files.delete(pem);
    }
  }

  private void tick(LiveCast cast) {
    ScheduledExecutorService ticker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cast").factory());
    ScheduledFuture<?> steps =
        ticker.scheduleWithFixedDelay(() -> step(cast), 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
    open.push(() -> {
      ticker.shutdown();
      steps.cancel(false);
      if (!ticker.awaitTermination(5, TimeUnit.SECONDS)) {
        ticker.shutdownNow();
      }
    });
  }

  /// A defect of an agent is told and does not end the exercise.
  private static void step(LiveCast cast) {
    try {
      cast.step();
    } catch (RuntimeException defect) {
      LOG.log(System.Logger.Level.ERROR, "a step of the stand-ins failed", defect);
    }
  }

  /// Exercise time for the schedule; before STARTEX nothing falls due.
  private long scheduleMillis() {
    return loop.state().clock().status() == Clock.Status.READY ? -1 : loop.exerciseMillis();
  }

  /// Hands in what checks found. Throws while the writer is busy, so that the batch comes again.
  private void report(List<Observed> observed) {
    if (loop.state().isEnded()) {
      return;
    }
    long present = loop.presentMillis();
    List<Observation> observations = findings.observations(observed, present);
    Reply reply =
        loop.submit(
            "checks-" + UUID.randomUUID(),
            Actor.PLATFORM,
            new Command.ReportObservations(observations));
    if (reply instanceof Reply.No no) {
      if (no.refusal() == Refusal.BUSY) {
        throw new IllegalStateException(no.message());
      }
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} results of checks were refused: {1}",
          observed.size(),
          no.message());
    }
  }

  ExerciseLoop loop() {
    return loop;
  }

  Stage stage() {
    return stage;
  }

  /// Begins at a speed, when it has not begun.
  void start(double speed) {
    if (loop.state().clock().status() == Clock.Status.READY) {
      loop.submit("start", DIRECTOR, new Command.StartClock(speed));
    }
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception problem) {
        LOG.log(System.Logger.Level.WARNING, "something did not close in order", problem);
      }
    }
  }
}
