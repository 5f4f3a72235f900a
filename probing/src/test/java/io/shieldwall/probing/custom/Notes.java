package io.shieldwall.probing.custom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The service that the checkers of the test resources check: it keeps notes. `PING` is answered
/// with `PONG`, `PUT NAME TEXT` with `STORED`, `GET NAME` with the text.
final class Notes implements AutoCloseable {

  static final int PORT = 7711;

  final Map<String, String> kept = new ConcurrentHashMap<>();
  volatile boolean mumbles;
  private final ServerSocket listener;

  Notes(InetAddress address) throws IOException {
    listener = new ServerSocket(PORT, 50, address);
    Thread.ofVirtual().start(this::serve);
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket caller = listener.accept();
        Thread.ofVirtual().start(() -> serve(caller));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket caller) {
    try (caller;
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      String answer = line == null ? "" : answer(line.split(" ", 3));
      caller.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer(String[] words) {
    if (mumbles) {
      return "what?";
    }
    return switch (words[0]) {
      case "PING" -> "PONG";
      case "PUT" -> {
        kept.put(words[1], words[2]);
        yield "STORED";
      }
      case "GET" -> kept.getOrDefault(words[1], "NONE");
      default -> "what?";
    };
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
