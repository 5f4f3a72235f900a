package io.shieldwall.probing;

import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.Rules;
import io.shieldwall.scenario.Team;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A range for tests: 10.x.y.z of the scenario is 127.x.y.z of this machine, ports are as they are.
/// Team blue01 has 10.1.0.0/16 without 10.1.250.0/24, team blue02 likewise, and both share
/// 10.0.0.0/24, that is 127.0.0.0/24.
public final class TestingRange {

  public static final String ADDRESS = "10.1.20.11";
  public static final String HOST = "netbank.bank.01.berylia.example";
  public static final String PASSWORD = "correct-horse-7";

  private static final String OPENVPN_KEY = "0123456789abcdef".repeat(32);

  /// The private key of account `wireguard`, whose password it is.

  public static final String WIREGUARD_KEY = "WB78nVQAa4dDM3VCcOCMFlD8vLVc7J6ZQalJZO+rTG4=";

  public static final Team BLUE01 = new Team("blue01", 1, "Team Heron", List.of());
  public static final Team BLUE02 = new Team("blue02", 2, "Team Ibis", List.of());

  public static final AddressPlan PLAN =
      new AddressPlan() {
        @Override
        public InetSocketAddress realise(String scenarioAddress, int port) {
          return new InetSocketAddress(real(scenarioAddress), port);
        }

        @Override
        public Optional<DeclaredEndpoint> declared(InetSocketAddress real) {
          String address = real.getAddress().getHostAddress();
          return address.startsWith("127.")
              ? Optional.of(new DeclaredEndpoint("10" + address.substring(3), real.getPort()))
              : Optional.empty();
        }
      };

  private TestingRange() {}

  public static Rules rules() {
    return new Rules(
        List.of("10.{n}.0.0/16", "10.0.0.0/24"),
        List.of("10.{n}.250.0/24"),
        List.of(),
        Map.of(),
        Duration.ofMinutes(60));
  }

  public static Guard guard(AddressPlan plan) {
    return new Guard(rules(), List.of(BLUE01, BLUE02), plan);
  }

  /// Knows the target's neighbours, an outsider and two names that lead astray.
  public static Inventory inventory() {
    Map<String, String> names =
        Map.of(
            "sso.berylia.example", "10.1.20.12",
            "rival.berylia.example", "10.2.20.11",
            "loop.berylia.example", "127.0.0.1",
            "excluded.berylia.example", "10.1.250.7");
    return (team, name) -> Optional.ofNullable(names.get(name));
  }

  public static Prober prober() {
    return prober(Trust.platform());
  }

  public static Prober prober(Trust trust) {
    return prober(
        trust,
        (team, system, account) ->
            account.equals("nobody") ? Optional.empty() : Optional.of(password(account)));
  }

  /// One that comes from these addresses.
  public static Prober prober(SourcePool sources) {
    return prober(Trust.platform(), (_, _, _) -> Optional.of(PASSWORD), sources);
  }

  static Prober prober(Trust trust, Credentials credentials) {
    return prober(trust, credentials, SourcePool.ANY);
  }

  private static Prober prober(Trust trust, Credentials credentials, SourcePool sources) {
    return new Prober(
        Protocols.ALL,
        new Prober.Surroundings(guard(PLAN), PLAN, credentials, inventory(), trust, sources));
  }

  /// The password of every account, but for those whose passwords are keys.
  public static String password(String account) {
    return switch (account) {
      case "wireguard" -> WIREGUARD_KEY;
      case "vpn-key" -> OPENVPN_KEY;
      default -> PASSWORD;
    };
  }

  public static ProbeRequest request(String kind, int port, Map<String, Object> parameters) {
    return request(kind, ADDRESS, port, Duration.ofSeconds(20), parameters);
  }

  public static ProbeRequest request(
      String kind, String address, int port, Duration timeout, Map<String, Object> parameters) {
    return new ProbeRequest(
        "blue01",
        "netbank",
        "https",
        "netbank/https",
        address,
        port,
        HOST,
        new Probe(kind, parameters),
        timeout);
  }

  public static ProbeResult probe(String kind, int port, Map<String, Object> parameters) {
    return prober().probe(request(kind, port, parameters));
  }

  /// The loopback address of a scenario address.
  public static InetAddress real(String scenarioAddress) {
    try {
      byte[] octets = InetAddress.getByName(scenarioAddress).getAddress();
      octets[0] = 127;
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(scenarioAddress, e);
    }
  }
}
