package io.shieldwall.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The yardstick: the requests of a check from bare sockets on platform threads, a fresh socket
/// each, nothing judged and nothing kept.
final class BareSockets implements AutoCloseable {

  private static final int THREADS = 16;
  private static final int PATIENCE_MILLIS = 5000;
  private static final byte[] REQUEST =
      """
      GET /login HTTP/1.1\r
      Host: system1.01.berylia.example\r
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
      Accept: */*\r
      Connection: close\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] QUERY =
      "\1\2\1\0\0\1\0\0\0\0\0\0\3www\4bank\7example\0\0\1\0\1".getBytes(StandardCharsets.US_ASCII);

  private final List<InetSocketAddress> places;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong count = new AtomicLong();
  private volatile boolean closed;

  BareSockets(Kind kind, List<InetSocketAddress> places) {
    this.places = List.copyOf(places);
    for (int number = 0; number < THREADS; number++) {
      int first = number;
      threads.add(Thread.ofPlatform().name("bare-", number).start(() -> work(kind, first)));
    }
  }

  long count() {
    return count.get();
  }

  private void work(Kind kind, int first) {
    byte[] buffer = new byte[2048];
    try {
      for (int next = first; !closed; next += THREADS) {
        InetSocketAddress place = places.get(next % places.size());
        if (kind == Kind.HTTP) {
          get(place, buffer);
        } else {
          ask(place, buffer, next);
        }
        count.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void get(InetSocketAddress place, byte[] buffer) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(place, PATIENCE_MILLIS);
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(REQUEST);
      InputStream in = socket.getInputStream();
      while (in.read(buffer) >= 0) {
        // to the end
      }
    }
  }

  private static void ask(InetSocketAddress place, byte[] buffer, int id) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(place);
      byte[] query = QUERY.clone();
      query[0] = (byte) (id >> 8);
      query[1] = (byte) id;
      socket.send(new DatagramPacket(query, query.length));
      socket.receive(new DatagramPacket(buffer, buffer.length));
    }
  }

  @Override
  public void close() {
    stop();
  }

  /// Ends after the requests under way.
  void stop() {
    closed = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
