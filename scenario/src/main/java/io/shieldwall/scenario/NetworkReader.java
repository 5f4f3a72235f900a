package io.shieldwall.scenario;

import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.AccountKind;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Network.Confirmation;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Network.Weakness;
import io.shieldwall.scenario.Network.WeaknessKind;
import io.shieldwall.scenario.Network.Zone;
import io.shieldwall.scenario.Network.ZoneKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `network.yaml`.
final class NetworkReader {

  private final Names names;
  private final Problems problems;
  private final ProbeReader probes;

  NetworkReader(Names names, Problems problems, ProbeReader probes) {
    this.names = names;
    this.problems = problems;
    this.probes = probes;
  }

  Network read(Section file) {
    List<Zone> zones = file.sections("zones").stream().map(this::zone).toList();
    List<DefendedSystem> systems = new ArrayList<>();
    Map<String, Place> addresses = new HashMap<>();
    for (Section section : file.sections("systems")) {
      DefendedSystem system = system(section);
      systems.add(system);
      address(section, system, zones, addresses);
    }
    return new Network(zones, systems);
  }

  private Zone zone(Section section) {
    names.define("zone", section.text("id"), section.place("id"));
    networkTemplate(section, "network");
    return new Zone(
        section.text("id"),
        section.text("title"),
        section.text("network"),
        section.choice("kind", ZoneKind.class, ZoneKind.CIVILIAN));
  }

  private void networkTemplate(Section section, String key) {
    section
        .scalar(key)
        .filter(value -> Cidr.parse(AddressTemplates.first(value)).isEmpty())
        .ifPresent(value ->
            problems.add(
                section.place(key),
                "'" + value + "' is no IPv4 network",
                "write one such as 10.{n}.20.0/24"));
  }

  private void address(
      Section section, DefendedSystem system, List<Zone> zones, Map<String, Place> addresses) {
    String template = system.address();
    if (template.isEmpty()) {
      return;
    }
    Optional<Integer> address = Cidr.address(AddressTemplates.first(template));
    if (address.isEmpty()) {
      problems.add(
          section.place("address"),
          "'" + template + "' is no IPv4 address",
          "write one such as 10.{n}.20.11");
      return;
    }
    if (Cidr.address(template.replace("{n}", "250")).isEmpty()) {
      problems.add(
          section.place("address"),
          "'" + template + "' is no IPv4 address for team number 250",
          "let {n} stand for a whole part of the address: 10.{n}.20.11");
    }
    if (!template.contains("{n}")) {
      problems.add(
          section.place("address"),
          "the address is the same for every team",
          "put {n}, the team's number, into it: 10.{n}.20.11");
    }
    Place first = addresses.putIfAbsent(template, section.place("address"));
    if (first != null) {
      problems.add(
          section.place("address"),
          "address " + template + " is taken at line " + first.line(),
          "give this system another one");
    }
    zones.stream()
        .filter(zone -> zone.id().equals(system.zone()))
        .findFirst()
        .filter(zone ->
            Cidr.parse(AddressTemplates.first(zone.network()))
                .map(cidr -> !cidr.contains(address.get()))
                .orElse(false))
        .ifPresent(zone ->
            problems.add(
                section.place("address"),
                "address "
                    + template
                    + " lies outside zone "
                    + zone.id()
                    + " ("
                    + zone.network()
                    + ")",
                "take one from the zone's network"));
  }

  private DefendedSystem system(Section section) {
    String id = section.text("id");
    names.define("system", id, section.place("id"));
    names.refer("zone", section.text("zone"), section.place("zone"));
    section.items("depends-on").forEach(item -> names.refer("system", item.value(), item.place()));
    List<Account> accounts = accounts(section);
    List<Service> services = services(section, id);
    List<Weakness> weaknesses =
        section.sections("weaknesses").stream()
            .map(weakness -> weakness(weakness, id, accounts, services))
            .toList();
    return new DefendedSystem(
        id,
        section.text("title"),
        section.text("zone"),
        section.text("address"),
        section.text("host"),
        section.text("os"),
        section.flag("critical", false),
        section.texts("depends-on"),
        accounts,
        services,
        weaknesses,
        address6(section));
  }

  private Optional<String> address6(Section section) {
    Optional<String> template = section.scalar("address6");
    template
        .filter(text -> Cidr6.address(AddressTemplates.first(text)).isEmpty())
        .ifPresent(text ->
            problems.add(
                section.place("address6"),
                "'" + text + "' is no IPv6 address",
                "write one such as fd00:{n}:20::11"));
    return template;
  }

  private List<Account> accounts(Section system) {
    List<Account> accounts = new ArrayList<>();
    for (Section section : system.sections("accounts")) {
      String name = section.text("name");
      if (!name.isEmpty() && accounts.stream().anyMatch(account -> account.name().equals(name))) {
        problems.add(
            section.place("name"), "account '" + name + "' stands twice", "keep one of them");
      }
      accounts.add(
          new Account(name, section.choice("kind", AccountKind.class, AccountKind.PERSON)));
    }
    return accounts;
  }

