package io.shieldwall.probing.remote;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
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

/// SSH (RFC 4251 to 4254): signs in with a password and, where wanted, runs a command. Any host key
/// is accepted and its fingerprint goes into the evidence, so that a changed one can be seen.
public final class SshProtocol implements Protocol {

  private static final int MOST_OUTPUT = 64 * 1024;

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

  @Override
  public String name() {
    return "ssh";
  }

  @Override
  public String summary() {
    return "Signs in over SSH and, where wanted, runs a command and looks at its output.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required("account", Type.ACCOUNT, "Account to sign in with."),
        optional("command", Type.TEXT, "Command that is run; it must end with code 0."),
        optional("contains", Type.TEXT, "Text that the command's output must contain."));
  }

  @Override
  public void prepare() {
    if (!Client.SHARED.isStarted()) {
      throw new IllegalStateException("the SSH client has stopped");
    }
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String account = probe.text("account", "");
    String password = session.password(account);
    try (ClientSession ssh = connect(target, account, session)) {
      ssh.addPasswordIdentity(password);
      session.stage("signing in to " + target.endpoint());
      if (!signedIn(ssh, session)) {
        return new Exchange.Shell(false, -1, "");
      }
      Optional<String> command = probe.text("command");
      return command.isEmpty() ? new Exchange.Shell(true, 0, "") : run(ssh, command.get(), session);
    }
  }

  /// The library opens this socket itself, to the address that the guard permitted.
  private static ClientSession connect(Target target, String account, Session session)
      throws IOException {
    InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
    session.stage("connecting to " + target.endpoint());
    ConnectFuture connecting = Client.SHARED.connect(account, real);
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
  private static Duration patience(Session session) {
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

  private static boolean signedIn(ClientSession ssh, Session session) throws IOException {
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

  private static Exchange run(ClientSession ssh, String command, Session session)
      throws IOException {
    Output output = new Output();
    try (ChannelExec channel = ssh.createExecChannel(command)) {
      channel.setOut(output);
      channel.setErr(output);
      session.transcript().sent(command + "\n");
      session.stage("waiting for the end of the command");
      channel.open().verify(patience(session));
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), patience(session));
      session.transcript().received(output.text());
      if (output.overflowed()) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT, "The command wrote more than " + MOST_OUTPUT + " bytes.");
      }
      Integer exitCode = channel.getExitStatus();
      if (exitCode == null) {
        throw new ProbeFailure(Cause.PROTOCOL, "The command ended without an exit code.");
      }
      return new Exchange.Shell(true, exitCode, output.text());
    }
  }

  /// What a command writes, up to a limit; more ends the channel.
  private static final class Output extends OutputStream {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean overflowed;

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) throws IOException {
      int room = MOST_OUTPUT - bytes.size();
      bytes.write(source, offset, Math.min(length, room));
      if (length > room) {
        overflowed = true;
        throw new IOException("the command writes too much");
      }
    }

    synchronized boolean overflowed() {
      return overflowed;
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Shell shell)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String account = Verdict.quote(probe.text("account", ""));
    if (!shell.loggedIn()) {
      return Verdict.critical(
          Cause.WRONG_CREDENTIALS,
          "Expected account %s to sign in, got a refusal.".formatted(account));
    }
    if (!probe.has("command")) {
      return Verdict.fine("Account %s signed in.".formatted(account));
    }
    String command = Verdict.quote(probe.text("command", ""));
    if (shell.exitCode() != 0) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected %s to end with code 0, got %d.".formatted(command, shell.exitCode()));
    }
    String contains = probe.text("contains", "");
    return shell.output().contains(contains)
        ? Verdict.fine("Account %s signed in and ran %s.".formatted(account, command))
        : Verdict.critical(
            Cause.WRONG_CONTENT,
            "Expected the output of %s to contain %s, got %s."
                .formatted(command, Verdict.quote(contains), Verdict.quote(shell.output())));
  }
}
