package io.shieldwall.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that demo and run share.
final class PlayOptions {

  @Option(
      names = "--teams",
      paramLabel = "N",
      defaultValue = "4",
      description = "Number of Blue teams (default: ${DEFAULT-VALUE}).")
  private int teams;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of everything that is chosen (default: a fresh one, which is printed).")
  private @Nullable Long seed;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "Where to remember (default: a new file in the folder runs).")
  private @Nullable Path journal;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8080",
      description = "Port of the web pages (default: ${DEFAULT-VALUE}; 0 for any free one).")
  private int port;

  @Option(
      names = "--address",
      paramLabel = "A",
      defaultValue = "127.0.0.1",
      description = "Address of the web pages (default: ${DEFAULT-VALUE}, this machine only).")
  private String address = "127.0.0.1";

  @Option(
      names = "--play",
      paramLabel = "TEAM",
      split = ",",
      description = "Teams that people play, such as blue01; they get no stand-in.")
  private List<String> people = List.of();

  int teams() {
    return teams;
  }

  int port() {
    if (port < 0 || port > 65_535) {
      throw new UserMistake("--port is " + port + "; choose 0 to 65535", 2);
    }
    return port;
  }

  String address() {
    return address;
  }

  /// A fresh seed is not guessable: everything that is chosen follows from it.
  long seed() {
    return seed == null ? new SecureRandom().nextLong() >>> 1 : seed;
  }

  Optional<Path> namedJournal() {
    return Optional.ofNullable(journal);
  }

  /// The named teams, which must play.
  Set<String> people(List<String> playing) {
    for (String team : people) {
      if (!playing.contains(team)) {
        throw new UserMistake(
            "--play names %s; playing are %s".formatted(team, String.join(", ", playing)), 2);
      }
    }
    return Set.copyOf(people);
  }

  /// A journal file that does not exist yet.
  Path newJournal(String scenario) throws IOException {
    Path file = journal;
    if (file == null) {
      Path folder = Path.of("runs");
      Files.createDirectories(folder);
      String time =
          DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
              .format(LocalDateTime.now(ZoneId.systemDefault()));
      file = folder.resolve(scenario + "-" + time + ".journal");
      for (int number = 2; Files.exists(file); number++) {
        file = folder.resolve(scenario + "-" + time + "-" + number + ".journal");
      }
      return file;
    }
    if (Files.exists(file)) {
      throw new UserMistake(file + " exists; name a new file, or go on with: shieldwall run", 2);
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return file;
  }
}
