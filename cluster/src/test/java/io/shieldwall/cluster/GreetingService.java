package io.shieldwall.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Greets every caller after a while, with `hello` until it is told to say something else.
final class GreetingService implements AutoCloseable {

  private final ServerSocket listener;
  private final Duration pause;
  private final DelayQueue<Caller> waiting = new DelayQueue<>();
  private final AtomicInteger callers = new AtomicInteger();
  private volatile String greeting = "hello";

  private record Caller(Socket socket, long due) implements Delayed {

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  GreetingService(Duration pause) throws IOException {
    this.pause = pause;
    this.listener = new ServerSocket(0, 1000, InetAddress.getByName("127.1.0.5"));
    Thread.ofVirtual().start(this::accept);
    Thread.ofPlatform().daemon().start(this::greet);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        waiting.add(new Caller(listener.accept(), System.nanoTime() + pause.toNanos()));
        callers.incrementAndGet();
      } catch (IOException _) {
        return;
      }
    }
  }

  private void greet() {
    while (!listener.isClosed()) {
      try (Socket socket = waiting.take().socket()) {
        socket.getOutputStream().write((greeting + "\r\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // the caller is gone
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  void say(String text) {
    greeting = text;
  }

  int port() {
    return listener.getLocalPort();
  }

  int callers() {
    return callers.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
