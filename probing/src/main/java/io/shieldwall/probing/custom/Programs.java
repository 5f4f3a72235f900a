package io.shieldwall.probing.custom;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The programs that the organisers keep in one folder, and the lane that they run in. A scenario
/// names one by its plain file name; nothing outside of the folder can be named, whatever the
/// scenario or a link in the folder says.
public final class Programs implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Programs.class.getName());
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
  private static final int MOST_LOGGED = 2000;

  private final Optional<Path> folder;
  private final Allowance allowance;
  private final List<String> prefix;
  private Optional<Lane> lane = Optional.empty();
  private Optional<ProbeFailure> obstacle = Optional.empty();

  private Programs(Optional<Path> folder, Allowance allowance, List<String> prefix) {
    this.folder = folder;
    this.allowance = allowance;
    this.prefix = List.copyOf(prefix);
  }

  /// The organisers brought none; checks that name one are `UNKNOWN CHECKER_FAULT`.
  public static Programs none() {
    return new Programs(Optional.empty(), Allowance.DEFAULT, List.of());
  }

  /// @param folder of the programs; resolved once, here
  /// @param prefix words put before every program, such as `ip netns exec checks`; mostly none
  /// @throws IOException when there is no such folder
  public static Programs in(Path folder, Allowance allowance, List<String> prefix)
      throws IOException {
    Path real = folder.toRealPath();
    if (!Files.isDirectory(real)) {
      throw new IOException(folder + " is no folder of programs");
    }
    return new Programs(Optional.of(real), allowance, prefix);
  }

  /// The file of that name in the folder.
  ///
  /// @throws ProbeFailure when it is none that may be run; says why
  Path file(String name) throws ProbeFailure {
    if (folder.isEmpty()) {
      throw fault("no folder of custom checks was named (--checkers)");
    }
    if (!NAME.matcher(name).matches()) {
      throw fault(Verdict.quote(name) + " is no plain file name");
    }
    Path real;
    try {
      real = folder.get().resolve(name).toRealPath();
    } catch (IOException _) {
      throw fault("the folder of custom checks has no file " + Verdict.quote(name));
    }
    if (!folder.get().equals(real.getParent())) {
      throw fault(Verdict.quote(name) + " is a link out of the folder of custom checks");
    }
    return real;
  }

  private Path program(String name) throws ProbeFailure {
    Path file = file(name);
    if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
      throw fault(Verdict.quote(name) + " of the folder of custom checks is not executable");
    }
    return file;
  }

  private static ProbeFailure fault(String why) {
    return new ProbeFailure(Cause.CHECKER_FAULT, "The check could not be made: " + why + ".");
  }

  /// Opens the lane where there may be something to run; what hinders that is told by [#run].
  void prepare() {
    if (folder.isPresent()) {
      try {
        Lane _ = lane();
      } catch (ProbeFailure e) {
        LOG.log(System.Logger.Level.DEBUG, "custom checks cannot be run", e);
      }
    }
  }

  private synchronized Lane lane() throws ProbeFailure {
    if (obstacle.isPresent()) {
      throw obstacle.get();
    }
    if (lane.isEmpty()) {
      try {
        lane = Optional.of(Lane.open(allowance, prefix));
      } catch (ProbeFailure e) {
        obstacle = Optional.of(e);
        throw e;
      } catch (IOException e) {
        throw Confinement.unavailable(String.valueOf(e.getMessage()));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw Confinement.unavailable("the platform stopped it");
      }
    }
    return lane.get();
  }

  /// What is to be run for a probe.
  ///
  /// @param secrets see [Order]
  record Call(
      String program,
      List<String> arguments,
      Map<String, String> environment,
      Map<String, String> secrets) {

    Call {
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
      secrets = Map.copyOf(secrets);
    }
  }

  /// Runs a program within what is left of a probe's time; what it says on standard output becomes
  /// evidence. Its standard error is for the organisers and goes to the log.
  Finished run(Call call, Session session) throws IOException, InterruptedException {
    return run(call, session, Optional.empty());
  }

  Finished run(Call call, Session session, Optional<Order.Dialogue> dialogue)
      throws IOException, InterruptedException {
    Path program = program(call.program());
    Lane runner = lane();
    Order order =
        new Order(
            program,
            call.arguments(),
            call.environment(),
            call.secrets(),
            time(session),
            session.subject());
    session.stage("running " + call.program());
    session.transcript().note("run: " + call.program() + " " + String.join(" ", call.arguments()));
    Finished finished =
        dialogue.isPresent() ? runner.run(order, dialogue.get()) : runner.run(order);
    session.transcript().received(finished.out().text());
    session.transcript().note(call.program() + " " + finished.wording());
    log(call, finished);
    return finished;
  }

  /// The grace is kept back, so that the end of the program comes before that of the probe.
  private Duration time(Session session) {
    Duration most = session.timeout().dividedBy(4);
    Duration wanted = allowance.grace().plusMillis(200);
    Duration kept = wanted.compareTo(most) < 0 ? wanted : most;
    Duration left = session.remaining().minus(kept);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static void log(Call call, Finished finished) {
    String said = finished.err().text();
    if (!said.isBlank()) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "{0} {1} and said: {2}",
          call.program(),
          finished.wording(),
          said.length() > MOST_LOGGED ? said.substring(0, MOST_LOGGED) : said);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (lane.isPresent()) {
      lane.get().close();
      lane = Optional.empty();
    }
  }
}
