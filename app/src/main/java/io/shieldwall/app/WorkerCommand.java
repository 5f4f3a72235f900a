package io.shieldwall.app;

import io.shieldwall.cluster.Broker;
import io.shieldwall.cluster.Seal;
import io.shieldwall.cluster.Worker;
import io.shieldwall.probing.AddressPlan;
import io.shieldwall.probing.Guard;
import io.shieldwall.probing.Inventory;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.Targets;
import io.shieldwall.probing.browser.Browsers;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.probing.custom.Programs;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.wire.LiveRange;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes checks for an exercise that runs elsewhere, until it is told to end.
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = {
      "Make the checks of one or more zones for an exercise that runs with --kafka.",
      "It needs the same scenario and the same key file. On SIGTERM it finishes what runs."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  shieldwall demo --kafka 127.0.0.1:9092",
      "  shieldwall worker scenarios/berylia --zone all --kafka 127.0.0.1:9092 --embedded",
      "  shieldwall worker my-exercise --zone plant --kafka broker:9093 --kafka-config tls.properties"
    })
final class WorkerCommand implements Callable<Integer> {

  private static final String EVERY = "all";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private CheckOptions checks = new CheckOptions();

  @Parameters(paramLabel = "DIR", description = "Scenario folder, the same as the exercise's.")
  private Path folder = Path.of(".");

  @Option(
      names = "--zone",
      paramLabel = "Z",
      required = true,
      description =
          "Zone of the scenario whose checks are made here; may be given several times. all stands"
              + " for every zone.")
  private List<String> zones = List.of();

  @Option(
      names = "--embedded",
      description = "The exercise plays on the embedded range of this machine.")
  private boolean embedded;

  @Option(
      names = "--teams",
      paramLabel = "N",
      description = "Number of Blue teams, as the exercise plays (default: all).")
  private @Nullable Integer teams;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LoadedScenario loaded = LoadedScenario.require(folder);
    Set<String> wanted = zones(loaded.scenario());
    Broker broker = checks.broker();
    Seal seal = checks.sharedSeal();
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  over.countDown();
                  await(closed);
                }));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (Programs programs = checks.programs(Optional.of(folder));
        Browsers browsers = checks.browsers();
        Worker worker = worker(loaded, wanted, broker, seal, Protocols.with(programs, browsers))) {
      BrowserOption.announce(browsers, loaded.scenario(), out);
      worker.start();
      out.println(
          "Checks of zone %s are made here for %s; tasks come from %s. Ctrl-C ends it."
              .formatted(String.join(", ", wanted), loaded.scenario().title(), broker.address()));
      out.flush();
      over.await();
    } finally {
      closed.countDown();
    }
    return 0;
  }

  /// The last checks are finished before the process ends.
  private static void await(CountDownLatch closed) {
    try {
      closed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<String> zones(Scenario scenario) {
    List<String> known = scenario.network().zones().stream().map(Network.Zone::id).toList();
    if (zones.equals(List.of(EVERY)) && !known.contains(EVERY)) {
      return new TreeSet<>(known);
    }
    for (String zone : zones) {
      if (!known.contains(zone)) {
        throw new UserMistake(
            "--zone names %s; the scenario has %s, and all stands for every one"
                .formatted(zone, String.join(", ", known)),
            2);
      }
    }
    return new TreeSet<>(zones);
  }

  private Worker worker(
      LoadedScenario loaded,
      Set<String> wanted,
      Broker broker,
      Seal seal,
      List<Protocol> protocols) {
    Scenario scenario = loaded.scenario();
    List<Team> playing = scenario.teams();
    if (teams != null) {
      List<String> ids = loaded.teams(teams);
      playing = playing.stream().filter(team -> ids.contains(team.id())).toList();
    }
    AddressPlan plan = embedded ? embedded(scenario, playing) : AddressPlan.direct();
    Guard guard = new Guard(scenario.rules(), playing, plan);
    Inventory inventory = Inventory.of(scenario.network(), playing);
    AuthorityFile authority = new AuthorityFile(checks.authority(), embedded);
    SourcePool sources = checks.sources();
    return new Worker(
        broker,
        seal,
        new Worker.Duty(
            wanted, scenario.digest(), checks(scenario.network(), playing), Worker.Duty.AT_ONCE),
        credentials ->
            new Prober(
                    protocols,
                    new Prober.Surroundings(
                        guard, plan, credentials, inventory, authority.trust(), sources))
                ::probe);
  }

  private static AddressPlan embedded(Scenario scenario, List<Team> playing) {
    return LiveRange.place(
        new Nation(scenario, playing.stream().map(Team::id).toList(), 0, "worker"));
  }

  /// Looks up what a task names.
  private static java.util.function.BiFunction<String, String, Optional<ProbeRequest>> checks(
      Network network, List<Team> playing) {
    Targets targets = Targets.of(network, playing);
    Set<String> known = Set.copyOf(targets.teams());
    Map<String, Check> byId =
        network.checks().stream()
            .collect(Collectors.toUnmodifiableMap(Check::id, Function.identity()));
    return (team, check) ->
        known.contains(team) && byId.containsKey(check)
            ? Optional.of(targets.request().apply(team, Objects.requireNonNull(byId.get(check))))
            : Optional.empty();
  }
}
