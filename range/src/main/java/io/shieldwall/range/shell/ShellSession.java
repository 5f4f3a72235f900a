package io.shieldwall.range.shell;

import io.shieldwall.exercise.Desk;
import io.shieldwall.range.nation.CommandResult;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.nation.ServicePoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/// One SSH session of somebody who is signed in: a single command, or a shell until `exit`. Runs on
/// a virtual thread of its own.
public final class ShellSession implements Command {

  private final Surroundings surroundings;
  private final Optional<String> command;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private ExitCallback exit = (_, _, _) -> {};

  /// What every session needs.
  ///
  /// @param point the system's shell that a session reached
  public record Surroundings(
      Nation nation,
      Desk desk,
      LongSupplier exerciseMillis,
      Function<Session, Optional<ServicePoint>> point) {}

  private ShellSession(Surroundings surroundings, Optional<String> command) {
    this.surroundings = surroundings;
    this.command = command;
  }

  /// A session that runs one command.
  public static Command command(Surroundings surroundings, String line) {
    return new ShellSession(surroundings, Optional.of(line));
  }

  /// A session with a prompt.
  public static Command interactive(Surroundings surroundings) {
    return new ShellSession(surroundings, Optional.empty());
  }

  @Override
  public void setInputStream(InputStream stream) {
    in = stream;
  }

  @Override
  public void setOutputStream(OutputStream stream) {
    out = stream;
  }

  @Override
  public void setErrorStream(OutputStream stream) {}

  @Override
  public void setExitCallback(ExitCallback callback) {
    exit = callback;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    Session session = channel.getSession();
    String account = session.getUsername();
    boolean terminal = environment.getEnv().containsKey(Environment.ENV_TERM);
    Optional<DefenderShell> shell =
        surroundings
            .point()
            .apply(session)
            .map(point ->
                new DefenderShell(
                    surroundings.nation(),
                    surroundings.desk(),
                    surroundings.exerciseMillis(),
                    point,
                    account));
    Thread.ofVirtual().name("shell-" + account).start(() -> run(shell, terminal));
  }

  private void run(Optional<DefenderShell> shell, boolean terminal) {
    int code = 1;
    try {
      if (shell.isPresent()) {
        code = command.isPresent() ? once(shell.get(), terminal) : converse(shell.get(), terminal);
      }
    } catch (IOException e) {
      System.getLogger(ShellSession.class.getName())
          .log(System.Logger.Level.DEBUG, "a shell session broke off", e);
    } finally {
      exit.onExit(code);
    }
  }

  private int once(DefenderShell shell, boolean terminal) throws IOException {
    CommandResult result = shell.run(command.orElse(""));
    say(result.output(), terminal);
    return result.exitCode();
  }

  private int converse(DefenderShell shell, boolean terminal) throws IOException {
    say(terminal ? shell.welcome() : "", terminal);
    LineEditor editor = new LineEditor(in, out, terminal);
    int code = 0;
    while (true) {
      say(terminal ? shell.prompt() : "", terminal);
      Optional<String> line = editor.line();
      if (line.isEmpty() || shell.isFarewell(line.get())) {
        return code;
      }
      CommandResult result = shell.run(line.get());
      say(result.output(), terminal);
      code = result.exitCode();
    }
  }

  private void say(String text, boolean terminal) throws IOException {
    String shown = terminal ? text.replace("\n", "\r\n") : text;
    out.write(shown.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void destroy(ChannelSession channel) throws IOException {
    in.close();
  }
}
