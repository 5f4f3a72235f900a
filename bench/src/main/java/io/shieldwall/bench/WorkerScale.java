package io.shieldwall.bench;

import io.shieldwall.cluster.Broker;
import io.shieldwall.cluster.RemoteProber;
import io.shieldwall.cluster.Seal;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Team;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// How many checks one, two and four workers carry for the processor time that each of them uses.
/// The same machine runs all of them, so processor seconds are measured, not the clock.
final class WorkerScale {

  private static final int WARM_UP = 24_000;
  private static final int MEASURED = 15_000;
  private static final int AT_ONCE = 64;
  private static final double TICKS_A_SECOND = 100;

  private final Path work = Path.of(System.getProperty("bench.work", "."));
  private final Figures figures = new Figures();
  private final Path key = work.resolve("workers.key");
  private final String classPath;
  private final int port;

  private WorkerScale(String broker) throws IOException {
    this.classPath = broker + "/*";
    this.port = freePort();
  }

  /// Arguments: folder with the broker's libraries.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    new WorkerScale(arguments[0]).run();
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException {
    Seal.create(key);
    Process broker = broker();
    try (Targets targets = Targets.start(BenchWorker.LAYOUT)) {
      double single = 0;
      for (int workers : List.of(1, 2, 4)) {
        Figures.say("checks by %d workers".formatted(workers));
        double carried = measure(workers);
        single = workers == 1 ? carried : single;
        figures.put("workers_%d_carried_of_1".formatted(workers), carried / single);
      }
      figures.count("workers_requests_arrived", targets.arrived().getOrDefault("HTTP", 0L));
    } finally {
      broker.destroyForcibly().waitFor();
    }
  }

  /// Checks for each processor second of one worker, when so many share the work.
  private double measure(int count) throws IOException, InterruptedException {
    Broker broker = new Broker("127.0.0.1:" + port, Map.of(), "bench" + count);
    List<Process> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      workers.add(worker(broker));
    }
    try (RemoteProber engine =
        new RemoteProber(
            broker,
            Seal.of(key),
            new RemoteProber.Subject(
                BenchWorker.scenario().digest(),
                Set.of(BenchWorker.ZONE),
                _ -> BenchWorker.ZONE,
                _ -> Map.of()),
            RemoteProber.Terms.of(_ -> Duration.ofSeconds(60)))) {
      drive(engine, (long) WARM_UP * count, count);
      List<Double> before = cpu(workers);
      long from = System.nanoTime();
      double own = Machine.cpuSeconds();
      long fine = drive(engine, (long) MEASURED * count, count);
      double seconds = (System.nanoTime() - from) / 1e9;
      double engineCpu = Machine.cpuSeconds() - own;
      List<Double> after = cpu(workers);
      double used = 0;
      double most = 0;
      for (int i = 0; i < count; i++) {
        used += after.get(i) - before.get(i);
        most = Math.max(most, after.get(i) - before.get(i));
      }
      String name = "workers_%d_".formatted(count);
      figures.count(name + "not_ok", (long) MEASURED * count - fine);
      figures.put(name + "checks_per_cpu_s_of_all", MEASURED * count / used);
      figures.put(name + "busiest_of_mean", most / (used / count));
      figures.put(name + "engine_cpu_ms_per_1000", engineCpu * 1e6 / (MEASURED * (double) count));
      figures.put(name + "checks_per_s", MEASURED * count / seconds);
      return MEASURED * count / (used / count);
    } finally {
      for (Process worker : workers) {
        worker.destroyForcibly().waitFor();
      }
    }
  }

  /// Makes so many checks, a fixed number at a time, and returns how many were good.
  private static long drive(RemoteProber engine, long count, int workers)
      throws InterruptedException {
    List<ProbeRequest> requests = requests();
    AtomicLong next = new AtomicLong();
    AtomicLong fine = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE * workers; i++) {
        threads.execute(() -> {
          for (long number = next.getAndIncrement();
              number < count;
              number = next.getAndIncrement()) {
            ProbeRequest request = requests.get((int) (number % requests.size()));
            if (engine.apply(request).outcome() == Outcome.OK) {
              fine.incrementAndGet();
            }
          }
        });
      }
    }
    return fine.get();
  }

  private static List<ProbeRequest> requests() {
    List<ProbeRequest> requests = new ArrayList<>();
    for (DefendedSystem system : BenchWorker.scenario().network().systems()) {
      Service service = system.services().getFirst();
      if (service.id().equals(Kind.HTTP.word())) {
        for (Team team : BenchWorker.LAYOUT.teamList()) {
          requests.add(ProbeRequest.of(team, system, service, service.checks().getFirst()));
        }
      }
    }
    return requests;
  }

  private static List<Double> cpu(List<Process> processes) throws IOException {
    List<Double> seconds = new ArrayList<>();
    for (Process process : processes) {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      seconds.add((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND);
    }
    return seconds;
  }

  private Process worker(Broker broker) throws IOException {
    List<String> command = new ArrayList<>(Machine.pin(1));
    command.addAll(Machine.java());
    command.addAll(
        List.of(
            "-Xmx512m",
            BenchWorker.class.getName(),
            broker.address(),
            key.toString(),
            broker.prefix()));
    return started(command, "worker.log");
  }

  private Process broker() throws IOException, InterruptedException {
    int quorum = freePort();
    Path settings = work.resolve("broker.properties");
    Files.write(
        settings,
        List.of(
            "process.roles=broker,controller",
            "node.id=1",
            "controller.quorum.voters=1@127.0.0.1:" + quorum,
            "listeners=CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + quorum,
            "advertised.listeners=CLIENT://127.0.0.1:" + port,
            "controller.listener.names=CONTROLLER",
            "inter.broker.listener.name=CLIENT",
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT",
            "log.dirs=" + work.resolve("broker-data"),
            "offsets.topic.replication.factor=1",
            "group.initial.rebalance.delay.ms=0"));
    Process format =
        kafka("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", settings);
    if (format.waitFor() != 0) {
      throw new IOException("the broker's storage could not be made");
    }
    return kafka("kafka.Kafka", settings);
  }

  private Process kafka(Object... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath));
    for (Object word : words) {
      command.add(word.toString());
    }
    return started(command, "broker.log");
  }

  private Process started(List<String> command, String log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(work.resolve(log).toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
