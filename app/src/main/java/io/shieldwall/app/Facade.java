package io.shieldwall.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a lazy defender puts in the place of a service: it listens, greets and agrees to
/// everything, and nothing is behind it. A good check tells it from the real thing.
final class Facade implements AutoCloseable {

  private static final String PAGE =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 27\r\nConnection: close\r\n\r\n"
          + "<title>Welcome</title>Hello";
  private static final int PATIENCE_MILLIS = 150;

  private final List<AutoCloseable> open = new ArrayList<>();

  Facade(List<InetSocketAddress> streams, List<InetSocketAddress> datagrams) throws IOException {
    for (InetSocketAddress address : streams) {
      ServerSocket listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(address, 500);
      open.add(listener);
      Thread.ofVirtual().start(() -> accept(listener));
    }
    for (InetSocketAddress address : datagrams) {
      DatagramSocket socket = new DatagramSocket(address);
      open.add(socket);
      Thread.ofPlatform().daemon().start(() -> agree(socket));
    }
  }

  private static void accept(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        Socket caller = listener.accept();
        Thread.ofVirtual().start(() -> serve(caller));
      } catch (IOException _) {
        return;
      }
    }
  }

  private static void serve(Socket caller) {
    try (caller) {
      OutputStream out = caller.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
      caller.setSoTimeout(PATIENCE_MILLIS);
      String first;
      try {
        first = in.readLine();
      } catch (java.net.SocketTimeoutException _) {
        first = "";
        say(out, "220 ready\r\n");
      }
      caller.setSoTimeout(5_000);
      if (first != null && first.contains(" HTTP/1.")) {
        say(out, PAGE);
        return;
      }
      for (String line = first; line != null; line = in.readLine()) {
        if (!line.isEmpty()) {
          say(out, line.equals("DATA") ? "354 go on\r\n" : "250 ok\r\n");
        }
      }
    } catch (IOException _) {
      // the caller has seen enough
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /// Sends every query back as an answer without records.
  private static void agree(DatagramSocket socket) {
    byte[] buffer = new byte[1500];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (packet.getLength() > 3) {
          buffer[2] |= (byte) 0x80;
        }
        socket.send(packet);
      } catch (IOException _) {
        return;
      }
    }
  }

  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception _) {
        // it was closed already
      }
    }
  }
}