  private List<Service> services(Section system, String systemId) {
    List<Service> services = new ArrayList<>();
    for (Section section : system.sections("services")) {
      Service service = service(section, system, systemId);
      if (service.port() > 0
          && services.stream().anyMatch(other -> other.port() == service.port())) {
        problems.add(
            section.place("port"),
            "port " + service.port() + " is taken",
            "give this service another port");
      }
      services.add(service);
    }
    return services;
  }

  private Service service(Section section, Section system, String systemId) {
    String id = section.text("id");
    if (!id.isEmpty()) {
      names.define("service", systemId + "/" + id, section.place("id"));
    }
    Content content = ContentReader.read(section.section("content"));
    List<Check> checks = checks(section, systemId, id);
    for (Section check : checkSections(section)) {
      if (check.flag("ipv6", false) && !system.has("address6")) {
        problems.add(
            check.place("ipv6"),
            "the system has no IPv6 address",
            "give the system address6: fd00:{n}:20::11, or leave ipv6 out");
      }
      probes.read(check).ifPresent(probe -> ContentFit.check(probe, content, check, problems));
      for (Section.Item account : probes.accounts(check)) {
        accountKnown(account, system);
      }
    }
    return new Service(
        id, section.text("title", id), (int) section.number("port", 0), content, checks);
  }

  private void accountKnown(Section.Item account, Section system) {
    accountKnown(
        account,
        system.sections("accounts").stream().map(each -> each.text("name")).toList(),
        problems);
  }

  static void accountKnown(Section.Item account, List<String> known, Problems problems) {
    if (!known.contains(account.value())) {
      problems.add(
          account.place(),
          "the system has no account '" + account.value() + "'",
          Spelling.suggestion(account.value(), known));
    }
  }

  private static List<Section> checkSections(Section service) {
    List<Section> sections = new ArrayList<>(service.sections("checks"));
    if (service.has("check")) {
      sections.add(service.section("check"));
    }
    return sections;
  }

  private List<Check> checks(Section section, String system, String service) {
    List<Check> checks = new ArrayList<>();
    String prefix = system + "/" + service;
    if (section.has("check")) {
      if (section.has("checks")) {
        problems.add(
            section.keyPlace("checks"),
            "'check' and 'checks' stand together",
            "move it into 'checks'");
      }
      if (!section.has("budget")) {
        problems.add(
            section.keyPlace("check"), "the check has no budget", "add budget: beside check:");
      }
      check(section.section("check"), prefix, system, service, section.number("budget", 1))
          .ifPresent(checks::add);
    }
    for (Section each : section.sections("checks")) {
      check(each, prefix + "/" + each.text("id"), system, service, each.number("budget", 1))
          .ifPresent(checks::add);
    }
    return checks;
  }

  private Optional<Check> check(
      Section section, String id, String system, String service, long budget) {
    if (!id.endsWith("/")) {
      names.define("check", id, section.place());
    }
    Duration every = section.span("every", Duration.ofMinutes(1));
    Duration timeout = section.span("timeout", Duration.ofSeconds(8));
    pace(section, every, timeout, problems);
    Confirmation confirm = section.choice("confirm", Confirmation.class, Confirmation.NONE);
    if (confirm != Confirmation.NONE && timeout.multipliedBy(2).compareTo(every) >= 0) {
      problems.add(
          section.place("confirm"),
          "two tries of " + timeout.toSeconds() + " s do not fit into the interval",
          "shorten timeout to less than half of every");
    }
    return probes
        .read(section)
        .map(probe ->
            new Check(
                id,
                system,
                service,
                (int) budget,
                every,
                timeout,
                probe,
                confirm,
                section.flag("ipv6", false)));
  }

  /// How often something is tried and how long one waits for it.
  static void pace(Section section, Duration every, Duration timeout, Problems problems) {
    if (every.compareTo(Duration.ofSeconds(5)) < 0 || every.compareTo(Duration.ofHours(1)) > 0) {
      problems.add(
          section.place("every"), "the interval lies outside of 5s to 1h", "write one such as 60s");
    }
    if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(every) >= 0) {
      problems.add(
          section.place("timeout"),
          "the deadline must lie between 100ms and the interval",
          "write one such as 8s");
    }
  }

  private Weakness weakness(
      Section section, String system, List<Account> accounts, List<Service> services) {
    String id = section.text("id");
    names.define("weakness", id, section.place("id"));
    Optional<String> account = section.scalar("account");
    Optional<String> service = section.scalar("service");
    account
        .filter(name -> accounts.stream().noneMatch(each -> each.name().equals(name)))
        .ifPresent(name ->
            problems.add(
                section.place("account"),
                "system " + system + " has no account '" + name + "'",
                Spelling.suggestion(name, accounts.stream().map(Account::name).toList())));
    service
        .filter(name -> services.stream().noneMatch(each -> each.id().equals(name)))
        .ifPresent(name ->
            problems.add(
                section.place("service"),
                "system " + system + " has no service '" + name + "'",
                Spelling.suggestion(name, services.stream().map(Service::id).toList())));
    List<ActionKind> fixes =
        section.texts("fix").stream()
            .flatMap(word -> Section.constant(word, ActionKind.class).stream())
            .toList();
    return new Weakness(
        id,
        section.text("title"),
        section.choice("kind", WeaknessKind.class, WeaknessKind.UNPATCHED),
        account,
        service,
        fixes);
  }
}
