package io.shieldwall.probing.custom;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One run of a program in a place of the lane. Its end has an order: TERM to the group at the
/// deadline, KILL to the group after the grace, KILL to whatever left the group, then the folder.
final class Run {

  private static final System.Logger LOG = System.getLogger(Run.class.getName());
  private static final String MARK = "SHIELDWALL_RUN";
  private static final Duration PIPE_GRACE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_SWEEPS = Duration.ofMillis(2);
  private static final int SWEEPS = 500;
  private static final int NOBODY = -2;
  private static final int NEVER_ENDED = -1;

  /// Moves standard input and output to descriptors 3 and 4, which Java cannot hand on, and becomes
  /// the program. The text is fixed; the program and its words are the shell's positional
  /// parameters, which it does not read.
  private static final List<String> DESCRIPTORS =
      List.of("/bin/sh", "-c", "exec \"$@\" 3<&0 4>&1 </dev/null >&2", "descriptors");

  private final Confinement confinement;
  private final Allowance allowance;
  private final OptionalInt user;
  private final Runnable vacate;
  private final AtomicInteger busy = new AtomicInteger(1);
  private final String mark = UUID.randomUUID().toString();
  private final Capture out = new Capture();
  private final Capture err = new Capture();

  /// @param vacate gives the place back, once nothing uses it any more
  Run(Confinement confinement, Allowance allowance, OptionalInt user, Runnable vacate) {
    this.confinement = confinement;
    this.allowance = allowance;
    this.user = user;
    this.vacate = vacate;
  }

  Finished complete(Order order, Optional<Order.Dialogue> dialogue, long begun)
      throws IOException, InterruptedException {
    try (Workplace workplace = Workplace.make(user, order.secrets())) {
      Process process = start(order, dialogue.isPresent(), workplace);
      CountDownLatch drained = drain(process, dialogue);
      boolean killed;
      try {
        killed = !ends(process, order.timeout().minusNanos(System.nanoTime() - begun));
      } finally {
        endAll(process, drained);
      }
      int status = process.isAlive() ? NEVER_ENDED : process.exitValue();
      return new Finished(status, killed, out.text(), err.text());
    } finally {
      left();
    }
  }

  /// Starts the program and leaves it to its caller, who ends it by closing what this returns.
  ///
  /// @param remember is told how the program could work
  Companion accompany(Order order, Consumer<InputStream> listener, Consumer<Lane.Pace> remember)
      throws IOException {
    Deque<Runnable> ending = new ArrayDeque<>(List.of(this::left));
    try {
      Workplace workplace = Workplace.make(user, order.secrets());
      ending.push(workplace::close);
      Process process = start(order, true, workplace);
      CountDownLatch drained = new CountDownLatch(2);
      ending.push(() -> endAll(process, drained));
      read(drained, () -> err.drain(process.getErrorStream()));
      read(drained, () -> listener.accept(process.getInputStream()));
      return new Companion(process, user, err, remember, ending);
    } catch (IOException | RuntimeException | Error e) {
      ending.forEach(Runnable::run);
      throw e;
    }
  }

  private Process start(Order order, boolean talks, Workplace workplace) throws IOException {
    List<String> command = new ArrayList<>();
    if (talks) {
      command.addAll(DESCRIPTORS);
    }
    command.add(order.program().toString());
    command.addAll(order.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(confinement.wrap(user, allowance, command))
            .directory(workplace.folder().toFile());
    if (!talks) {
      builder.redirectInput(new File("/dev/null"));
    }
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(environment(order, workplace));
    return builder.start();
  }

  private Map<String, String> environment(Order order, Workplace workplace) {
    Map<String, String> environment = new HashMap<>(order.environment());
    String folder = workplace.folder().toString();
    environment.putAll(
        Map.of(
            "PATH",
            "/usr/local/bin:/usr/bin:/bin",
            "HOME",
            folder,
            "TMPDIR",
            folder,
            "LANG",
            "C.UTF-8",
            MARK,
            mark));
    if (!order.secrets().isEmpty()) {
      environment.put("SHIELDWALL_SECRETS", workplace.secretsFile().toString());
    }
    return environment;
  }

  private CountDownLatch drain(Process process, Optional<Order.Dialogue> dialogue) {
    CountDownLatch drained = new CountDownLatch(2);
    read(drained, () -> err.drain(process.getErrorStream()));
    read(
        drained,
        dialogue.isPresent()
            ? () -> new Talk(process, dialogue.get()).listen()
            : () -> out.drain(process.getInputStream()));
    return drained;
  }

  private void read(CountDownLatch drained, Runnable reading) {
    busy.incrementAndGet();
    Thread.ofPlatform()
        .daemon()
        .name("custom-check")
        .start(() -> {
          try {
            reading.run();
          } finally {
            drained.countDown();
            left();
          }
        });
  }

  /// Whether the program ended by itself before the deadline.
  private boolean ends(Process process, Duration left) throws InterruptedException {
    if (process.waitFor(Duration.ofNanos(Math.max(0, left.toNanos())))) {
      return true;
    }
    Signals.group(process.pid(), Signals.TERM);
    boolean _ = process.waitFor(allowance.grace());
    return false;
  }

  /// Nothing of the program outlives this, and nobody waits for ever for what cannot be ended.
  private void endAll(Process process, CountDownLatch drained) {
    boolean interrupted = Thread.interrupted();
    try {
      Signals.group(process.pid(), Signals.KILL);
      sweep();
      boolean ended = process.waitFor(PIPE_GRACE);
      if (!ended || !drained.await(PIPE_GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "a custom check left something that cannot be ended; its place stays taken");
      }
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends what left the group, until nothing of it is found. The dying take a moment.
  ///
  /// Of processes that each start another and end, one that was started during a look may be in
  /// none of what it sees; then the dead are more than in the look before.
  private void sweep() {
    Set<Long> deadBefore = Set.of();
    for (int round = 0; round < SWEEPS; round++) {
      ProcessTable.Found found = ProcessTable.found(MARK + "=" + mark, user.orElse(NOBODY));
      if (found.alive().isEmpty() && found.dead().equals(deadBefore)) {
        return;
      }
      deadBefore = found.dead();
      found.alive().forEach(pid -> Signals.process(pid, Signals.KILL));
      LockSupport.parkNanos(BETWEEN_SWEEPS.toNanos());
    }
    LOG.log(System.Logger.Level.ERROR, "a custom check forks faster than it can be ended");
  }

  private void left() {
    if (busy.decrementAndGet() == 0) {
      vacate.run();
    }
  }
}
