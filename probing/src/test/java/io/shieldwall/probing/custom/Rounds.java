package io.shieldwall.probing.custom;

import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A check that is made round after round, with its memory handed on as the engine does it.
final class Rounds {

  private final Prober prober;
  private ProbeRequest request;

  private Rounds(Prober prober, ProbeRequest request) {
    this.prober = prober;
    this.request = request;
  }

  static Programs programs(Path folder) throws IOException, InterruptedException {
    Scripts.lane().close();
    return Programs.in(folder, Scripts.ALLOWANCE, List.of());
  }

  static Rounds of(Programs programs, String kind, int port, Map<String, Object> parameters) {
    return of(programs, TestingRange.request(kind, port, parameters));
  }

  static Rounds of(
      Programs programs, String kind, int port, Duration timeout, Map<String, Object> parameters) {
    return of(
        programs, TestingRange.request(kind, TestingRange.ADDRESS, port, timeout, parameters));
  }

  /// The example of a page, which names a program of the test resources.
  static Rounds example(Programs programs, String kind, int port) {
    return of(programs, kind, port, Example.of(kind).parameters());
  }

  static Rounds of(Programs programs, ProbeRequest request) {
    Prober prober =
        new Prober(
            CustomChecks.of(programs),
            new Prober.Surroundings(
                TestingRange.guard(TestingRange.PLAN),
                TestingRange.PLAN,
                (_, _, _) -> Optional.of(TestingRange.PASSWORD),
                TestingRange.inventory(),
                Trust.platform(),
                SourcePool.ANY));
    return new Rounds(prober, request);
  }

  ProbeResult next() {
    ProbeResult result = prober.probe(request);
    if (!result.memory().isEmpty()) {
      request = request.remembering(result.memory());
    }
    return result;
  }
}
