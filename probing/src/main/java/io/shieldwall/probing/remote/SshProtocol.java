package io.shieldwall.probing.remote;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

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
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;

/// SSH (RFC 4251 to 4254): signs in with a password and, where wanted, runs a command. Any host key
/// is accepted and its fingerprint goes into the evidence, so that a changed one can be seen.
public final class SshProtocol implements Protocol {

  private static final int MOST_OUTPUT = 64 * 1024;

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
    SshLogin.prepare();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String account = probe.text("account", "");
    String password = session.password(account);
    try (ClientSession ssh = SshLogin.connect(target, account, session)) {
      if (!SshLogin.signIn(ssh, target, password, session)) {
        return new Exchange.Shell(false, -1, "");
      }
      Optional<String> command = probe.text("command");
      return command.isEmpty() ? new Exchange.Shell(true, 0, "") : run(ssh, command.get(), session);
    }
  }

  private static Exchange run(ClientSession ssh, String command, Session session)
      throws IOException {
    Output output = new Output();
    try (ChannelExec channel = ssh.createExecChannel(command)) {
      channel.setOut(output);
      channel.setErr(output);
      session.transcript().sent(command + "\n");
      session.stage("waiting for the end of the command");
      channel.open().verify(SshLogin.patience(session));
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), SshLogin.patience(session));
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
