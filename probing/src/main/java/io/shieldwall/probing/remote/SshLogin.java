package io.shieldwall.probing.remote;

import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

/// Signing in by SSH with a password, for every check that goes over SSH. Any host key is accepted
/// and its fingerprint goes into the evidence, so that a changed one can be seen.
public final class SshLogin {

  /// One client for all probes. It reads no configuration, offers no key and asks nobody.
  ///
  /// Key exchange prefers elliptic curves: what is measured is the service, and post-quantum key
  /// pairs cost tens of milliseconds of processor time each. The platform's own cryptography is
  /// used; Bouncy Castle only for Ed25519 host keys, which the library cannot read without it.
  private static final class Client {
    private static final List<BuiltinDHFactories> KEY_EXCHANGES =
        List.of(
            BuiltinDHFactories.ecdhp256,
            BuiltinDHFactories.curve25519,
            BuiltinDHFactories.ecdhp384,
            BuiltinDHFactories.ecdhp521,
            BuiltinDHFactories.dhg14_256,
            BuiltinDHFactories.dhg16_512);

    static final SshClient SHARED = start();

    private static SshClient start() {
      System.setProperty("org.apache.sshd.security.provider.BC.supportAll", "none");
      SshClient client = ClientBuilder.builder().build();
      client.setKeyExchangeFactories(
          NamedFactory.setUpTransformedFactories(true, KEY_EXCHANGES, ClientBuilder.DH2KEX));
      client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
      client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
      client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
      client.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
      client.start();
      return client;
    }
  }

  private SshLogin() {}

  /// Starts the client, which the first check would otherwise wait for.
  public static void prepare() {
    if (!Client.SHARED.isStarted()) {
      throw new IllegalStateException("the SSH client has stopped");
    }
  }

  /// The library opens this socket itself, to the address that the guard permitted.
  public static ClientSession connect(Target target, String account, Session session)
      throws IOException {
    InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
    session.stage("connecting to " + target.endpoint());
    Optional<InetAddress> source = session.source(real);
    ConnectFuture connecting =
        source.isPresent()
            ? Client.SHARED.connect(account, real, new InetSocketAddress(source.get(), 0))
            : Client.SHARED.connect(account, real);
    session.register(connecting::cancel);
    connecting.addListener(done -> closeWith(session, done));
    try {
      return connecting.verify(patience(session)).getClientSession();
    } catch (SshException e) {
      throw refusal(e);
    }
  }

  /// A connection that comes about after the probe's end is closed at once.
  private static void closeWith(Session session, ConnectFuture done) {
    if (done.isConnected()) {
      try {
        session.register(() -> done.getClientSession().close(true));
      } catch (IOException _) {
        // the probe has ended, and the connection with it
      }
    }
  }

  /// The library's own deadlines lie behind the session's, so that the session's tells the cause.
  public static Duration patience(Session session) {
    return session.remaining().plusSeconds(1);
  }

  private static IOException refusal(SshException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException refused) {
        return refused;
      }
    }
    return failure;
  }

  /// Whether the server lets the account in.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when the two could not even agree on keys
  public static boolean signIn(ClientSession ssh, Target target, String password, Session session)
      throws IOException {
    ssh.addPasswordIdentity(password);
    session.stage("signing in to " + target.endpoint());
    AuthFuture auth = ssh.auth();
    boolean success = auth.await(patience(session)) && ssh.isAuthenticated();
    String version = Optional.ofNullable(ssh.getServerVersion()).orElse("nothing");
    session.transcript().received(version + "\n");
    if (ssh.getServerKey() == null) {
      Throwable reason = auth.getException();
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected SSH, got %s: %s."
              .formatted(
                  Verdict.quote(version),
                  reason == null ? "no agreement on keys" : Diagnosis.wording(reason)));
    }
    session.transcript().note("host key " + KeyUtils.getFingerPrint(ssh.getServerKey()));
    session.transcript().note(success ? "signed in" : "not signed in");
    return success;
  }
}
