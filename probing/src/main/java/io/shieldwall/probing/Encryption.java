package io.shieldwall.probing;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind.Parameter;
import io.shieldwall.scenario.ProbeKind.Type;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// When a conversation changes to TLS and what certificate it accepts.
///
/// @param onRequest whether it begins in plain text and changes by a command of its protocol
public record Encryption(TlsSettings settings, boolean onRequest) {

  /// The parameters by which planners choose it.
  ///
  /// @param securePort port on which TLS is the default
  /// @param command what changes a conversation to TLS, such as STARTTLS
  public static List<Parameter> parameters(int securePort, String command) {
    return parameters("", "TLS", securePort, command);
  }

  /// The same for a second service of the check.
  ///
  /// @param prefix what its parameters begin with, such as `fetch-`
  public static List<Parameter> parameters(
      String prefix, String subject, int securePort, String command) {
    return List.of(
        choice(
            prefix + "tls",
            List.of("off", "verify-off", "verify"),
            "%s: none, with any certificate, or with a trusted one; default verify-off on port %d and with %sstarttls, otherwise off."
                .formatted(subject, securePort, prefix)),
        optional(
            prefix + "starttls",
            Type.FLAG,
            "Begins in plain text and changes to TLS with %s; default no.".formatted(command)),
        choice(
            prefix + "tls-minimum",
            List.of("1.2", "1.3"),
            "Oldest TLS version accepted; default 1.2."));
  }

  /// What a probe asks for.
  ///
  /// @throws ProbeFailure with cause `CHECKER_FAULT` when it asks for STARTTLS without TLS
  public static Encryption of(Probe probe, int port, int securePort) throws ProbeFailure {
    return of(probe, "", port, securePort);
  }

  /// What a probe asks for a second service.
  public static Encryption of(Probe probe, String prefix, int port, int securePort)
      throws ProbeFailure {
    boolean onRequest = probe.flag(prefix + "starttls", false);
    String usual = onRequest || port == securePort ? "verify-off" : "off";
    TlsPolicy policy =
        switch (probe.text(prefix + "tls", usual)) {
          case "verify" -> TlsPolicy.VERIFY;
          case "verify-off" -> TlsPolicy.VERIFY_OFF;
          default -> TlsPolicy.OFF;
        };
    if (onRequest && policy == TlsPolicy.OFF) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT, "The check asks for STARTTLS and for no TLS at once.");
    }
    boolean onlyNewest = probe.text(prefix + "tls-minimum", "1.2").equals("1.3");
    return new Encryption(new TlsSettings(policy, onlyNewest), onRequest);
  }

  /// Whether TLS begins with the first byte.
  public boolean atOnce() {
    return settings.policy() != TlsPolicy.OFF && !onRequest;
  }

  /// Whether the password travels in plain text.
  public boolean none() {
    return settings.policy() == TlsPolicy.OFF;
  }

  /// A connection to a scenario address, with TLS where that begins at once.
  ///
  /// @param name for SNI and the certificate
  public Wire connect(Session session, String address, int port, String name) throws IOException {
    Wire wire = session.connect(address, port);
    if (atOnce()) {
      start(wire, session, name);
    }
    return wire;
  }

  /// Changes to TLS now.
  public void start(Wire wire, Session session, String name) throws IOException {
    session.stage("changing to TLS");
    wire.startTls(settings, session.trust(), name);
    session.stage("waiting for an answer over TLS");
  }

  /// A connected socket for a client library, with TLS where that begins at once. What is thrown is
  /// thrown here and not in a thread of the library.
  public Socket socket(Session session, String address, int port, String name) throws IOException {
    Socket plain = session.sockets().createSocket(address, port);
    return atOnce() ? secured(plain, session, name) : plain;
  }

  private SSLSocket secured(Socket plain, Session session, String name) throws IOException {
    session.stage("changing to TLS");
    SSLSocket secure =
        Wire.secured(plain, settings, session.trust(), session.transcript(), name, plain.getPort());
    session.stage("waiting for an answer over TLS");
    return secure;
  }

  /// Changes a socket to TLS for a library that asked its service to begin it.
  public SSLSocketFactory upgrade(Session session, String name) {
    return new SSLSocketFactory() {

      @Override
      public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
          throws IOException {
        return secured(plain, session, name);
      }

      @Override
      public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("only a socket that is connected changes to TLS");
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress from, int fromPort)
          throws IOException {
        return createSocket(host, port);
      }

      @Override
      public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
      }

      @Override
      public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
          throws IOException {
        return createSocket(host, port);
      }

      @Override
      public String[] getDefaultCipherSuites() {
        return new String[0];
      }

      @Override
      public String[] getSupportedCipherSuites() {
        return new String[0];
      }
    };
  }
}
