package io.shieldwall.app;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.State;
import io.shieldwall.probing.Guard;
import io.shieldwall.probing.Inventory;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.Targets;
import io.shieldwall.probing.Trust;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.wire.LiveRange;
import io.shieldwall.range.wire.Placement;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Proves the checks of a scenario before STARTEX: each is made over real sockets against a good
/// twin of its service, against a dead one, and against a façade that only looks like one.
final class SelfTest {

  private SelfTest() {}

  /// What a check said of the three twins.
  private record Proof(Check check, ProbeResult good, ProbeResult dead, ProbeResult facade) {

    String verdict() {
      if (good.outcome() != Outcome.OK) {
        return "fails on a good service";
      }
      if (dead.outcome() != Outcome.CRITICAL) {
        return "does not notice a dead service";
      }
      return facade.outcome() == Outcome.CRITICAL ? "proven" : "is fooled by a façade";
    }

    boolean isBroken() {
      return good.outcome() != Outcome.OK || dead.outcome() != Outcome.CRITICAL;
    }

    boolean isWeak() {
      return !isBroken() && facade.outcome() != Outcome.CRITICAL;
    }
  }

  /// Nobody plays: what shells order is refused.
  private record NobodysDesk(Scenario scenario, State state) implements Desk {
    @Override
    public Exercise.Reply submit(String id, Actor actor, Command command) {
      return new Exercise.Reply.No(Refusal.NOT_NOW, "checks are being tested");
    }
  }

  static int run(LoadedScenario loaded, PrintWriter out, boolean json)
      throws IOException, InterruptedException {
    Scenario scenario = loaded.scenario();
    List<Proof> proofs = prove(scenario);
    if (json) {
      Report.json(out, proofs.stream().map(SelfTest::object).toList());
    } else {
      print(out, scenario, proofs);
    }
    return proofs.stream().anyMatch(Proof::isBroken) ? 1 : 0;
  }

  private static List<Proof> prove(Scenario scenario) throws IOException, InterruptedException {
    Team team = scenario.teams().getFirst();
    Nation nation = new Nation(scenario, List.of(team.id()), 1, "self-test");
    Placement placement = LiveRange.place(nation);
    List<Check> checks = scenario.network().simulatedChecks();
    List<ProbeResult> good;
    Prober prober;
    try (LiveRange range =
        LiveRange.start(placement, nation, new NobodysDesk(scenario, State.EMPTY), () -> 0L)) {
      prober = prober(scenario, team, nation, placement, range.authorityPem());
      good = probe(prober, scenario, team, checks);
    }
    List<ProbeResult> dead = probe(prober, scenario, team, checks);
    List<ProbeResult> facade;
    try (Facade _ = new Facade(placement.listening(), placement.nameServers())) {
      facade = probe(prober, scenario, team, checks);
    }
    List<Proof> proofs = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      proofs.add(new Proof(checks.get(i), good.get(i), dead.get(i), facade.get(i)));
    }
    return proofs;
  }

  private static Prober prober(
      Scenario scenario, Team team, Nation nation, Placement placement, String authority)
      throws IOException {
    Path pem = Files.createTempFile("shieldwall-authority", ".pem");
    try {
      Files.writeString(pem, authority);
      return new Prober(
          Protocols.ALL,
          new Prober.Surroundings(
              new Guard(scenario.rules(), List.of(team), placement),
              placement,
              nation,
              Inventory.of(scenario.network(), List.of(team)),
              Trust.authorities(pem),
              SourcePool.ANY));
    } finally {
      Files.delete(pem);
    }
  }

  private static List<ProbeResult> probe(
      Prober prober, Scenario scenario, Team team, List<Check> checks) throws InterruptedException {
    Targets targets = Targets.of(scenario.network(), List.of(team));
    List<Callable<ProbeResult>> tasks = new ArrayList<>();
    for (Check check : checks) {
      ProbeRequest request = targets.request().apply(team.id(), check);
      tasks.add(() -> prober.probe(request));
    }
    List<ProbeResult> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<ProbeResult> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
    } catch (ExecutionException defect) {
      throw new IllegalStateException("a probe always comes back", defect);
    }
    return results;
  }

  private static void print(PrintWriter out, Scenario scenario, List<Proof> proofs) {
    out.println("%-34s %-8s %-9s %-9s".formatted("check", "good", "dead", "façade"));
    for (Proof proof : proofs) {
      out.println(
          "%-34s %-8s %-9s %-9s %s"
              .formatted(
                  proof.check().id(),
                  proof.good().outcome(),
                  proof.dead().outcome(),
                  proof.facade().outcome(),
                  proof.verdict()));
      if (proof.good().outcome() != Outcome.OK) {
        out.println("    " + proof.good().summary());
      }
    }
    long broken = proofs.stream().filter(Proof::isBroken).count();
    long weak = proofs.stream().filter(Proof::isWeak).count();
    out.println();
    out.println(
        "%s: %d checks proven, %d fooled by a façade, %d broken."
            .formatted(scenario.title(), proofs.size() - broken - weak, weak, broken));
    if (weak > 0) {
      out.println(
          "A check that is fooled looks at too little: let it expect a text, sign in, or put and get"
              + " a token.");
    }
    int elsewhere = scenario.network().checks().size() - proofs.size();
    if (elsewhere > 0) {
      out.println(
          elsewhere + " checks are of services that only a real range has: see 'checks try'.");
    }
  }

  private static Map<String, Object> object(Proof proof) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("check", proof.check().id());
    object.put("kind", proof.check().probe().kind());
    object.put("verdict", proof.verdict());
    object.put("good", twin(proof.good()));
    object.put("dead", twin(proof.dead()));
    object.put("facade", twin(proof.facade()));
    return object;
  }

  private static Map<String, Object> twin(ProbeResult result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("outcome", result.outcome());
    object.put("cause", result.cause());
    object.put("summary", result.summary());
    return object;
  }
}
