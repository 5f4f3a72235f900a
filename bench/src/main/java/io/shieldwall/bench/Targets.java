package io.shieldwall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The process of the targets, seen from the measuring one.
final class Targets implements AutoCloseable {

  static final String HOLES = "HOLE";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  private Targets(Process process) {
    this.process = process;
    this.answers = process.inputReader();
    this.orders = process.outputWriter();
  }

  static Targets start(Layout layout) throws IOException {
    List<String> command = new ArrayList<>(Machine.pin(1));
    command.addAll(Machine.java());
    command.addAll(List.of("-Xmx512m", Farm.class.getName()));
    command.add(Integer.toString(layout.teams()));
    command.add(Integer.toString(layout.systems()));
    command.add(Integer.toString(layout.holes()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Targets targets = new Targets(builder.start());
    String ready = targets.answers.readLine();
    if (!"ready".equals(ready)) {
      targets.close();
      throw new IOException("the targets did not start");
    }
    return targets;
  }

  /// Requests that arrived since the start, by protocol; visits of black holes under [#HOLES].
  Map<String, Long> arrived() throws IOException {
    orders.write("\n");
    orders.flush();
    String line = answers.readLine();
    Map<String, Long> counts = new HashMap<>();
    for (String entry : (line == null ? "" : line).split(" ", -1)) {
      int equals = entry.indexOf('=');
      counts.put(entry.substring(0, equals), Long.valueOf(entry.substring(equals + 1)));
    }
    return counts;
  }

  @Override
  public void close() throws IOException {
    orders.close();
    try {
      process.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }
}
