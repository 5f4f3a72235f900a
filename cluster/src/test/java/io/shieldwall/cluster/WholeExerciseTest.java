package io.shieldwall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Actor.Role;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.probing.Credentials;
import io.shieldwall.probing.Limits;
import io.shieldwall.probing.Observed;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.ProbingEngine;
import io.shieldwall.probing.Schedule;
import io.shieldwall.probing.Targets;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scoring.Scorer;
import io.shieldwall.scoring.Standings;
import io.shieldwall.testkit.TinyScenario;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same exercise twice, once checked by one process and once by workers of which one dies: the
/// score is the same to the last millipoint.
final class WholeExerciseTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int MINUTES = 20;

  private final Path folder;
  private final Scenario scenario = TinyScenario.scenario();
  private final Schedule schedule = new Schedule(scenario.network().checks(), 11);
  private final List<String> checks =
      scenario.network().checks().stream().map(Network.Check::id).toList();

  WholeExerciseTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /// What an exercise came to.
  private record Played(Standings standings, Map<String, String> observed) {

    long with(Outcome outcome) {
      return observed.values().stream().filter(text -> text.startsWith(outcome.name())).count();
    }
  }

  /// The check of the field that stands for a check of the scenario; a different one for each team.
  private ProbeRequest inTheField(ProbeRequest request, int port) {
    int team = TinyScenario.TEAMS.indexOf(request.team());
    return TestingField.request(
        port, team * checks.size() + checks.indexOf(request.checkId()), TIMEOUT);
  }

  /// Lets twenty minutes pass second by second; all that is due in one is run before the next.
  private Played play(
      GreetingService service, Function<ProbeRequest, ProbeResult> prober, Runnable atHalf) {
    AtomicLong seconds = new AtomicLong();
    Exercise exercise = new Exercise(scenario, State.EMPTY);
    exercise.handle("create", Actor.PLATFORM, TinyScenario.creation(), at(0));
    exercise.handle("start", Actor.of(Role.DIRECTOR, "director"), new Command.StartClock(1), at(0));
    List<Observed> reported = new ArrayList<>();
    try (ProbingEngine engine =
        new ProbingEngine(
            schedule,
            request -> prober.apply(inTheField(request, service.port())),
            Targets.of(scenario.network(), scenario.teams()),
            () -> seconds.get() * 1000,
            () -> 1,
            batch -> {
              synchronized (reported) {
                reported.addAll(batch);
              }
            },
            () -> at(seconds.get()),
            Limits.DEFAULT)) {
      engine.start();
      while (seconds.get() < MINUTES * 60) {
        service.say(seconds.get() / 120 % 3 == 1 ? "goodbye" : "hello");
        if (seconds.incrementAndGet() == MINUTES * 30) {
          atHalf.run();
        }
        long due =
            (long) schedule.between(-1, seconds.get() * 1000).size() * scenario.teams().size();
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(2))
            .atMost(Duration.ofMinutes(1))
            .until(() -> engine.metrics().finished() == due);
      }
    }
    Scorer scorer = new Scorer(scenario);
    Map<String, String> observed = new java.util.TreeMap<>();
    exercise.handle(
        "checks",
        Actor.PLATFORM,
        new Command.ReportObservations(reported.stream().map(WholeExerciseTest::plain).toList()),
        at(seconds.get()));
    for (Recorded recorded : exercise.drain()) {
      scorer.apply(recorded);
      if (recorded.event() instanceof Event.ChecksObserved round) {
        for (Observation each : round.observations()) {
          assertThat(
                  observed.put(
                      each.team() + " " + each.check() + " " + each.at(),
                      each.outcome() + " " + each.cause() + " " + each.summary()))
              .isNull();
        }
      }
    }
    return new Played(scorer.standings(), observed);
  }

  private Instant at(long seconds) {
    return scenario.startsAt().plusSeconds(seconds);
  }

  private static Observation plain(Observed observed) {
    ProbeResult result = observed.result();
    return new Observation(
        observed.team(),
        observed.checkId(),
        observed.scheduledMillis(),
        result.outcome(),
        result.cause(),
        result.latencyMicros(),
        result.summary(),
        "",
        observed.delayMicros());
  }

  @Test
  void the_score_with_workers_is_the_score_of_one_process() throws Exception {
    try (KafkaProcess kafka = KafkaProcess.start(folder);
        GreetingService service = new GreetingService(Duration.ofMillis(5))) {
      Played alone = play(service, TestingField.prober(Credentials.none()), () -> {});
      Broker broker = kafka.broker();
      Path key = folder.resolve("key");
      Seal.create(key);
      try (WorkerProcess first = WorkerProcess.start(folder, "a", broker, key, service.port());
          WorkerProcess second = WorkerProcess.start(folder, "b", broker, key, service.port());
          RemoteProber engine =
              new RemoteProber(
                  broker,
                  Seal.of(key),
                  TestingField.subject(),
                  new RemoteProber.Terms(
                      Duration.ofSeconds(2),
                      _ -> Duration.ofSeconds(50),
                      RemoteProber.Terms.PARTITIONS))) {
        await()
            .atMost(Duration.ofSeconds(90))
            .until(() ->
                engine.apply(TestingField.request(service.port(), 0, TIMEOUT)).outcome()
                    == Outcome.OK);
        Played together = play(service, engine, first::kill);
        assertThat(together.observed()).isEqualTo(alone.observed());
        assertThat(together.standings()).isEqualTo(alone.standings());
        assertThat(second.isAlive()).isTrue();
      }
      assertThat(alone.observed()).hasSize(schedule.between(-1, MINUTES * 60_000L).size() * 3);
      assertThat(alone.with(Outcome.OK)).isGreaterThan(100);
      assertThat(alone.with(Outcome.CRITICAL)).isGreaterThan(100);
      assertThat(
              alone.standings().rows().stream()
                  .map(Standings.Standing::total)
                  .collect(Collectors.toSet()))
          .hasSize(3);
    }
  }
}
