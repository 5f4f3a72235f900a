package io.shieldwall.probing.names;

import io.shieldwall.probing.TestingRange;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// A name server over UDP that does to a query whatever a test wants.
public final class TestingNameServer implements AutoCloseable {

  /// What is sent back for a query.
  @FunctionalInterface
  interface Behaviour {
    void answer(DatagramSocket socket, DatagramPacket from, Message query) throws IOException;
  }

  private final DatagramSocket socket;
  private final AtomicInteger queries = new AtomicInteger();

  private TestingNameServer(int port, Behaviour behaviour) throws IOException {
    socket = new DatagramSocket(port, TestingRange.real(TestingRange.ADDRESS));
    Thread.ofVirtual().start(() -> serve(behaviour));
  }

  public static TestingNameServer that(Behaviour behaviour) throws IOException {
    return new TestingNameServer(0, behaviour);
  }

  public static TestingNameServer that(int port, Behaviour behaviour) throws IOException {
    return new TestingNameServer(port, behaviour);
  }

  private void serve(Behaviour behaviour) {
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        socket.receive(packet);
        queries.incrementAndGet();
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        behaviour.answer(socket, packet, new Message(bytes));
      } catch (SocketException _) {
        return;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// A proper answer with these records in zone-file form, such as `A 10.1.20.11`.
  public static Message answer(Message query, String... records) throws IOException {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    for (String text : records) {
      int space = text.indexOf(' ');
      answer.addRecord(
          Record.fromString(
              query.getQuestion().getName(),
              org.xbill.DNS.Type.value(text.substring(0, space)),
              org.xbill.DNS.DClass.IN,
              60,
              text.substring(space + 1),
              org.xbill.DNS.Name.root),
          Section.ANSWER);
    }
    return answer;
  }

  public static void send(DatagramSocket socket, DatagramPacket to, byte[] bytes)
      throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, to.getSocketAddress()));
  }

  int port() {
    return socket.getLocalPort();
  }

  int queries() {
    return queries.get();
  }

  @Override
  public void close() {
    socket.close();
  }
}
