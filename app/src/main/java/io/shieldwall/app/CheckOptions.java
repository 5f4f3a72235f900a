package io.shieldwall.app;

import io.shieldwall.cluster.Broker;
import io.shieldwall.cluster.Seal;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.browser.Browsers;
import io.shieldwall.probing.custom.Allowance;
import io.shieldwall.probing.custom.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options by which demo, run and worker say who makes the checks, and with what.
final class CheckOptions {

  private static final String CHECKERS = "checkers";

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Kafka broker over which workers make the checks (default: this process does).")
  private @Nullable String kafka;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Properties of a standard Kafka client: TLS, SASL and the like.")
  private @Nullable Path kafkaConfig;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "shieldwall-workers.key",
      description = {
        "Key that seals passwords on their way to the workers (default: ${DEFAULT-VALUE}).",
        "The exercise makes it where there is none; workers need the same."
      })
  private Path key = Path.of("shieldwall-workers.key");

  @Option(
      names = "--checkers",
      paramLabel = "DIR",
      description =
          "Folder of the organisers' own checks (default: checkers beside the scenario's folder,"
              + " where there is one).")
  private @Nullable Path checkers;

  @Option(
      names = "--checkers-prefix",
      paramLabel = "WORDS",
      defaultValue = "",
      description = "Words put before each of these, such as \"ip netns exec checks\".")
  private String prefix = "";

  @Option(
      names = "--source",
      paramLabel = "ADDRESS",
      split = ",",
      description =
          "Addresses of this machine that checks come from in turn, so that no team can tell the"
              + " checker by its address (default: the system's choice).")
  private List<String> sources = List.of();

  @Mixin private BrowserOption browser = new BrowserOption();

  boolean overKafka() {
    return kafka != null;
  }

  Path key() {
    return key;
  }

  /// Where certificates of the embedded range's authority lie for workers of this machine.
  Path authority() {
    return key.resolveSibling(key.getFileName() + ".pem");
  }

  /// The broker, with settings that Kafka's client takes.
  Broker broker() {
    if (kafka == null) {
      throw new UserMistake("name the broker, such as --kafka 127.0.0.1:9092", 2);
    }
    try {
      Broker broker = kafkaConfig == null ? Broker.at(kafka) : Broker.of(kafka, kafkaConfig);
      broker.verify();
      return broker;
    } catch (IOException e) {
      throw new UserMistake("--kafka %s: %s".formatted(kafka, Main.text(e)), 2);
    }
  }

  /// The seal of the key file, which is made where there is none.
  Seal seal() throws IOException {
    if (!Files.exists(key)) {
      Seal.create(key);
    }
    return Seal.of(key);
  }

  /// The seal of a key file that somebody else made.
  Seal sharedSeal() throws IOException {
    if (!Files.exists(key)) {
      throw new UserMistake(
          "there is no key file "
              + key
              + "; copy the one that the exercise was started with, or name it with --key",
          2);
    }
    return Seal.of(key);
  }

  /// The organisers' programs.
  ///
  /// @param scenario folder of the scenario, where there is one
  Programs programs(Optional<Path> scenario) throws IOException {
    List<String> words =
        Arrays.stream(prefix.strip().split("\\s+")).filter(each -> !each.isEmpty()).toList();
    if (checkers != null) {
      if (!Files.isDirectory(checkers)) {
        throw new UserMistake("--checkers names " + checkers + ", which is no folder", 2);
      }
      return Programs.in(checkers, Allowance.DEFAULT, words);
    }
    Optional<Path> beside =
        scenario
            .map(folder -> folder.toAbsolutePath().normalize().resolveSibling(CHECKERS))
            .filter(Files::isDirectory);
    return beside.isPresent()
        ? Programs.in(beside.get(), Allowance.DEFAULT, words)
        : Programs.none();
  }

  Browsers browsers() {
    return browser.browsers();
  }

  /// What a live exercise makes its checks with.
  LiveChecks.Setting setting(Optional<Path> scenario) throws IOException {
    return new LiveChecks.Setting(
        programs(scenario),
        browsers(),
        sources(),
        overKafka()
            ? Optional.of(new LiveChecks.Remote(broker(), seal(), authority()))
            : Optional.empty());
  }

  /// The addresses that probes come from.
  SourcePool sources() {
    List<InetAddress> addresses = new ArrayList<>();
    for (String source : sources) {
      InetAddress address;
      try {
        address = SourcePool.literal(source);
      } catch (IllegalArgumentException wrong) {
        throw new UserMistake("--source: " + wrong.getMessage(), 2);
      }
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(address, 0));
      } catch (IOException foreign) {
        throw new UserMistake(
            "--source %s is no address of this machine (%s); give it to an interface first"
                .formatted(source, foreign.getMessage()),
            2);
      }
      addresses.add(address);
    }
    return new SourcePool(addresses);
  }
}
