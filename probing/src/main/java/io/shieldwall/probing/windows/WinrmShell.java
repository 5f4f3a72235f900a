package io.shieldwall.probing.windows;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// A shell on a Windows machine (MS-WSMV, section 3.1.4). It is deleted when it is closed, and by
/// the server itself where even that is not possible any more.
final class WinrmShell implements Closeable {

  private static final int MOST_OUTPUT = 256 * 1024;
  private static final int MOST_ANSWERS = 2000;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(3);
  private static final String TERMINATE = Envelope.SHELL + "/signal/terminate";
  private static final String DONE = Envelope.SHELL + "/CommandState/Done";

  /// An idle shell counts against its account's quota; Windows keeps one for two hours otherwise.
  private static final String NEW_SHELL =
      "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout"
          + " stderr</rsp:OutputStreams><rsp:IdleTimeOut>PT180.000S</rsp:IdleTimeOut></rsp:Shell>";

  private final WinrmLine line;
  private final Session session;
  private final Duration farewell;
  private final String id;

  /// How a command ended.
  ///
  /// @param output what it wrote to its standard output
  /// @param errors what it wrote to its standard error
  record Finished(int exit, String output, String errors) {}

  /// Has the server open a shell whose texts are UTF-8.
  WinrmShell(WinrmLine line, Session session) throws IOException {
    this.line = line;
    this.session = session;
    Duration quarter = session.timeout().dividedBy(4);
    this.farewell = quarter.compareTo(LONGEST_FAREWELL) < 0 ? quarter : LONGEST_FAREWELL;
    session.stage("waiting for a shell");
    Map<String, String> options = Map.of("WINRS_NOPROFILE", "TRUE", "WINRS_CODEPAGE", "65001");
    Envelope create =
        Envelope.of(Envelope.TRANSFER + "/Create", LONGEST_WAIT, "", options, NEW_SHELL);
    Markup created = line.ask(create, "a shell");
    this.id = identifier(created).orElseThrow(() -> missing("the identifier of a shell"));
    session.transcript().received("shell " + id + "\n");
  }

  private static Optional<String> identifier(Markup created) {
    return created
        .all(Envelope.WSMAN, "Selector")
        .filter(selector -> selector.attribute("Name").equals("ShellId"))
        .findFirst()
        .or(() -> created.first(Envelope.SHELL, "ShellId"))
        .map(Markup::text)
        .filter(text -> !text.isEmpty() && text.length() <= 200);
  }

  private static ProbeFailure missing(String what) {
    return new ProbeFailure(Cause.PROTOCOL, "Expected " + what + ", got none.");
  }

  /// Runs a command to its end.
  ///
  /// @throws ProbeFailure with cause `TIMEOUT` when it does not end while there is time to clean up
  Finished run(String command) throws IOException {
    session.transcript().sent(command + "\n");
    session.stage("waiting for the start of a command");
    String what = "the command " + Verdict.quote(command) + " to run";
    Map<String, String> options =
        Map.of("WINRS_CONSOLEMODE_STDIN", "TRUE", "WINRS_SKIP_CMD_SHELL", "FALSE");
    String body =
        "<rsp:CommandLine><rsp:Command>%s</rsp:Command></rsp:CommandLine>"
            .formatted(Envelope.escaped(command));
    Markup started =
        line.ask(Envelope.of(Envelope.SHELL + "/Command", LONGEST_WAIT, id, options, body), what);
    String number =
        started
            .first(Envelope.SHELL, "CommandId")
            .map(Markup::text)
            .orElseThrow(() -> missing("the identifier of a command"));
    session.stage("waiting for the end of the command");
    try {
      return ended(command, number);
    } finally {
      part("Signal", Envelope.SHELL + "/Signal", terminating(number));
    }
  }

  private static String terminating(String number) {
    return "<rsp:Signal CommandId=\"%s\"><rsp:Code>%s</rsp:Code></rsp:Signal>"
        .formatted(Envelope.escaped(number), TERMINATE);
  }

  private Finished ended(String command, String number) throws IOException {
    Collected output = new Collected();
    Collected errors = new Collected();
    for (int answers = 0; answers < MOST_ANSWERS; answers++) {
      Optional<Markup> received = receive(command, number);
      if (received.isEmpty()) {
        continue;
      }
      for (Markup stream : received.get().all(Envelope.SHELL, "Stream").toList()) {
        (stream.attribute("Name").equals("stdout") ? output : errors).add(stream.text());
      }
      Optional<Markup> state =
          received
              .get()
              .first(Envelope.SHELL, "CommandState")
              .filter(each -> each.attribute("State").equals(DONE));
      if (state.isPresent()) {
        int exit = exit(state.get());
        session.transcript().received(output.text() + errors.text());
        session.transcript().note("ended with code " + exit);
        return new Finished(exit, output.text(), errors.text());
      }
    }
    throw new ProbeFailure(
        Cause.PROTOCOL,
        "The server answered %d times without the end of the command.".formatted(MOST_ANSWERS));
  }

  /// What the command wrote since; empty when nothing, and it still runs.
  private Optional<Markup> receive(String command, String number) throws IOException {
    Duration left = session.remaining().minus(farewell);
    if (!left.isPositive()) {
      throw new ProbeFailure(
          Cause.TIMEOUT,
          "Expected the command %s to end within %d ms, it still ran and was told to stop."
              .formatted(Verdict.quote(command), session.timeout().minus(farewell).toMillis()));
    }
    String body =
        "<rsp:Receive><rsp:DesiredStream CommandId=\"%s\">stdout stderr</rsp:DesiredStream></rsp:Receive>"
            .formatted(Envelope.escaped(number));
    Duration patience = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
    return line.askOrNothing(
        Envelope.of(Envelope.SHELL + "/Receive", patience, id, Map.of(), body),
        "the output of the command");
  }

  private static int exit(Markup state) throws ProbeFailure {
    String code = state.first(Envelope.SHELL, "ExitCode").map(Markup::text).orElse("");
    if (!code.matches("-?[0-9]{1,10}")) {
      throw new ProbeFailure(Cause.PROTOCOL, "The command ended without an exit code.");
    }
    return (int) Long.parseLong(code);
  }

  /// What a command writes, up to a limit.
  private static final class Collected {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void add(String base64) throws ProbeFailure {
      try {
        bytes.writeBytes(Base64.getMimeDecoder().decode(base64));
      } catch (IllegalArgumentException _) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "Expected output in base64, got " + Verdict.quote(base64) + ".");
      }
      if (bytes.size() > MOST_OUTPUT) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT, "The command wrote more than " + MOST_OUTPUT + " bytes.");
      }
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    part("Delete", Envelope.TRANSFER + "/Delete", "");
  }

  /// Cleans up. What goes wrong with it says nothing about the service that is not known already.
  private void part(String name, String action, String body) {
    Duration patience = session.remaining().dividedBy(3);
    if (session.expired() || !patience.isPositive()) {
      return;
    }
    try {
      line.part(Envelope.of(action, patience, id, Map.of(), body), patience);
    } catch (IOException e) {
      session.transcript().note(name + " failed: " + e.getMessage());
    }
  }
}
