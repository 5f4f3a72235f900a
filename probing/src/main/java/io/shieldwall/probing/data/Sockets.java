package io.shieldwall.probing.data;

import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.Ipv4;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The way from database drivers, which make their socket factories themselves by class name, to
/// the guarded sockets of the session on whose thread they run. It leads to the database that is
/// checked and not to another one that it names.
public final class Sockets extends SocketFactory {

  static final ScopedValue<Place> PLACE = ScopedValue.newInstance();

  /// Where a driver connects to.
  ///
  /// @param real the address that the guard permitted
  /// @param name the name that a certificate must be for
  record Place(Session session, InetSocketAddress real, String name, TlsPolicy policy) {

    /// The address as it stands in a URL.
    String host() {
      String literal = real.getAddress().getHostAddress();
      return literal.indexOf(':') < 0 ? literal : "[" + literal + "]";
    }
  }

  public Sockets() {}

  /// Some drivers insist on handing over a text; it means nothing.
  public Sockets(String ignored) {}

  @Override
  public Socket createSocket() throws IOException {
    Place place = PLACE.get();
    return place.session().socketsTo(place.real()).createSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(InetAddress.ofLiteral(host), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }

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

  /// A failure that says by itself what it means to a defender.
  static IOException telling(IOException failure) {
    return failure instanceof SSLException
        ? new ProbeFailure(
            Cause.TLS, "The TLS handshake failed: " + Diagnosis.wording(failure) + ".")
        : failure;
  }

  /// TLS over a driver's connection, with the session's trust and the service's name.
  static SSLSocket secured(Socket plain) throws IOException {
    Place place = PLACE.get();
    SSLSocket secure =
        (SSLSocket)
            place
                .session()
                .trust()
                .factory(place.policy())
                .createSocket(plain, place.name(), place.real().getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    if (Ipv4.parse(place.name()).isEmpty() && place.name().indexOf(':') < 0) {
      parameters.setServerNames(List.of(new SNIHostName(place.name())));
    }
    if (place.policy() == TlsPolicy.VERIFY) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    secure.setSSLParameters(parameters);
    secure.addHandshakeCompletedListener(done ->
        place
            .session()
            .transcript()
            .note(done.getSession().getProtocol() + " with " + done.getCipherSuite()));
    return secure;
  }

  /// The same as a factory, for drivers that want one.
  public static final class Secured extends SSLSocketFactory {

    public Secured() {}

    /// Some drivers insist on handing over a text; it means nothing.
    public Secured(String ignored) {}

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
        throws IOException {
      return secured(plain);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return ciphers();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return ciphers();
    }

    private static String[] ciphers() {
      Place place = PLACE.get();
      return place.session().trust().factory(place.policy()).getDefaultCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return secured(new Sockets().createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return secured(new Sockets().createSocket(host, port));
    }

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
  }
}
