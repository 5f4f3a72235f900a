package io.shieldwall.range;

import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Content.NameRecord;
import io.shieldwall.scenario.Content.Page;
import io.shieldwall.scenario.Content.Register;
import io.shieldwall.scenario.Content.RegisterKind;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.AccountKind;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Network.Weakness;
import io.shieldwall.scenario.Network.WeaknessKind;
import io.shieldwall.scenario.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The systems of [Isle]. Ports are unusual, so that a range that runs on this machine is not
/// disturbed.
final class IsleNetwork {

  private static final String PLAIN = "text/html";

  private IsleNetwork() {}

  static Network network() {
    return new Network(
        List.of(
            new Network.Zone("bank", "Bank", "10.{n}.20.0/24", Network.ZoneKind.CIVILIAN),
            new Network.Zone("grid", "Grid", "10.{n}.30.0/24", Network.ZoneKind.INDUSTRIAL)),
        List.of(shop(), ledger(), dns(), mail(), sub()));
  }

  private static DefendedSystem shop() {
    List<Page> pages =
        List.of(
            new Page("/login", "Sign in", "The shop of {team-name}", PLAIN, 200, "", ""),
            new Page("/", "", "", PLAIN, 302, "/login", ""),
            new Page(
                "/rates",
                "",
                "{\"rate\":\"{value}\"}",
                "application/json",
                200,
                "",
                "base-rate=3.25"));
    String secure = "https://shop.{nn}.berylia.example:4443/login";
    Content plain = new Content.Web(false, List.of(new Page("/", "", "", PLAIN, 301, secure, "")));
    return system(
        "shop",
        "11",
        List.of("ledger"),
        List.of(
            service(
                "shop",
                "https",
                4443,
                new Content.Web(true, pages),
                http("login", "path", "/login", "tls", "verify-off", "contains", "The shop"),
                http("rates", "path", "/rates", "tls", "verify-off", "contains", "3.25"),
                http("verified", "path", "/login", "tls", "verify"),
                http("head", "path", "/login", "tls", "verify-off", "method", "HEAD"),
                http("missing", "path", "/none", "tls", "verify-off", "status", 404L),
                http("absent", "path", "/login", "tls", "verify-off", "absent", "Ours"),
                http("here", "path", "/", "tls", "verify-off", "redirects", 2L),
                http(
                    "header",
                    "path",
                    "/",
                    "tls",
                    "verify-off",
                    "status",
                    302L,
                    "header",
                    "location: /login"),
                http("basic", "path", "/login", "tls", "verify-off", "account", "operator"),
                http(
                    "form",
                    "path",
                    "/login",
                    "tls",
                    "verify-off",
                    "account",
                    "operator",
                    "method",
                    "POST"),
                http("not-tls", "path", "/login", "tls", "off"),
                tcp("bare")),
            service(
                "shop",
                "http",
                8081,
                plain,
                http("moved", "path", "/", "status", 301L),
                http("followed", "path", "/", "redirects", 1L, "contains", "The shop"),
                http("no-tls", "path", "/", "tls", "verify-off", "status", 301L),
                tcp("mute", "banner", "hello")),
            shell("shop")),
        List.of(
            weakness(
                "default-admin",
                WeaknessKind.WEAK_CREDENTIAL,
                "admin",
                "",
                ActionKind.ROTATE_CREDENTIAL),
            weakness("old-cms", WeaknessKind.UNPATCHED, "", "https", ActionKind.PATCH),
            weakness("no-limit", WeaknessKind.FLOOD_EXPOSURE, "", "https", ActionKind.HARDEN),
            weakness(
                "web-shell",
                WeaknessKind.PLANTED_BACK_DOOR,
                "",
                "https",
                ActionKind.EVICT,
                ActionKind.REVERT)));
  }

  private static DefendedSystem ledger() {
    return system(
        "ledger",
        "12",
        List.of(),
        List.of(
            service(
                "ledger",
                "feed",
                5451,
                new Content.Banner("LEDGER {team} ready", "OK 42"),
                tcp("greets", "banner", "LEDGER heron"),
                tcp("answers", "send", "STATUS\r\n", "expect", "OK 42"),
                tcp("both", "banner", "LEDGER", "send", "STATUS\r\n", "expect", "OK"),
                tcp("wrong", "banner", "SOMETHING ELSE"),
                tcp("open"),
                http("no-web", "path", "/")),
            shell("ledger")),
        List.of(
            weakness(
                "open-panel",
                WeaknessKind.EXPOSED_SERVICE,
                "",
                "feed",
                ActionKind.HARDEN,
                ActionKind.CLOSE_SERVICE)));
  }

  private static DefendedSystem dns() {
    Content names =
        new Content.Names(
            List.of(
                new NameRecord("www.{nn}.berylia.example", "A", "10.{n}.20.11"),
                new NameRecord("shop.{nn}.berylia.example", "CNAME", "www.{nn}.berylia.example"),
                new NameRecord("{nn}.berylia.example", "MX", "10 mail.{nn}.berylia.example"),
                new NameRecord("{nn}.berylia.example", "TXT", "v=spf1 mx -all")));
    return system(
        "dns",
        "13",
        List.of(),
        List.of(
            service(
                "dns",
                "names",
                5354,
                names,
                dns("udp", "name", "www.{nn}.berylia.example", "answer", "10.{n}.20.11"),
                dns(
                    "tcp",
                    "name",
                    "www.{nn}.berylia.example",
                    "answer",
                    "10.{n}.20.11",
                    "transport",
                    "tcp"),
                dns("alias", "name", "shop.{nn}.berylia.example", "answer", "10.{n}.20.11"),
                dns(
                    "mx",
                    "name",
                    "{nn}.berylia.example",
                    "type",
                    "MX",
                    "answer",
                    "mail.{nn}.berylia.example"),
                dns(
                    "txt",
                    "name",
                    "{nn}.berylia.example",
                    "type",
                    "TXT",
                    "answer",
                    "v=spf1 mx -all"),
                dns("none", "name", "nobody.{nn}.berylia.example", "rcode", "NXDOMAIN"),
                dns("unknown", "name", "nobody.{nn}.berylia.example"))),
        List.of(
            weakness(
                "open-updates", WeaknessKind.MISCONFIGURATION, "", "names", ActionKind.HARDEN)));
  }

