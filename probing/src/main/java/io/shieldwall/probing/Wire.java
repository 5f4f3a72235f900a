package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A TCP connection with buffered, limited reading. Bytes that come are recorded in the transcript;
/// what is sent is recorded where the caller says so, since it knows the secrets.
public final class Wire {

  private static final int BUFFER = 8192;

  private final Socket socket;
  private final Transcript transcript;
  private final byte[] buffer = new byte[BUFFER];
  private @Nullable SSLSocket secured;
  private InputStream in;
  private OutputStream out;
  private int position;
  private int limit;
  private long received;
  private boolean recording = true;

  Wire(Socket socket, Transcript transcript) throws IOException {
    this.socket = socket;
    this.transcript = transcript;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /// Leaves the record of what comes to the caller, for protocols whose bytes are no text.
  public void recordNothing() {
    recording = false;
  }

  /// Changes to TLS.
  ///
  /// @param host name for SNI and, with [TlsPolicy#VERIFY], for the certificate
  /// @throws ProbeFailure with cause `TLS` when the handshake fails
  public void startTls(TlsSettings settings, Trust trust, String host) throws IOException {
    startTls(settings, trust, host, socket.getPort());
  }

  /// Changes to TLS and continues the session that was agreed with another port of the same host,
  /// where there is one.
  public void startTls(TlsSettings settings, Trust trust, String host, int sessionPort)
      throws IOException {
    SSLSocket secure = secured(socket, settings, trust, transcript, host, sessionPort);
    secured = secure;
    in = secure.getInputStream();
    out = secure.getOutputStream();
  }

  /// Changes to TLS and agrees on what is spoken over it (ALPN, RFC 7301).
  ///
  /// @param applications what may be spoken, the first first, such as `h2`
  /// @return what the service chose; empty where it did not
  public String startTls(TlsSettings settings, Trust trust, String host, List<String> applications)
      throws IOException {
    SSLSocket secure =
        secured(socket, settings, trust, transcript, host, socket.getPort(), applications);
    secured = secure;
    in = secure.getInputStream();
    out = secure.getOutputStream();
    String chosen = secure.getApplicationProtocol();
    return chosen == null ? "" : chosen;
  }

  /// A connected socket with TLS over it, after the handshake.
  static SSLSocket secured(
      Socket socket,
      TlsSettings settings,
      Trust trust,
      Transcript transcript,
      String host,
      int sessionPort)
      throws IOException {
    return secured(socket, settings, trust, transcript, host, sessionPort, List.of());
  }

  private static SSLSocket secured(
      Socket socket,
      TlsSettings settings,
      Trust trust,
      Transcript transcript,
      String host,
      int sessionPort,
      List<String> applications)
      throws IOException {
    Socket known = sessionPort == socket.getPort() ? socket : new SamePort(socket, sessionPort);
    SSLSocket secure =
        (SSLSocket) trust.factory(settings.policy()).createSocket(known, host, sessionPort, false);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setProtocols(settings.protocols());
    parameters.setApplicationProtocols(applications.toArray(String[]::new));
    if (Ipv4.parse(host).isEmpty() && host.indexOf(':') < 0) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    if (settings.policy() == TlsPolicy.VERIFY) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    secure.setSSLParameters(parameters);
    try {
      secure.startHandshake();
    } catch (SSLException e) {
      throw new ProbeFailure(
          Cause.TLS, "The TLS handshake with " + host + " failed: " + Diagnosis.wording(e) + ".");
    }
    SSLSession agreed = secure.getSession();
    transcript.note(agreed.getProtocol() + " with " + agreed.getCipherSuite());
    for (Certificate certificate : agreed.getPeerCertificates()) {
      transcript.note(Spelled.written((X509Certificate) certificate));
      break;
    }
    return secure;
  }

  /// The certificate that the service showed, for protocols that tie a password to it.
  ///
  /// @throws ProbeFailure with cause `TLS` when there is no TLS
  public X509Certificate certificate() throws IOException {
    if (secured == null) {
      throw new ProbeFailure(Cause.TLS, "The service showed no certificate.");
    }
    return (X509Certificate) secured.getSession().getPeerCertificates()[0];
  }

  /// Makes sure that nothing came in plain text which would be taken for the first answer over TLS
  /// (command injection, CVE-2011-0411).
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when something has come
  public void nothingBuffered() throws ProbeFailure {
    if (position < limit) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The service sent more in plain text after it had agreed to begin TLS.");
    }
  }

