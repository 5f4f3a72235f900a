package io.shieldwall.probing.data;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.TlsSocketPlugin;

/// Gives the MariaDB driver the TLS of the session; the driver finds it by its type.
public final class SessionTls implements TlsSocketPlugin {

  static final String TYPE = "shieldwall";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public TrustManager[] getTrustManager(
      Configuration configuration, ExceptionFactory exceptions, HostAddress host) {
    return new TrustManager[0];
  }

  @Override
  public KeyManager[] getKeyManager(Configuration configuration, ExceptionFactory exceptions) {
    return new KeyManager[0];
  }

  @Override
  public SSLSocketFactory getSocketFactory(
      Configuration configuration, ExceptionFactory exceptions, HostAddress host) {
    return new Sockets.Secured();
  }

  @Override
  public SSLSocket createSocket(Socket socket, SSLSocketFactory factory) throws IOException {
    return Sockets.secured(socket);
  }

  /// The session's trust has verified chain and name in the handshake already.
  @Override
  public void verify(String host, SSLSession session, long threadId) {}
}
