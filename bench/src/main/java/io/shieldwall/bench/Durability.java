package io.shieldwall.bench;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Exercise.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Acknowledged events a second: 500 clients, each hands in a remark, waits for the answer and
/// hands in the next. What is acknowledged is on disk.
final class Durability {

  private static final int CLIENTS = 500;

  private final Desk desk;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final List<Client> clients = new ArrayList<>();
  private volatile boolean measuring;
  private volatile boolean stopped;

  private Durability(Desk desk) {
    this.desk = desk;
  }

  /// Arguments: seconds to warm up, seconds to measure.
  public static void main(String[] arguments) throws IOException {
    Layout layout = new Layout(4, 10, 0);
    Duration minute = Duration.ofMinutes(1);
    try (Desk desk = new Desk(layout, layout.scenario(minute, minute), 1, _ -> {})) {
      Figures.say("500 clients, each event on disk before it is acknowledged");
      new Durability(desk).run(seconds(arguments[0]), seconds(arguments[1]));
    }
    System.exit(0);
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private void run(Duration warmUp, Duration window) throws IOException {
    long already = desk.loop().state().sequence();
    for (int number = 0; number < CLIENTS; number++) {
      Client client = new Client(number);
      clients.add(client);
      client.thread.start();
    }
    LockSupport.parkNanos(warmUp.toNanos());
    long before = acknowledged.get();
    double cpu = Machine.cpuSeconds();
    long from = System.nanoTime();
    measuring = true;
    LockSupport.parkNanos(window.toNanos());
    long count = acknowledged.get() - before;
    measuring = false;
    double seconds = (System.nanoTime() - from) / 1e9;
    cpu = Machine.cpuSeconds() - cpu;
    stopped = true;
    clients.forEach(Client::join);
    long[] nanos = Figures.sorted(clients.stream().flatMapToLong(Client::latencies).toArray());
    Figures figures = new Figures();
    figures.put("durable_events_per_s", count / seconds);
    figures.put("ack_p50_ms", Figures.percentile(nanos, 50) / 1e6);
    figures.put("ack_p99_ms", Figures.percentile(nanos, 99) / 1e6);
    figures.put("ack_most_ms", Figures.percentile(nanos, 100) / 1e6);
    figures.put("sync_p50_ms", syncMillis());
    figures.put("durable_cpus_busy", cpu / seconds);
    figures.count("durable_refused", refused.get());
    figures.count(
        "durable_lost", Math.abs(acknowledged.get() + already - desk.loop().state().sequence()));
  }

  /// How long this disk takes to make 4 KiB at the end of a file durable: the middle of many.
  private static double syncMillis() throws IOException {
    Path file = Files.createTempFile(Path.of(System.getProperty("bench.work", ".")), "sync", "");
    long[] nanos = new long[300];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      for (int turn = 0; turn < nanos.length; turn++) {
        long from = System.nanoTime();
        channel.write(ByteBuffer.allocate(4096));
        channel.force(false);
        nanos[turn] = System.nanoTime() - from;
      }
    } finally {
      Files.delete(file);
    }
    return Figures.percentile(Figures.sorted(nanos), 50) / 1e6;
  }

  private final class Client {
    private final int number;
    private final Thread thread;
    private long[] nanos = new long[1024];
    private int size;

    Client(int number) {
      this.number = number;
      this.thread = Thread.ofVirtual().unstarted(this::work);
    }

    private void work() {
      for (int turn = 0; !stopped; turn++) {
        long from = System.nanoTime();
        Reply reply =
            desk.loop()
                .submit(
                    "remark-" + number + "-" + turn,
                    Layout.DIRECTOR,
                    new Command.Remark("All quiet at gate " + number + "."));
        if (reply instanceof Reply.Done) {
          acknowledged.incrementAndGet();
          if (measuring) {
            keep(System.nanoTime() - from);
          }
        } else {
          refused.incrementAndGet();
        }
      }
    }

    private void keep(long latency) {
      if (size == nanos.length) {
        nanos = Arrays.copyOf(nanos, size * 2);
      }
      nanos[size++] = latency;
    }

    java.util.stream.LongStream latencies() {
      return Arrays.stream(nanos, 0, size);
    }

    void join() {
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
