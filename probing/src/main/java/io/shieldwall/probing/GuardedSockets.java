package io.shieldwall.probing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/// Sockets for client libraries, each connected through the guard of one session.
final class GuardedSockets extends SocketFactory {

  private final Session session;

  GuardedSockets(Session session) {
    this.session = session;
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

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      if (!(endpoint instanceof InetSocketAddress wanted)) {
        throw new IOException("only internet addresses are reached, not " + endpoint);
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
