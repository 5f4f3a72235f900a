package io.shieldwall.range.wire;

import io.shieldwall.range.nation.Reach;
import io.shieldwall.range.nation.ServicePoint;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Somebody who is connected to a service. Reading waits for a limited time only; used by one
/// virtual thread.
final class Connection {

  private static final int IDLE_MILLIS = 30_000;

  private final Socket socket;
  private final ServicePoint point;
  private final LongSupplier exerciseMillis;
  private InputStream in;
  private OutputStream out;

  Connection(Socket socket, ServicePoint point, LongSupplier exerciseMillis) throws IOException {
    this.socket = socket;
    this.point = point;
    this.exerciseMillis = exerciseMillis;
    socket.setSoTimeout(IDLE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  ServicePoint point() {
    return point;
  }

  Socket socket() {
    return socket;
  }

  InputStream in() {
    return in;
  }

  /// Goes on over a layer such as TLS.
  void layer(Socket layered) throws IOException {
    in = new BufferedInputStream(layered.getInputStream());
    out = layered.getOutputStream();
  }

  /// Exercise time now.
  long now() {
    return exerciseMillis.getAsLong();
  }

  Reach reach() {
    return point.reach(now());
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void say(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A line without its end; empty at the end of the stream.
  ///
  /// @throws IOException when it is longer than allowed
  Optional<String> line(int longest) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        return line.size() == 0
            ? Optional.empty()
            : Optional.of(line.toString(StandardCharsets.UTF_8));
      }
      if (line.size() >= longest) {
        throw new IOException("a line of more than " + longest + " bytes");
      }
      line.write(octet);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  /// Ends what it has to say, and waits a little for the other side to end too, so that nothing on
  /// the way is lost.
  void closePolitely() throws IOException {
    socket.shutdownOutput();
    socket.setSoTimeout(2_000);
    drain(64 * 1024);
    socket.close();
  }

  /// Says nothing until the other side gives up.
  void staySilent(int mostMillis) throws IOException {
    socket.setSoTimeout(mostMillis);
    drain(1024 * 1024);
    socket.close();
  }

  private void drain(int most) throws IOException {
    byte[] ignored = new byte[4096];
    int sum = 0;
    for (int count = in.read(ignored); count >= 0 && sum < most; count = in.read(ignored)) {
      sum += count;
    }
  }
}
