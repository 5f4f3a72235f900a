package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.SocketFactory;

/// Sockets for client libraries, each connected through the guard of one session. They read a
/// limited number of bytes, since a library may keep all that a hostile service sends.
final class GuardedSockets extends SocketFactory {

  private static final long MOST_BYTES = 16L * 1024 * 1024;

  private final Session session;
  private final Optional<InetSocketAddress> only;

  /// @param only the real address that they reach; empty for whatever the guard permits
  GuardedSockets(Session session, Optional<InetSocketAddress> only) {
    this.session = session;
    this.only = only;
  }

  @Override
  public Socket createSocket() throws IOException {
    Guarded socket = new Guarded();
    session.register(socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(InetSocketAddress.createUnresolved(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  /// The library's wish for a local address is not followed: the session chooses it.
  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  private Socket connected(InetSocketAddress endpoint) throws IOException {
    Socket socket = createSocket();
    socket.connect(endpoint);
    return socket;
  }

  private final class Guarded extends Socket {

    private long received;

    @Override
    public InputStream getInputStream() throws IOException {
      return new Metered(super.getInputStream());
    }

    private final class Metered extends FilterInputStream {

      Metered(InputStream in) {
        super(in);
      }

      @Override
      public int read() throws IOException {
        int octet = super.read();
        count(octet < 0 ? 0 : 1);
        return octet;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        count(count);
        return count;
      }

      private void count(int more) throws ProbeFailure {
        received += Math.max(0, more);
        if (received > MOST_BYTES) {
          throw new ProbeFailure(
              Cause.WRONG_CONTENT, "The service sent more than " + MOST_BYTES + " bytes.");
        }
      }
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      if (!(endpoint instanceof InetSocketAddress wanted)) {
        throw new IOException("only internet addresses are reached, not " + endpoint);
      }
      try {
        reach(wanted, timeout);
      } catch (IOException e) {
        session.unconnected(e);
        throw e;
      }
    }

    private void reach(InetSocketAddress wanted, int timeout) throws IOException {
      if (only.isPresent() && !only.get().equals(wanted)) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "The service sent the check to %s; it goes to %s and nowhere else."
                .formatted(
                    Verdict.quote(wanted.getHostString() + ":" + wanted.getPort()),
                    session.scenarioName(only.get())));
      }
      InetSocketAddress real = session.admitted(wanted);
      session.bind(this, real.getAddress());
      session.stage("connecting to " + session.scenarioName(real));
      super.connect(real, timeout);
      setTcpNoDelay(true);
      session.connected(this);
      session.stage("waiting for an answer of " + session.scenarioName(real));
    }
  }
}
