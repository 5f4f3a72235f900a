package io.shieldwall.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The defended nation: zones with systems, written once and made once per team.
public record Network(List<Zone> zones, List<DefendedSystem> systems) {

  public Network {
    zones = List.copyOf(zones);
    systems = List.copyOf(systems);
  }

  /// A part of the nation with a network of its own.
  ///
  /// @param network CIDR template such as `10.{n}.20.0/24`
  public record Zone(String id, String title, String network, ZoneKind kind) {}

  /// Who runs a zone.
  public enum ZoneKind {
    CIVILIAN,
    MILITARY,
    GOVERNMENT,
    INDUSTRIAL
  }

  /// A machine that a team defends.
  ///
  /// @param zone id of its zone
  /// @param address IPv4 template such as `10.{n}.20.11`
  /// @param hostName template such as `netbank.bank.{nn}.berylia.example`
  /// @param critical whether its loss is felt by the nation
  /// @param dependsOn ids of systems without which its services fail
  /// @param address6 IPv6 template such as `fd00:{n}:20::11`; empty when it has none
  public record DefendedSystem(
      String id,
      String title,
      String zone,
      String address,
      String hostName,
      String operatingSystem,
      boolean critical,
      List<String> dependsOn,
      List<Account> accounts,
      List<Service> services,
      List<Weakness> weaknesses,
      Optional<String> address6) {

    /// A system without IPv6.
    public DefendedSystem(
        String id,
        String title,
        String zone,
        String address,
        String hostName,
        String operatingSystem,
        boolean critical,
        List<String> dependsOn,
        List<Account> accounts,
        List<Service> services,
        List<Weakness> weaknesses) {
      this(
          id,
          title,
          zone,
          address,
          hostName,
          operatingSystem,
          critical,
          dependsOn,
          accounts,
          services,
          weaknesses,
          Optional.empty());
    }

    public DefendedSystem {
      dependsOn = List.copyOf(dependsOn);
      accounts = List.copyOf(accounts);
      services = List.copyOf(services);
      weaknesses = List.copyOf(weaknesses);
    }

    public Optional<Service> service(String serviceId) {
      return services.stream().filter(service -> service.id().equals(serviceId)).findFirst();
    }
  }

  /// An account on a system. Its password is made from the exercise's seed for each team and is
  /// never part of the scenario.
  public record Account(String name, AccountKind kind) {}

  /// Whom an account serves.
  public enum AccountKind {
    /// The team's own way into the system.
    DEFENDER,
    /// Used by checks and simulated users.
    SERVICE,
    /// Used by people of the nation; may be weak.
    PERSON
  }

  /// A listening service of a system.
  ///
  /// @param content what the embedded range shows on this port
  public record Service(String id, String title, int port, Content content, List<Check> checks) {

    public Service {
      checks = List.copyOf(checks);
    }
  }

  /// A scored measurement of a service.
  ///
  /// @param id `system/service` or `system/service/name`, the same for every team
  /// @param budget relative weight within availability, greater than zero, the same for every team
  /// @param every interval between two measurements
  /// @param timeout hard deadline of one measurement
  /// @param confirm what is asked before a team is told that something is wrong
  /// @param overIpv6 whether the system's IPv6 address is measured
  public record Check(
      String id,
      String system,
      String service,
      int budget,
      Duration every,
      Duration timeout,
      Probe probe,
      Confirmation confirm,
      boolean overIpv6) {

    /// A check over IPv4 that takes the first answer.
    public Check(
        String id,
        String system,
        String service,
        int budget,
        Duration every,
        Duration timeout,
        Probe probe) {
      this(id, system, service, budget, every, timeout, probe, Confirmation.NONE, false);
    }
  }

  /// What makes a bad result sure.
  public enum Confirmation {
    /// the first answer counts
    NONE,
    /// a second try must fail too
    RETRY,
    /// a second try from another source address, or by another worker, must fail too
    SECOND_VANTAGE
  }

  /// A flaw that the adversary may use until the team has removed it.
  ///
  /// @param account the account that a weak credential belongs to
  /// @param fixes the actions, any one of which removes it
  public record Weakness(
      String id,
      String title,
      WeaknessKind kind,
      Optional<String> account,
      Optional<String> service,
      List<ActionKind> fixes) {

    public Weakness {
      fixes = List.copyOf(fixes);
    }
  }

  /// The nature of a weakness; the embedded range shows each in its own way.
  public enum WeaknessKind {
    WEAK_CREDENTIAL,
    UNPATCHED,
    MISCONFIGURATION,
    EXPOSED_SERVICE,
    PLANTED_BACK_DOOR,
    PHISHED_USER,
    SUPPLY_CHAIN,
    FLOOD_EXPOSURE
  }

  public Optional<DefendedSystem> system(String id) {
    return systems.stream().filter(system -> system.id().equals(id)).findFirst();
  }

  public Optional<Zone> zone(String id) {
    return zones.stream().filter(zone -> zone.id().equals(id)).findFirst();
  }

  /// Every check of one team in the scenario's order.
  public List<Check> checks() {
    return systems.stream()
        .flatMap(system -> system.services().stream())
        .flatMap(service -> service.checks().stream())
        .toList();
  }

  /// The checks of services that the embedded range shows.
  public List<Check> simulatedChecks() {
    return systems.stream()
        .flatMap(system -> system.services().stream())
        .filter(service -> !(service.content() instanceof Content.Elsewhere))
        .flatMap(service -> service.checks().stream())
        .toList();
  }

  public Optional<Check> check(String id) {
    return checkStream().filter(check -> check.id().equals(id)).findFirst();
  }

  private Stream<Check> checkStream() {
    return checks().stream();
  }
}
