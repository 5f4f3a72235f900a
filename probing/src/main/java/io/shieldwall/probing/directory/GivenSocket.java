package io.shieldwall.probing.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/// Gives the library the socket that the probe has connected.
final class GivenSocket extends SocketFactory {

  private final Socket socket;

  GivenSocket(Socket socket) {
    this.socket = socket;
  }

  @Override
  public Socket createSocket() throws IOException {
    throw new IOException("the socket is connected already");
  }

  @Override
  public Socket createSocket(String host, int port) {
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
    return socket;
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    return socket;
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
    return socket;
  }
}
