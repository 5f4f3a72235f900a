package io.shieldwall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Runs every measurement in a process of its own and prints the figures.
///
/// Arguments: launcher, `--quick` for less than three minutes, `--json` for one JSON object.
final class Bench {

  private static final List<String> KEYS =
      List.of(
          "http_checks_per_cpu_s",
          "dns_checks_per_cpu_s",
          "tcp_checks_per_cpu_s",
          "ssh_checks_per_cpu_s",
          "raw_http_per_cpu_s",
          "raw_dns_per_cpu_s",
          "late_rounds",
          "lost_results",
          "durable_events_per_s",
          "ack_p99_ms",
          "replay_events_per_s",
          "berylia_fast_s",
          "start_s");

  private final Path launcher;
  private final Path work = Path.of(System.getProperty("bench.work", "."));
  private final boolean quick;
  private final Map<String, Double> found = new LinkedHashMap<>();

  private Bench(Path launcher, boolean quick) {
    this.launcher = launcher;
    this.quick = quick;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Set<String> options = Set.copyOf(List.of(arguments).subList(1, arguments.length));
    Bench bench = new Bench(Path.of(arguments[0]), options.contains("--quick"));
    bench.run();
    System.out.print(options.contains("--json") ? bench.json() : bench.table());
  }

  private void run() throws IOException, InterruptedException {
    String runs = quick ? "1" : "3";
    measure(List.of(), WholeProgram.class, launcher.toString(), work.toString(), runs);
    measure(List.of(), Replay.class, work.resolve("fast.journal").toString(), quick ? "6" : "12");
    measure(List.of(), Durability.class, quick ? "5" : "10", quick ? "6" : "12");
    measure(Machine.pin(0), Throughput.class, Boolean.toString(quick));
    measure(Machine.pin(0), LiveRounds.class, "live", quick ? "20" : "50", "24", "120", "5", "40");
    if (!quick) {
      measure(Machine.pin(0), LiveRounds.class, "fleet", "54", "60", "250", "18", "40");
      measure(Machine.pin(0), LiveRounds.class, "calm", "54", "60", "250", "18", "0");
    }
    found.put(
        "lost_results",
        found.getOrDefault("throughput_lost", 0.0)
            + found.getOrDefault("live_lost", 0.0)
            + found.getOrDefault("fleet_lost", 0.0)
            + found.getOrDefault("calm_lost", 0.0)
            + found.getOrDefault("durable_lost", 0.0));
    for (String key : KEYS) {
      if (!found.containsKey(key)) {
        throw new IllegalStateException("nothing was measured for " + key);
      }
    }
  }

  private void measure(List<String> pin, Class<?> measurement, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(pin);
    command.addAll(Machine.java());
    command.add("-Xmx2g");
    command.add(measurement.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          found.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(measurement.getSimpleName() + " did not end well");
    }
  }

  private Map<String, Object> ordered() {
    Map<String, Object> all = new LinkedHashMap<>();
    KEYS.forEach(key -> all.put(key, found.getOrDefault(key, Double.NaN)));
    found.forEach(all::putIfAbsent);
    all.put("quick", quick);
    all.put("measured_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    Machine.description().forEach((key, value) -> all.put("machine_" + key, value));
    return all;
  }

  private String json() {
    StringBuilder json = new StringBuilder("{\n");
    String separator = "";
    for (Map.Entry<String, Object> entry : ordered().entrySet()) {
      json.append(separator).append("  \"").append(entry.getKey()).append("\": ");
      json.append(
          entry.getValue() instanceof String text
              ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
              : written(entry.getValue()));
      separator = ",\n";
    }
    return json.append("\n}\n").toString();
  }

  private String table() {
    StringBuilder table = new StringBuilder();
    ordered().forEach((key, value) -> table.append("%-28s %s%n".formatted(key, written(value))));
    return table.toString();
  }

  /// Counts whole, the rest with as many digits as mean something.
  private static String written(Object value) {
    if (!(value instanceof Double number)) {
      return value.toString();
    }
    if (number == Math.rint(number)) {
      return Long.toString(number.longValue());
    }
    return String.format(Locale.ROOT, number < 100 ? "%.3f" : "%.0f", number);
  }
}
