package io.shieldwall.range.users;

import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import io.shieldwall.scenario.UserSimulation.UserTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/// Tries over the wire with the same prober as the checks, each on a virtual thread of its own. A
/// try beyond the limit is left out; the next one comes with the plan.
public final class WireTrying implements Trying, AutoCloseable {

  private static final int MOST_AT_ONCE = 512;

  private final Scenario scenario;
  private final Prober prober;
  private final Queue<Tried> finished = new ConcurrentLinkedQueue<>();
  private final Semaphore permits = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService tries =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("user-", 0).factory());

  public WireTrying(Scenario scenario, Prober prober) {
    this.scenario = scenario;
    this.prober = prober;
  }

  @Override
  public void begin(String team, UserTest test, long at) {
    if (!permits.tryAcquire()) {
      return;
    }
    try {
      tries.execute(() -> run(team, test));
    } catch (RejectedExecutionException _) {
      permits.release();
    }
  }

  private void run(String team, UserTest test) {
    try {
      ProbeResult result = prober.probe(request(team, test));
      finished.add(
          new Tried(
              team, test.id(), new Verdict(result.outcome(), result.cause(), result.summary())));
    } finally {
      permits.release();
    }
  }

  private ProbeRequest request(String teamId, UserTest test) {
    Team team = scenario.team(teamId).orElseThrow();
    DefendedSystem system = scenario.network().system(test.system()).orElseThrow();
    Service service = system.service(test.service()).orElseThrow();
    return new ProbeRequest(
        teamId,
        system.id(),
        service.id(),
        test.id(),
        team.expand(system.address()),
        service.port(),
        team.expand(system.hostName()),
        test.probe().expandedFor(team),
        test.timeout());
  }

  @Override
  public boolean ready() {
    return !finished.isEmpty();
  }

  @Override
  public List<Tried> finished() {
    List<Tried> taken = new ArrayList<>();
    for (Tried tried = finished.poll(); tried != null; tried = finished.poll()) {
      taken.add(tried);
    }
    return taken;
  }

  @Override
  public void close() {
    tries.shutdownNow();
  }
}
