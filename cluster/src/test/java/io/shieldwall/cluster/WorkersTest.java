package io.shieldwall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shieldwall.probing.Credentials;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rounds of checks by workers in processes of their own over a real broker, while things die.
final class WorkersTest {

  private static final int CHECKS = 300;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration ROUND = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static KafkaProcess kafka;
  private static Path key;
  private static int runs;
  private Broker broker = Broker.at("");

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    kafka = KafkaProcess.start(folder);
    key = folder.resolve("key");
    Seal.create(key);
  }

  @AfterAll
  static void end() {
    kafka.close();
  }

  /// Every test has topics and groups of its own.
  @BeforeEach
  void separate() {
    runs++;
    broker = new Broker(kafka.broker().address(), Map.of(), "run" + runs);
  }

  private RemoteProber engine(Duration grace, Duration budget) throws IOException {
    return new RemoteProber(
        broker,
        Seal.of(key),
        TestingField.subject(),
        new RemoteProber.Terms(grace, _ -> budget, RemoteProber.Terms.PARTITIONS));
  }

  private WorkerProcess worker(String name, GreetingService service) throws IOException {
    return WorkerProcess.start(folder, runs + name, broker, key, service.port());
  }

  /// Starts a round of all checks at once.
  private static List<Future<ProbeResult>> begin(
      ExecutorService threads,
      Function<ProbeRequest, ProbeResult> prober,
      GreetingService service) {
    List<Future<ProbeResult>> results = new ArrayList<>();
    for (int number = 0; number < CHECKS; number++) {
      ProbeRequest request = TestingField.request(service.port(), number, TIMEOUT);
      results.add(threads.submit(() -> prober.apply(request)));
    }
    return results;
  }

  private static List<ProbeResult> all(List<Future<ProbeResult>> results) throws Exception {
    List<ProbeResult> all = new ArrayList<>();
    for (Future<ProbeResult> result : results) {
      all.add(result.get());
    }
    return all;
  }

  /// The same as one process finds, one result a check.
  private static void assertComplete(RemoteProber engine, List<ProbeResult> results, long before) {
    for (int number = 0; number < CHECKS; number++) {
      assertThat(results.get(number).outcome())
          .as("check%d: %s", number, results.get(number).summary())
          .isEqualTo(
              number % 5 == 4 ? Outcome.UNKNOWN : number % 3 == 2 ? Outcome.CRITICAL : Outcome.OK);
    }
    assertThat(engine.counts().counted()).isEqualTo(before + CHECKS);
  }

  private static void awaitWorkers(RemoteProber engine, GreetingService service) {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() ->
            engine.apply(TestingField.request(service.port(), 0, TIMEOUT)).outcome() == Outcome.OK);
  }

  @Test
  void a_round_by_two_workers_finds_what_one_process_finds() throws Exception {
    try (GreetingService service = new GreetingService(Duration.ofMillis(20));
        WorkerProcess first = worker("a", service);
        WorkerProcess second = worker("b", service);
        RemoteProber engine = engine(Duration.ofSeconds(2), ROUND);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<ProbeResult> alone =
          all(begin(threads, TestingField.prober(Credentials.none()), service));
      List<ProbeResult> together = all(begin(threads, engine, service));
      assertComplete(engine, together, 0);
      for (int number = 0; number < CHECKS; number++) {
        assertThat(together.get(number))
            .usingRecursiveComparison()
            .ignoringFields("latencyMicros", "evidence")
            .isEqualTo(alone.get(number));
      }
      assertThat(together.get(0).evidence()).contains("hello");
      assertThat(together.get(4).cause()).isEqualTo(Cause.OUT_OF_SCOPE);
      assertThat(first.end()).isIn(0, 143);
      assertThat(second.end()).isIn(0, 143);
    }
  }

  @Test
  void a_worker_killed_in_the_middle_of_a_round_costs_no_result() throws Exception {
    try (GreetingService service = new GreetingService(Duration.ofMillis(1500));
        WorkerProcess first = worker("a", service);
        WorkerProcess second = worker("b", service);
        RemoteProber engine = engine(Duration.ofSeconds(2), ROUND);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      awaitWorkers(engine, service);
      long before = engine.counts().counted();
      int callers = service.callers();
      List<Future<ProbeResult>> round = begin(threads, engine, service);
      await().until(() -> service.callers() - callers > CHECKS / 3);
      first.kill();
      List<ProbeResult> results = all(round);
      assertComplete(engine, results, before);
      assertThat(engine.counts().sent()).isGreaterThan(before + CHECKS);
      assertThat(second.end()).isIn(0, 143);
    }
  }

  @Test
  void a_worker_that_hangs_is_replaced_within_the_round_and_its_late_results_are_dropped()
      throws Exception {
    try (GreetingService service = new GreetingService(Duration.ofMillis(1500));
        WorkerProcess first = worker("a", service);
        WorkerProcess second = worker("b", service);
        RemoteProber engine = engine(Duration.ofSeconds(2), ROUND);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      awaitWorkers(engine, service);
      int callers = service.callers();
      List<Future<ProbeResult>> round = begin(threads, engine, service);
      await().until(() -> service.callers() - callers > CHECKS / 3);
      first.freeze();
      List<ProbeResult> results = all(round);
      assertThat(second.isAlive()).isTrue();
      for (int number = 0; number < CHECKS; number++) {
        assertThat(results.get(number).cause()).isNotEqualTo(Cause.NOT_RUN);
      }
      first.thaw();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> engine.counts().dropped() > 0 || first.log().contains("takes tasks"));
      List<ProbeResult> next = all(begin(threads, engine, service));
      for (int number = 0; number < CHECKS; number++) {
        assertThat(next.get(number).outcome()).isEqualTo(results.get(number).outcome());
      }
    }
  }

  @Test
  void a_broker_killed_and_started_again_in_the_middle_of_a_round_costs_no_result()
      throws Exception {
    try (GreetingService service = new GreetingService(Duration.ofMillis(1500));
        WorkerProcess first = worker("a", service);
        WorkerProcess second = worker("b", service);
        RemoteProber engine = engine(Duration.ofSeconds(2), Duration.ofSeconds(120));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      awaitWorkers(engine, service);
      long before = engine.counts().counted();
      int callers = service.callers();
      List<Future<ProbeResult>> round = begin(threads, engine, service);
      await().until(() -> service.callers() - callers > CHECKS / 3);
      kafka.kill();
      kafka.restart();
      assertThat(List.of(first.isAlive(), second.isAlive())).containsOnly(true);
      assertComplete(engine, all(round), before);
    }
  }

  @Test
  void without_workers_a_probe_is_not_run_and_says_so() throws Exception {
    try (RemoteProber engine = engine(Duration.ofMillis(200), Duration.ofSeconds(2))) {
      ProbeResult result = engine.apply(TestingField.request(1, 0, Duration.ofMillis(300)));
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(result.cause()).isEqualTo(Cause.NOT_RUN);
      assertThat(result.summary()).isEqualTo("No worker of zone field answered in time.");
    }
  }

  @Test
  void without_a_broker_a_probe_is_not_run_and_says_so() throws Exception {
    try (RemoteProber engine =
        new RemoteProber(
            Broker.at("127.0.0.1:" + KafkaProcess.freePort()),
            Seal.of(key),
            TestingField.subject(),
            RemoteProber.Terms.of(_ -> Duration.ofSeconds(1)))) {
      ProbeResult result = engine.apply(TestingField.request(1, 0, TIMEOUT));
      assertThat(result.cause()).isEqualTo(Cause.NOT_RUN);
      assertThat(result.summary()).startsWith("No Kafka broker answered at 127.0.0.1:");
    }
  }

  @Test
  void passwords_and_memories_travel_sealed_and_reach_the_check() throws Exception {
    List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
    Worker.Duty duty = TestingField.duty(1);
    try (Worker worker =
            new Worker(
                broker,
                Seal.of(key),
                duty,
                credentials ->
                    request -> {
                      seen.add(
                          request.memory()
                              + " "
                              + credentials.password("blue01", "system", "monitor").orElse(""));
                      return new ProbeResult(
                          Outcome.OK, Cause.NONE, 7, "fine", "", request.memory() + "+");
                    });
        RemoteProber engine = engine(Duration.ofSeconds(2), ROUND)) {
      worker.start();
      ProbeRequest request = TestingField.request(1, 0, TIMEOUT).remembering("planted");
      await().atMost(ROUND).until(() -> engine.apply(request).outcome() == Outcome.OK);
      assertThat(engine.apply(request).memory()).isEqualTo("planted+");
      assertThat(seen).contains("planted secret");
      String records = Records.all(broker);
      assertThat(records).contains("check0").doesNotContain("secret").doesNotContain("planted");
    }
  }

  @Test
  void a_task_with_another_key_or_scenario_is_not_run() throws Exception {
    Path other = folder.resolve("other" + runs);
    Seal.create(other);
    List<String> made = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Worker worker =
            new Worker(
                broker,
                Seal.of(key),
                TestingField.duty(1),
                _ ->
                    request -> {
                      made.add(request.checkId());
                      return new ProbeResult(Outcome.OK, Cause.NONE, 7, "fine", "");
                    });
        RemoteProber stranger =
            new RemoteProber(
                broker,
                Seal.of(other),
                TestingField.subject(),
                RemoteProber.Terms.of(_ -> Duration.ofSeconds(4)));
        RemoteProber stale =
            new RemoteProber(
                broker,
                Seal.of(key),
                new RemoteProber.Subject(
                    "11".repeat(32), java.util.Set.of("field"), _ -> "field", _ -> Map.of()),
                RemoteProber.Terms.of(_ -> Duration.ofSeconds(4)));
        RemoteProber engine = engine(Duration.ofSeconds(2), ROUND)) {
      worker.start();
      await()
          .atMost(ROUND)
          .until(() -> engine.apply(TestingField.request(1, 1, TIMEOUT)).outcome() == Outcome.OK);
      assertThat(stranger.apply(TestingField.request(1, 2, TIMEOUT)).cause())
          .isEqualTo(Cause.NOT_RUN);
      assertThat(stale.apply(TestingField.request(1, 3, TIMEOUT)).summary())
          .isEqualTo("A worker has another version of the scenario and did not run the check.");
      assertThat(made).containsOnly("check1");
    }
  }
}
