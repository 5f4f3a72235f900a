package io.shieldwall.probing;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A TCP server on a loopback address that does to its callers whatever a test wants, and counts
/// them.
public final class TestingServer implements AutoCloseable {

  /// What happens to one caller; the connection is closed afterwards.
  @FunctionalInterface
  public interface Behaviour {
    void serve(Socket caller) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Socket> callers = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  private TestingServer(String scenarioAddress, Behaviour behaviour) throws IOException {
    this.listener = new ServerSocket(0, 200, TestingRange.real(scenarioAddress));
    this.behaviour = behaviour;
    threads.execute(this::accept);
  }

  public static TestingServer at(String scenarioAddress, Behaviour behaviour) throws IOException {
    return new TestingServer(scenarioAddress, behaviour);
  }

  public static TestingServer that(Behaviour behaviour) throws IOException {
    return at(TestingRange.ADDRESS, behaviour);
  }

  /// Reads an HTTP request and answers with these bytes.
  public static TestingServer answering(String response) throws IOException {
    return that(caller -> {
      readHead(caller);
      write(caller, response);
    });
  }

  /// Answers HTTP requests in turn; the last response is repeated.
  public static TestingServer answeringInTurn(String... responses) throws IOException {
    AtomicInteger next = new AtomicInteger();
    List<String> heads = new CopyOnWriteArrayList<>();
    TestingServer server =
        that(caller -> {
          heads.add(readHead(caller));
          write(caller, responses[Math.min(next.getAndIncrement(), responses.length - 1)]);
        });
    server.requestSource = heads;
    return server;
  }

  private List<String> requestSource = requests;

  public List<String> requests() {
    return requestSource;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket caller = listener.accept();
        connections.incrementAndGet();
        callers.add(caller);
        threads.execute(() -> serve(caller));
      } catch (SocketException _) {
        return;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      behaviour.serve(caller);
    } catch (IOException | InterruptedException _) {
      // the caller has gone or the test is over
    }
  }

  /// Reads up to and including an empty line, and a body of the declared length.
  public static String readHead(Socket caller) throws IOException {
    InputStream in = caller.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        return head.toString();
      }
      head.append((char) octet);
    }
    int at = head.indexOf("Content-Length: ");
    if (at >= 0) {
      int length = Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
      head.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }
    return head.toString();
  }

  public static void write(Socket caller, String text) throws IOException {
    caller.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    caller.getOutputStream().flush();
  }

  /// An HTTP response with a body.
  public static String page(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  public static String redirect(String location) {
    return "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n";
  }

  public int port() {
    return listener.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket caller : callers) {
      caller.close();
    }
    threads.shutdownNow();
  }
}