  private static DefendedSystem mail() {
    Content content =
        new Content.Mail("mail.{nn}.berylia.example", List.of("{nn}.berylia.example"));
    return system(
        "mail",
        "14",
        List.of("dns"),
        List.of(
            service(
                "mail",
                "smtp",
                2526,
                content,
                smtp("ours", "to", "desk@{nn}.berylia.example"),
                smtp("theirs", "to", "somebody@elsewhere.example"),
                tcp("greets", "banner", "220 mail"),
                tcp("quits", "banner", "220", "send", "QUIT\r\n", "expect", "221"))),
        List.of());
  }

  private static DefendedSystem sub() {
    Content registers =
        new Content.Registers(
            3,
            List.of(
                new Register("breaker", RegisterKind.COIL, 0, 1, ""),
                new Register("voltage", RegisterKind.HOLDING, 4, 1102, "0.1 kV")));
    return system(
        "sub",
        "15",
        List.of(),
        List.of(
            service(
                "sub",
                "modbus",
                1503,
                registers,
                modbus("breaker", "unit", 3L, "register", 0L, "kind", "coil", "equals", 1L),
                modbus("voltage", "unit", 3L, "register", 4L, "minimum", 1060L, "maximum", 1140L),
                modbus("nowhere", "unit", 3L, "register", 9L, "equals", 1L),
                modbus("no-unit", "unit", 1L, "register", 4L, "equals", 1102L)),
            shell("sub")),
        List.of(
            weakness(
                "open-writes", WeaknessKind.MISCONFIGURATION, "", "modbus", ActionKind.HARDEN)));
  }

  private static DefendedSystem system(
      String id, String host, List<String> needs, List<Service> services, List<Weakness> flaws) {
    return new DefendedSystem(
        id,
        "The " + id,
        "bank",
        "10.{n}.20." + host,
        id + ".{nn}.berylia.example",
        "debian-12",
        true,
        needs,
        List.of(
            new Account("operator", AccountKind.DEFENDER),
            new Account("monitor", AccountKind.SERVICE),
            new Account("admin", AccountKind.PERSON)),
        services,
        flaws);
  }

  private static Service shell(String system) {
    return service(
        system,
        "ssh",
        2023,
        new Content.Shell("Authorised staff of {team-name} only"),
        new Named(
            "uptime",
            new Probe("ssh", Map.of("account", "monitor", "command", "uptime", "contains", "up"))),
        new Named(
            "operator",
            new Probe(
                "ssh", Map.of("account", "operator", "command", "hostname", "contains", system))),
        new Named("forbidden", new Probe("ssh", Map.of("account", "monitor", "command", "logs"))),
        new Named("sign-in", new Probe("ssh", Map.of("account", "operator"))),
        new Named("nobody", new Probe("ssh", Map.of("account", "nobody"))),
        tcp("ident", "banner", "SSH-2.0-"));
  }

  private record Named(String name, Probe probe) {}

  private static Service service(
      String system, String id, int port, Content content, Named... probes) {
    List<Check> checks = new ArrayList<>();
    for (Named named : probes) {
      checks.add(
          new Check(
              system + "/" + id + "/" + named.name(),
              system,
              id,
              10,
              Duration.ofMinutes(1),
              timeout(named.probe()),
              named.probe()));
    }
    return new Service(id, "The " + id, port, content, checks);
  }

  /// Long where a handshake takes its time on a busy machine, short where silence is awaited.
  private static Duration timeout(Probe probe) {
    boolean handshakes = probe.kind().equals("ssh") || probe.kind().equals("http");
    return Duration.ofMillis(handshakes ? 1500 : 900);
  }

  private static Named http(String name, Object... pairs) {
    return named(name, "http", pairs);
  }

  private static Named tcp(String name, Object... pairs) {
    return named(name, "tcp", pairs);
  }

  private static Named dns(String name, Object... pairs) {
    return named(name, "dns", pairs);
  }

  private static Named smtp(String name, Object... pairs) {
    return named(name, "smtp", pairs);
  }

  private static Named modbus(String name, Object... pairs) {
    return named(name, "modbus", pairs);
  }

  private static Named named(String name, String kind, Object... pairs) {
    Map<String, Object> parameters = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      parameters.put((String) pairs[i], pairs[i + 1]);
    }
    return new Named(name, new Probe(kind, parameters));
  }

  private static Weakness weakness(
      String id, WeaknessKind kind, String account, String service, ActionKind... fixes) {
    return new Weakness(
        id,
        "Weakness " + id,
        kind,
        account.isEmpty() ? Optional.empty() : Optional.of(account),
        service.isEmpty() ? Optional.empty() : Optional.of(service),
        List.of(fixes));
  }
}
