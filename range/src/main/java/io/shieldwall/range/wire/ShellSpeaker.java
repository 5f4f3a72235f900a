package io.shieldwall.range.wire;

import io.shieldwall.exercise.Desk;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.nation.ServicePoint;
import io.shieldwall.range.shell.ShellSession;
import io.shieldwall.scenario.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;

/// SSH (RFC 4251 to 4254). One SSH server on a loopback port of its own speaks for every system; a
/// connection that reached a system is relayed to it, and the relay's port tells which system it
/// was. Nobody else gets past its first byte.
final class ShellSpeaker implements Speaker, AutoCloseable {

  private static final int PIECE = 16 * 1024;
  private static final int LONGEST_SESSION_MILLIS = 30 * 60_000;

  private final SshServer server;
  private final Map<Integer, ServicePoint> points = new ConcurrentHashMap<>();

  private ShellSpeaker(SshServer server) {
    this.server = server;
  }

  static ShellSpeaker start(Nation nation, Desk desk, LongSupplier exerciseMillis)
      throws IOException {
    SshServer server = ServerBuilder.builder().build();
    ShellSpeaker speaker = new ShellSpeaker(server);
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(hostKey());
    server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
    server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
    server.setPasswordAuthenticator((account, password, session) ->
        speaker
            .point(session.getClientAddress())
            .map(point -> point.signsIn(account, password))
            .orElse(false));
    ShellSession.Surroundings surroundings =
        new ShellSession.Surroundings(nation, desk, exerciseMillis, speaker::pointOf);
    server.setCommandFactory((_, command) -> ShellSession.command(surroundings, command));
    server.setShellFactory(_ -> ShellSession.interactive(surroundings));
    server.addSessionListener(speaker.new Doorkeeper());
    limit(server);
    server.start();
    return speaker;
  }

  private static void limit(SshServer server) {
    CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "berylia");
    CoreModuleProperties.AUTH_TIMEOUT.set(server, Duration.ofSeconds(30));
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, 6);
    CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ofMinutes(20));
    CoreModuleProperties.NIO_WORKERS.set(server, 4);
    CoreModuleProperties.TCP_NODELAY.set(server, true);
  }

  private static KeyPairProvider hostKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return KeyPairProvider.wrap(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no host key can be made on this Java platform", e);
    }
  }

  private Optional<ServicePoint> point(SocketAddress client) {
    return client instanceof InetSocketAddress address
        ? Optional.ofNullable(points.get(address.getPort()))
        : Optional.empty();
  }

  private Optional<ServicePoint> pointOf(Session session) {
    return point(session.getIoSession().getRemoteAddress());
  }

  /// Sends away who did not come by the relay, and shows the others their system's banner.
  private final class Doorkeeper implements SessionListener {

    @Override
    public void sessionCreated(Session session) {
      Optional<ServicePoint> point = pointOf(session);
      if (point.isEmpty()) {
        session.close(true);
      } else if (point.get().service().content() instanceof Content.Shell shell
          && !shell.banner().isEmpty()) {
        CoreModuleProperties.WELCOME_BANNER.set(
            session, point.get().team().expand(shell.banner()) + "\n");
      }
    }
  }

  @Override
  public void speak(Connection connection) throws IOException {
    try (Socket inner = new Socket()) {
      InetSocketAddress loopback =
          new InetSocketAddress(Ipv4Literal.address(new byte[] {127, 0, 0, 1}), 0);
      inner.bind(loopback);
      points.put(inner.getLocalPort(), connection.point());
      try {
        inner.connect(new InetSocketAddress(loopback.getAddress(), server.getPort()));
        relay(connection, inner);
      } finally {
        points.remove(inner.getLocalPort());
      }
    }
  }

  /// Both directions until one side ends; the other is ended with it.
  private static void relay(Connection connection, Socket inner) throws IOException {
    Socket outer = connection.socket();
    outer.setSoTimeout(LONGEST_SESSION_MILLIS);
    inner.setTcpNoDelay(true);
    Thread back =
        Thread.ofVirtual()
            .name("shell-relay")
            .start(() -> {
              try {
                copy(inner.getInputStream(), outer.getOutputStream());
                outer.shutdownOutput();
              } catch (IOException _) {
                end(outer);
              }
            });
    try {
      copy(connection.in(), inner.getOutputStream());
      inner.shutdownOutput();
      back.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      end(inner);
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
      to.write(piece, 0, count);
      to.flush();
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(ShellSpeaker.class.getName())
          .log(System.Logger.Level.DEBUG, "a relay did not close", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }
}
