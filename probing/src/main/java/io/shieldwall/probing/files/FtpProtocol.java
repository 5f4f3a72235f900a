package io.shieldwall.probing.files;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// FTP (RFC 959) with passive data connections (RFC 2428), in plain text, with `AUTH TLS` (RFC
/// 4217) or with TLS from the start. Data connections go to the host of the check whatever address
/// the server names, so that it cannot send the checker elsewhere.
public final class FtpProtocol implements Protocol {

  private static final int SECURE_PORT = 990;

  @Override
  public String name() {
    return "ftp";
  }

  @Override
  public String summary() {
    return "Signs in over FTP, lists a directory or fetches a file, and plants one where wanted.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        optional("account", Type.ACCOUNT, "Account to sign in with; default anonymous."));
    parameters.addAll(Fetched.parameters());
    parameters.addAll(Encryption.parameters(SECURE_PORT, "AUTH TLS"));
    return parameters;
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Encryption encryption = Encryption.of(probe, target.port(), SECURE_PORT);
    Client client = new Client(target, encryption, session);
    client.begin(probe.text("account", ""));
    Exchange exchange = Fetched.exchange(client, probe, session);
    client.quit();
    return exchange;
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    return Fetched.judge(name(), probe, exchange);
  }

  /// A reply of one or more lines.
  private record Reply(int code, String text) {

    boolean isPositive() {
      return code >= 200 && code < 300;
    }
  }

  /// The client's half of a conversation.
  private static final class Client implements Fetched.Store {

    private static final int LONGEST_LINE = 4096;
    private static final int MOST_LINES = 200;
    private static final Pattern EXTENDED = Pattern.compile("\\(\\|\\|\\|([0-9]{1,5})\\|\\)");
    private static final Pattern PASSIVE =
        Pattern.compile(
            "([0-9]{1,3}),([0-9]{1,3}),([0-9]{1,3}),([0-9]{1,3}),([0-9]{1,3}),([0-9]{1,3})");

    private final Target target;
    private final Encryption encryption;
    private final Session session;
    private final Wire control;

    Client(Target target, Encryption encryption, Session session) throws IOException {
      this.target = target;
      this.encryption = encryption;
      this.session = session;
      this.control =
          encryption.connect(session, target.scenarioAddress(), target.port(), target.name());
    }

    void begin(String account) throws IOException {
      Reply greeting = reply();
      if (!greeting.isPositive()) {
        throw new ProbeFailure(
            Cause.REFUSED, "The FTP server sent us away: " + Verdict.quote(greeting.text()) + ".");
      }
      if (encryption.onRequest()) {
        Reply reply = ask("AUTH TLS");
        if (!reply.isPositive()) {
          throw new ProbeFailure(
              Cause.TLS,
              "Expected the FTP server to begin TLS, got " + Verdict.quote(reply.text()) + ".");
        }
        control.nothingBuffered();
        encryption.start(control, session, target.name());
      }
      signIn(account);
      if (!encryption.none()) {
        expect("PBSZ 0");
        expect("PROT P");
      }
      expect("TYPE I");
    }

    private void signIn(String account) throws IOException {
      session.stage("signing in to " + target.endpoint());
      boolean anonymous = account.isEmpty();
      String name = anonymous ? "anonymous" : account;
      String password = anonymous ? "monitor@shieldwall.example" : session.password(account);
      Reply reply = ask("USER " + plain(name));
      if (reply.code() == 331) {
        session.transcript().sent("PASS ****\r\n");
        control.write(("PASS " + plain(password) + "\r\n").getBytes(StandardCharsets.UTF_8));
        reply = reply();
      }
      if (!reply.isPositive()) {
        throw new ProbeFailure(
            Cause.WRONG_CREDENTIALS,
            "Expected account %s to sign in, got %s."
                .formatted(Verdict.quote(name), Verdict.quote(reply.text())));
      }
    }

    @Override
    public byte[] read(String path) throws IOException {
      return transfer("RETR " + plain(path));
    }

