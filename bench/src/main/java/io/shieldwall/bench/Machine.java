package io.shieldwall.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The machine at hand.
final class Machine {

  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

  private Machine() {}

  /// Processor time of this process in seconds.
  static double cpuSeconds() {
    return SYSTEM.getProcessCpuTime() / 1e9;
  }

  /// The most memory that this process has had resident, in MB; 0 where the system does not tell.
  static long peakMemory() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }

  /// A Java command with this class path, without a main class.
  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC",
        "-Dlogback.configurationFile=" + System.getProperty("bench.logback", ""),
        "-Dbench.logback=" + System.getProperty("bench.logback", ""),
        "-Dbench.work=" + System.getProperty("bench.work", "."),
        "-Dbench.pin=" + System.getProperty("bench.pin", "false"),
        "-cp",
        System.getProperty("java.class.path"));
  }

  /// What to put before a command so that it keeps to one processor; nothing where that cannot be.
  static List<String> pin(int processor) {
    return Boolean.getBoolean("bench.pin")
        ? List.of("taskset", "-c", Integer.toString(processor))
        : List.of();
  }

  static Map<String, Object> description() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cpu", processor());
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("memory_mb", SYSTEM.getTotalMemorySize() / (1024 * 1024));
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("java", Objects.requireNonNullElse(System.getProperty("java.vm.version"), ""));
    machine.put("pinned", Boolean.getBoolean("bench.pin"));
    return machine;
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException _) {
      return System.getProperty("os.arch");
    }
  }
}
