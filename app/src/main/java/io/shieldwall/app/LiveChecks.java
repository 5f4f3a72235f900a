package io.shieldwall.app;

import io.shieldwall.cluster.Broker;
import io.shieldwall.cluster.RemoteProber;
import io.shieldwall.cluster.Seal;
import io.shieldwall.probing.Credentials;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.browser.Browsers;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.probing.custom.Programs;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.ProbeKind;
import io.shieldwall.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/// Has the checks of a live exercise made by workers.
final class LiveChecks {

  /// Part of an interval after which a result is of no use to its round any more.
  private static final double OF_INTERVAL = 0.9;

  private LiveChecks() {}

  /// Who makes the checks.
  ///
  /// @param sources addresses that probes of this process come from
  /// @param remote workers; empty where this process does it
  record Setting(
      Programs programs, Browsers browsers, SourcePool sources, Optional<Remote> remote) {

    static Setting here() {
      return new Setting(Programs.none(), Browsers.installed(), SourcePool.ANY, Optional.empty());
    }
  }

  /// The way to workers.
  ///
  /// @param authority file that the certificate of the embedded range's authority is left in
  record Remote(Broker broker, Seal seal, Path authority) {}

  static RemoteProber remote(
      Remote remote, Scenario scenario, Credentials credentials, DoubleSupplier speed) {
    Network network = scenario.network();
    Map<String, String> zones =
        network.systems().stream()
            .collect(Collectors.toUnmodifiableMap(DefendedSystem::id, DefendedSystem::zone));
    Map<String, Duration> intervals =
        network.checks().stream()
            .collect(Collectors.toUnmodifiableMap(Network.Check::id, Network.Check::every));
    return new RemoteProber(
        remote.broker(),
        remote.seal(),
        new RemoteProber.Subject(
            scenario.digest(),
            network.zones().stream().map(Network.Zone::id).collect(Collectors.toUnmodifiableSet()),
            request -> zones.getOrDefault(request.system(), ""),
            request -> passwords(request, credentials)),
        RemoteProber.Terms.of(request -> budget(request, intervals, speed.getAsDouble())));
  }

  /// At a high speed an interval is hardly longer than a probe; then there is time for one attempt.
  private static Duration budget(
      ProbeRequest request, Map<String, Duration> intervals, double speed) {
    Duration interval = intervals.getOrDefault(request.checkId(), Duration.ZERO);
    Duration most =
        Duration.ofNanos((long) (interval.toNanos() * OF_INTERVAL / Math.max(speed, 0.001)));
    Duration least = request.timeout().plus(RemoteProber.Terms.GRACE);
    return most.compareTo(least) > 0 ? most : least;
  }

  /// The passwords of the accounts that a probe names, as they are now.
  private static Map<String, String> passwords(ProbeRequest request, Credentials credentials) {
    Map<String, String> passwords = new HashMap<>();
    Protocols.named(request.probe().kind())
        .ifPresent(protocol ->
            protocol.parameters().stream()
                .filter(parameter -> parameter.type() == ProbeKind.Type.ACCOUNT)
                .flatMap(parameter -> request.probe().text(parameter.name()).stream())
                .forEach(account ->
                    credentials
                        .password(request.team(), request.system(), account)
                        .ifPresent(password -> passwords.put(account, password))));
    return passwords;
  }
}