    @Override
    public String list(String path) throws IOException {
      try {
        return new String(
            transfer(path.isEmpty() ? "LIST" : "LIST " + plain(path)), StandardCharsets.UTF_8);
      } catch (Fetched.Missing e) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "Expected directory %s, got %s."
                .formatted(Verdict.quote(path), Verdict.quote(e.words())));
      } catch (Fetched.TooLong _) {
        throw Fetched.tooLong();
      }
    }

    private byte[] transfer(String command) throws IOException {
      Wire data = passive();
      secure(data, command);
      Fetched.Content content = new Fetched.Content();
      byte[] buffer = new byte[8192];
      for (int count = data.read(buffer, 0, buffer.length); count >= 0; ) {
        content.write(buffer, 0, count);
        count = data.read(buffer, 0, buffer.length);
      }
      close(data);
      done(command);
      return content.toByteArray();
    }

    /// Servers wait for our farewell on a data connection before they say that all went well.
    private void close(Wire data) {
      try {
        data.finish();
      } catch (IOException _) {
        session.transcript().note("the data connection was closed without a farewell");
      }
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
      Wire data = passive();
      secure(data, "STOR " + plain(path));
      data.write(content);
      data.finish();
      done("STOR");
    }

    @Override
    public void delete(String path) throws IOException {
      Reply reply = ask("DELE " + plain(path));
      if (!reply.isPositive()) {
        throw new Fetched.Missing(reply.text());
      }
    }

    void quit() throws IOException {
      control.say("QUIT\r\n");
    }

    /// A data connection to the host of the check; the server chooses the port only.
    private Wire passive() throws IOException {
      Reply reply = ask("EPSV");
      Matcher extended = EXTENDED.matcher(reply.text());
      int port;
      if (reply.code() == 229 && extended.find()) {
        port = Integer.parseInt(extended.group(1));
      } else {
        Reply old = ask("PASV");
        Matcher passive = PASSIVE.matcher(old.text());
        if (old.code() != 227 || !passive.find()) {
          throw new ProbeFailure(
              Cause.PROTOCOL,
              "Expected a passive data connection, got " + Verdict.quote(old.text()) + ".");
        }
        port = Integer.parseInt(passive.group(5)) * 256 + Integer.parseInt(passive.group(6));
      }
      if (port < 1024 || port > 65535) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "Expected a data connection on a high port, got " + port + ".");
      }
      Wire data = session.connect(target.scenarioAddress(), port);
      data.recordNothing();
      return data;
    }

    /// Asks for a transfer and changes the data connection to TLS where the control connection is.
    private void secure(Wire data, String command) throws IOException {
      Reply reply = ask(command);
      if (reply.code() >= 200) {
        throw new Fetched.Missing(reply.text());
      }
      if (!encryption.none()) {
        // servers insist that it continues the session of the control connection
        data.startTls(encryption.settings(), session.trust(), target.name(), target.port());
      }
    }

    private void done(String command) throws IOException {
      Reply reply = reply();
      if (!reply.isPositive()) {
        throw new ProbeFailure(
            Cause.PROTOCOL,
            "Expected %s to end well, got %s."
                .formatted(Verdict.quote(command), Verdict.quote(reply.text())));
      }
    }

    private void expect(String command) throws IOException {
      Reply reply = ask(command);
      if (!reply.isPositive()) {
        throw new ProbeFailure(
            Cause.PROTOCOL,
            "Expected the FTP server to accept %s, got %s."
                .formatted(command, Verdict.quote(reply.text())));
      }
    }

    private static String plain(String text) throws ProbeFailure {
      if (text.chars().anyMatch(character -> character < 0x20)) {
        throw new ProbeFailure(
            Cause.CHECKER_FAULT, "An account, password or path holds a control character.");
      }
      return text;
    }

    private Reply ask(String command) throws IOException {
      control.say(command + "\r\n");
      return reply();
    }

    private Reply reply() throws IOException {
      String first = control.line(LONGEST_LINE);
      if (!first.matches("[1-5][0-9][0-9]([ -].*)?")) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "Expected an FTP reply, got " + Verdict.quote(first) + ".");
      }
      String code = first.substring(0, 3);
      StringBuilder text = new StringBuilder(first);
      String line = first;
      for (int count = 0; line.startsWith(code + "-") || !line.startsWith(code); count++) {
        if (count == MOST_LINES) {
          throw new ProbeFailure(
              Cause.PROTOCOL, "The server sent a reply of more than " + MOST_LINES + " lines.");
        }
        line = control.line(LONGEST_LINE);
        text.append('\n').append(line);
      }
      return new Reply(Integer.parseInt(code), text.toString());
    }
  }
}