  public void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// Sends a text and records it.
  public void say(String text) throws IOException {
    transcript.sent(text);
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The next byte; -1 at the end.
  public int read() throws IOException {
    return position < limit || fill() ? buffer[position++] & 0xff : -1;
  }

  /// Up to that many bytes; -1 at the end.
  public int read(byte[] target, int offset, int length) throws IOException {
    if (position == limit && !fill()) {
      return -1;
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
  }

  /// Whether nothing more comes within that time; what comes is kept for the next read.
  public boolean quiet(Duration time) throws IOException {
    if (position < limit) {
      return false;
    }
    socket.setSoTimeout(Math.max(1, (int) time.toMillis()));
    try {
      return !fill();
    } catch (SocketTimeoutException _) {
      return true;
    } finally {
      socket.setSoTimeout(0);
    }
  }

  /// Exactly that many bytes.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when the service closes before
  public byte[] exactly(int length) throws IOException {
    byte[] bytes = new byte[length];
    int count = 0;
    while (count < length) {
      int more = read(bytes, count, length - count);
      if (more < 0) {
        throw ended();
      }
      count += more;
    }
    return bytes;
  }

  /// A line without its end.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when it is longer than the limit or never ends
  public String line(int longest) throws IOException {
    ByteArrayOutputStream rest = null;
    while (true) {
      if (position == limit && !fill()) {
        throw ended();
      }
      int end = newline();
      int stop = end < 0 ? limit : end;
      if (stop - position + (rest == null ? 0 : rest.size()) > longest) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "The service sent a line of more than " + longest + " bytes.");
      }
      if (end >= 0 && rest == null) {
        return take(end);
      }
      rest = rest == null ? new ByteArrayOutputStream(256) : rest;
      rest.write(buffer, position, stop - position);
      position = end < 0 ? limit : end + 1;
      if (end >= 0) {
        return withoutReturn(rest.toString(StandardCharsets.UTF_8));
      }
    }
  }

  private int newline() {
    for (int i = position; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private String take(int end) {
    int stop = end > position && buffer[end - 1] == '\r' ? end - 1 : end;
    String line = new String(buffer, position, stop - position, StandardCharsets.UTF_8);
    position = end + 1;
    return line;
  }

  private static String withoutReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /// Reads until the text holds what is sought, the service closes, the limit is reached, or a full
  /// line has come and nothing follows it for a while.
  public String until(String sought, int most, Duration quiet) throws IOException {
    StringBuilder text = new StringBuilder();
    int searched = 0;
    while (text.indexOf(sought, searched) < 0 && text.length() < most) {
      searched = Math.max(0, text.length() - sought.length());
      boolean lineEnded = !text.isEmpty() && text.charAt(text.length() - 1) == '\n';
      socket.setSoTimeout(lineEnded ? Math.max(1, (int) quiet.toMillis()) : 0);
      try {
        if (position == limit && !fill()) {
          return text.toString();
        }
      } catch (SocketTimeoutException _) {
        return text.toString();
      }
      text.append(new String(buffer, position, limit - position, StandardCharsets.UTF_8));
      position = limit;
    }
    return text.toString();
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, BUFFER);
    if (count <= 0) {
      return false;
    }
    if (recording) {
      transcript.received(buffer, 0, count);
    }
    received += count;
    position = 0;
    limit = count;
    return true;
  }

  /// Says that nothing more will be sent, and waits until the service has closed its side too, so
  /// that nothing is lost on the way.
  public void finish() throws IOException {
    if (secured != null) {
      secured.shutdownOutput();
    }
    socket.shutdownOutput();
    while (fill()) {
      position = limit;
    }
  }

  public ProbeFailure ended() {
    return new ProbeFailure(
        Cause.PROTOCOL,
        received == 0
            ? "The service closed the connection without an answer."
            : "The service closed the connection in the middle of its answer, after "
                + received
                + " bytes.");
  }
}
