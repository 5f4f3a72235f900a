package io.shieldwall.app;

import io.shieldwall.probing.AddressPlan;
import io.shieldwall.probing.Guard;
import io.shieldwall.probing.Inventory;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.Trust;
import io.shieldwall.probing.browser.Browsers;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.probing.custom.Programs;
import io.shieldwall.scenario.CheckReader;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Rules;
import io.shieldwall.scenario.Team;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Tries checks on one machine before they go into a scenario.
@Command(
    name = "try",
    mixinStandardHelpOptions = true,
    description = {
      "Make the checks of a file on one machine and show what they saw.",
      "The file holds checks as they stand in a service of network.yaml, with 'checks:' above them or"
          + " without. Nothing outside of --scope is contacted. Exit code 1 when a check is not OK."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  shieldwall checks try ldap.yaml --address 10.1.20.11 --port 389 --scope 10.1.20.0/24"
            + " --password monitor=FILE")
final class TryCommand implements Callable<Integer> {

  private static final Team TEAM = new Team("blue01", 1, "Team 1", List.of());

  @Spec private @Nullable CommandSpec spec;

  @Mixin private BrowserOption browser = new BrowserOption();

  @Parameters(paramLabel = "FILE", description = "YAML file with the checks.")
  private Path file = Path.of("");

  @Option(names = "--address", required = true, description = "IPv4 or IPv6 address.")
  private String address = "";

  @Option(names = "--port", required = true, description = "Port of the service.")
  private int port;

  @Option(
      names = "--scope",
      required = true,
      paramLabel = "NETWORK",
      split = ",",
      description = "Networks that may be contacted, such as 10.1.20.0/24.")
  private List<String> scope = List.of();

  @Option(names = "--host", defaultValue = "", description = "Host name that clients use.")
  private String host = "";

  @Option(
      names = "--password",
      paramLabel = "ACCOUNT=FILE",
      description = "File with the password of an account; may be repeated.")
  private Map<String, Path> passwords = Map.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often each check is made; two show put and get.")
  private int rounds;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (port < 1 || port > 65_535) {
      throw new UserMistake("--port is " + port + "; choose 1 to 65535", 2);
    }
    if (rounds < 1 || rounds > 100) {
      throw new UserMistake("--rounds is " + rounds + "; choose 1 to 100", 2);
    }
    List<Check> checks = checks();
    try (Browsers browsers = browser.browsers()) {
      List<Protocol> protocols = Protocols.with(Programs.none(), browsers);
      return made(checks, new Prober(protocols, surroundings()), out) ? 0 : 1;
    }
  }

  private boolean made(List<Check> checks, Prober prober, PrintWriter out) {
    boolean good = true;
    for (Check check : checks) {
      String memory = "";
      for (int round = 0; round < rounds; round++) {
        ProbeResult result = prober.probe(request(check).remembering(memory));
        memory = result.memory().isEmpty() ? memory : result.memory();
        good &= result.outcome() == Outcome.OK;
        out.println(
            "%s  %s %s  %d ms"
                .formatted(
                    check.id().substring(check.id().lastIndexOf('/') + 1),
                    result.outcome(),
                    result.cause(),
                    result.latencyMicros() / 1000));
        out.println(result.evidence().isEmpty() ? result.summary() : result.evidence());
      }
    }
    return good;
  }

  private List<Check> checks() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserMistake("there is no file " + file, 2);
    }
    return switch (new CheckReader(Protocols.ALL).read(file.toString(), Files.readString(file))) {
      case CheckReader.Reading.Good read -> read.checks();
      case CheckReader.Reading.Bad bad ->
          throw new UserMistake(
              String.join("\n", bad.problems().stream().map(Object::toString).toList()), 2);
    };
  }

  private Prober.Surroundings surroundings() {
    Rules rules = new Rules(scope, List.of(), List.of(), Map.of(), Duration.ZERO);
    AddressPlan plan = AddressPlan.direct();
    try {
      return new Prober.Surroundings(
          new Guard(rules, List.of(TEAM), plan),
          plan,
          (_, _, account) -> password(account),
          Inventory.none(),
          Trust.platform(),
          SourcePool.ANY);
    } catch (IllegalArgumentException wrong) {
      throw new UserMistake("--scope: " + wrong.getMessage(), 2);
    }
  }

  private Optional<String> password(String account) {
    Path secret = passwords.get(account);
    if (secret == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(secret).strip());
    } catch (IOException unreadable) {
      throw new UserMistake(
          "--password: %s cannot be read (%s)".formatted(secret, unreadable.getMessage()), 2);
    }
  }

  private ProbeRequest request(Check check) {
    return new ProbeRequest(
        TEAM.id(),
        "system",
        "service",
        check.id(),
        address,
        port,
        host,
        check.probe().expandedFor(TEAM),
        check.timeout());
  }
}
