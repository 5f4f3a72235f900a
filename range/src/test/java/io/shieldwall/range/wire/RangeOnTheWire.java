package io.shieldwall.range.wire;

import io.shieldwall.probing.Guard;
import io.shieldwall.probing.Inventory;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.Trust;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.range.Isle;
import io.shieldwall.range.World;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A nation on the wire with a prober of its own.
final class RangeOnTheWire implements AutoCloseable {

  private final World world;
  private final LiveRange range;
  private final Prober prober;

  /// What counts of a measurement.
  record Found(Outcome outcome, Cause cause) {}

  private RangeOnTheWire(World world, LiveRange range) throws IOException {
    this.world = world;
    this.range = range;
    Scenario scenario = world.scenario();
    Path pem = Files.createTempFile("authority", ".pem");
    Files.writeString(pem, range.authorityPem());
    prober =
        new Prober(
            Protocols.ALL,
            new Prober.Surroundings(
                new Guard(scenario.rules(), scenario.teams(), range.placement()),
                range.placement(),
                world.nation(),
                Inventory.of(scenario.network(), scenario.teams()),
                Trust.authorities(pem),
                SourcePool.ANY));
    Files.delete(pem);
  }

  static RangeOnTheWire over(World world) throws IOException {
    return over(world, LiveRange.place(world.nation()));
  }

  static RangeOnTheWire over(World world, Placement placement) throws IOException {
    LiveRange range =
        LiveRange.start(placement, world.nation(), new DeafDesk(world.scenario()), world::now);
    return new RangeOnTheWire(world, range);
  }

  LiveRange range() {
    return range;
  }

  /// Every check of heron over the wire.
  Map<String, Found> verdicts() {
    Map<String, Found> found = new ConcurrentHashMap<>();
    Team team = world.scenario().team(Isle.HERON).orElseThrow();
    try (ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (DefendedSystem system : world.scenario().network().systems()) {
        for (Service service : system.services()) {
          for (Check check : service.checks()) {
            probes.execute(() ->
                found.put(check.id(), probe(check, ProbeRequest.of(team, system, service, check))));
          }
        }
      }
    }
    return new TreeMap<>(found);
  }

  /// Where the model expects silence the check's short timeout is kept; everywhere else a busy
  /// machine gets its time.
  private Found probe(Check check, ProbeRequest request) {
    Duration timeout =
        model(check).cause() == Cause.TIMEOUT ? check.timeout() : Duration.ofSeconds(20);
    ProbeResult result =
        prober.probe(
            new ProbeRequest(
                request.team(),
                request.system(),
                request.service(),
                request.checkId(),
                request.address(),
                request.port(),
                request.hostName(),
                request.probe(),
                timeout));
    return new Found(result.outcome(), result.cause());
  }

  /// One check of heron over the wire.
  Found verdict(String id) {
    Team team = world.scenario().team(Isle.HERON).orElseThrow();
    Check check = world.scenario().network().check(id).orElseThrow();
    DefendedSystem system = world.scenario().network().system(check.system()).orElseThrow();
    Service service = system.service(check.service()).orElseThrow();
    return probe(check, ProbeRequest.of(team, system, service, check));
  }

  /// Every check of heron over the model.
  Map<String, Found> modelVerdicts() {
    Map<String, Found> found = new TreeMap<>();
    for (Check check : world.scenario().network().checks()) {
      found.put(check.id(), model(check));
    }
    return found;
  }

  private Found model(Check check) {
    Verdict verdict =
        world
            .nation()
            .probe(Isle.HERON, check.system(), check.service(), check.probe())
            .at(world.now());
    return new Found(verdict.outcome(), verdict.cause());
  }

  @Override
  public void close() {
    range.close();
  }
}
