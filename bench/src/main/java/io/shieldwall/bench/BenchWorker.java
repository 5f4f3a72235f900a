package io.shieldwall.bench;

import io.shieldwall.cluster.Broker;
import io.shieldwall.cluster.Seal;
import io.shieldwall.cluster.Worker;
import io.shieldwall.probing.Guard;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A worker of the measured kind in a process of its own, until it is killed.
final class BenchWorker {

  static final Layout LAYOUT = new Layout(20, 50, 0);
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final String ZONE = "all";

  private BenchWorker() {}

  static Scenario scenario() {
    return LAYOUT.scenario(Duration.ofMinutes(1), TIMEOUT);
  }

  /// Arguments: address of the broker, key file, prefix of the topics.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Scenario scenario = scenario();
    io.shieldwall.probing.Targets targets =
        io.shieldwall.probing.Targets.of(scenario.network(), LAYOUT.teamList());
    Map<String, Check> checks =
        scenario.network().checks().stream()
            .collect(Collectors.toUnmodifiableMap(Check::id, Function.identity()));
    Guard guard = new Guard(scenario.rules(), LAYOUT.teamList(), LAYOUT);
    Worker worker =
        new Worker(
            new Broker(arguments[0], Map.of(), arguments[2]),
            Seal.of(Path.of(arguments[1])),
            new Worker.Duty(
                Set.of(ZONE),
                scenario.digest(),
                (team, check) ->
                    Optional.of(
                        targets.request().apply(team, Objects.requireNonNull(checks.get(check)))),
                Worker.Duty.AT_ONCE),
            credentials ->
                new Prober(Protocols.ALL, Prober.Surroundings.of(guard, LAYOUT, credentials))
                    ::probe);
    worker.start();
    new CountDownLatch(1).await();
  }
}
