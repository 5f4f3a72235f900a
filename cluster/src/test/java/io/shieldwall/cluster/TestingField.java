package io.shieldwall.cluster;

import io.shieldwall.probing.AddressPlan;
import io.shieldwall.probing.Credentials;
import io.shieldwall.probing.DeclaredEndpoint;
import io.shieldwall.probing.Guard;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.Rules;
import io.shieldwall.scenario.Team;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What engine and workers of a test have in common: checks `check0`, `check1`, … of team blue01
/// that want a greeting of a TCP service at 10.1.0.5, which really is 127.1.0.5. Every third wants
/// what the service does not say, every fifth lies outside of the scope.
final class TestingField {

  static final String SCENARIO = "00".repeat(32);
  static final String ZONE = "field";
  static final Team TEAM = new Team("blue01", 1, "Team Heron", List.of());

  private static final AddressPlan PLAN =
      new AddressPlan() {
        @Override
        public InetSocketAddress realise(String scenarioAddress, int port) {
          return new InetSocketAddress("127" + scenarioAddress.substring(2), port);
        }

        @Override
        public Optional<DeclaredEndpoint> declared(InetSocketAddress real) {
          return Optional.of(
              new DeclaredEndpoint(
                  "10" + real.getAddress().getHostAddress().substring(3), real.getPort()));
        }
      };

  private TestingField() {}

  static ProbeRequest request(int port, int number, Duration timeout) {
    return new ProbeRequest(
        "blue01",
        "system",
        "service",
        "check" + number,
        number % 5 == 4 ? "10.2.0.5" : "10.1.0.5",
        port,
        "",
        new Probe("tcp", Map.of("banner", number % 3 == 2 ? "goodbye" : "hello")),
        timeout);
  }

  /// What a worker looks up.
  static Optional<ProbeRequest> check(int port, String team, String check) {
    return team.equals("blue01") && check.matches("check\\d{1,6}")
        ? Optional.of(request(port, Integer.parseInt(check.substring(5)), Duration.ofSeconds(1)))
        : Optional.empty();
  }

  static Function<ProbeRequest, ProbeResult> prober(Credentials credentials) {
    Rules rules =
        new Rules(List.of("10.{n}.0.0/16"), List.of(), List.of(), Map.of(), Duration.ofMinutes(60));
    Guard guard = new Guard(rules, List.of(TEAM), PLAN);
    return new Prober(Protocols.ALL, Prober.Surroundings.of(guard, PLAN, credentials))::probe;
  }

  static Worker.Duty duty(int port) {
    return new Worker.Duty(
        java.util.Set.of(ZONE), SCENARIO, (team, check) -> check(port, team, check), 1000);
  }

  static RemoteProber.Subject subject() {
    return new RemoteProber.Subject(
        SCENARIO, java.util.Set.of(ZONE), _ -> ZONE, _ -> Map.of("monitor", "secret"));
  }
}
