package io.shieldwall.probing.mail;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Commands and replies with a mail server in turn (RFC 5321), with STARTTLS (RFC 3207) and
/// authentication (RFC 4954).
final class SmtpDialogue {

  /// Port of submission over TLS (RFC 8314).
  static final int SECURE_PORT = 465;

  private static final int LONGEST_LINE = 2048;
  private static final int MOST_LINES = 100;

  private final Wire wire;
  private final Session session;
  private List<String> extensions = List.of();

  SmtpDialogue(Wire wire, Session session) {
    this.wire = wire;
    this.session = session;
  }

  /// A reply of one or more lines.
  record Reply(int code, String text) {

    boolean isPositive() {
      return code >= 200 && code < 300;
    }
  }

  /// Who hands a message in, and how.
  ///
  /// @param domain name that the client gives itself
  /// @param serverName for the certificate
  /// @param account empty where nobody signs in
  record Client(String domain, String serverName, Encryption encryption, String account) {}

  /// Greeting, TLS and authentication. Ends with the first reply that is not positive.
  Reply begin(Client client) throws IOException {
    Reply reply = reply();
    if (reply.isPositive()) {
      reply = greet(client.domain());
    }
    if (reply.isPositive() && client.encryption().onRequest()) {
      upgrade(client);
      reply = greet(client.domain());
    }
    if (reply.isPositive() && !client.account().isEmpty()) {
      signIn(client.account());
    }
    return reply;
  }

  /// The extensions that the server announced, such as `SIZE 52428800`.
  List<String> extensions() {
    return extensions;
  }

  private Reply greet(String domain) throws IOException {
    Reply reply = ask("EHLO " + domain);
    boolean old = reply.code() == 500 || reply.code() == 502;
    extensions = old || !reply.isPositive() ? List.of() : announced(reply.text());
    return old ? ask("HELO " + domain) : reply;
  }

  private static List<String> announced(String reply) {
    List<String> lines = new ArrayList<>();
    reply
        .lines()
        .skip(1)
        .filter(line -> line.length() > 4)
        .forEach(line -> lines.add(line.substring(4).strip()));
    return lines;
  }

  private void upgrade(Client client) throws IOException {
    if (!offers("STARTTLS")) {
      throw new ProbeFailure(
          Cause.TLS,
          "Expected the mail server to offer STARTTLS, got "
              + (extensions.isEmpty() ? "no extension" : String.join(", ", extensions))
              + ".");
    }
    Reply reply = ask("STARTTLS");
    if (!reply.isPositive()) {
      throw new ProbeFailure(
          Cause.TLS,
          "Expected the mail server to begin TLS, got " + Verdict.quote(reply.text()) + ".");
    }
    wire.nothingBuffered();
    client.encryption().start(wire, session, client.serverName());
  }

  private boolean offers(String keyword) {
    return extensions.stream()
        .map(line -> line.toUpperCase(Locale.ROOT))
        .anyMatch(line -> line.equals(keyword) || line.startsWith(keyword + " "));
  }

  /// AUTH PLAIN (RFC 4616), or LOGIN where the server has nothing else.
  private void signIn(String account) throws IOException {
    session.stage("signing in");
    String password = session.password(account);
    List<String> mechanisms = mechanisms();
    Reply reply;
    if (mechanisms.contains("PLAIN")) {
      reply = tell("AUTH PLAIN ", base64("\0" + account + "\0" + password));
    } else if (mechanisms.contains("LOGIN")) {
      reply = ask("AUTH LOGIN");
      reply = reply.code() == 334 ? tell("", base64(account)) : reply;
      reply = reply.code() == 334 ? tell("", base64(password)) : reply;
    } else {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected the mail server to offer AUTH PLAIN or LOGIN, got "
              + (mechanisms.isEmpty() ? "none" : String.join(" ", mechanisms))
              + ".");
    }
    if (!reply.isPositive()) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected account %s to sign in, got %s."
              .formatted(Verdict.quote(account), Verdict.quote(reply.text())));
    }
  }

  private List<String> mechanisms() {
    return extensions.stream()
        .map(line -> line.toUpperCase(Locale.ROOT))
        .filter(line -> line.startsWith("AUTH ") || line.startsWith("AUTH="))
        .flatMap(line -> List.of(line.substring(5).strip().split("[ \t]+")).stream())
        .distinct()
        .toList();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The sender and the recipient, then the message and its end.
  Reply hand(String from, String to, String message) throws IOException {
    Reply reply = ask("MAIL FROM:<" + from + ">");
    if (reply.isPositive()) {
      reply = ask("RCPT TO:<" + to + ">");
    }
    if (reply.isPositive()) {
      reply = ask("DATA");
      if (reply.code() == 354) {
        session.stage("waiting for the mail server to accept the message");
        reply = ask(message + "\r\n.");
      }
    }
    return reply;
  }

  void quit() throws IOException {
    wire.say("QUIT\r\n");
  }

  /// Sends something whose second half nobody may read.
  private Reply tell(String start, String secret) throws IOException {
    session.transcript().secret(secret);
    session.transcript().sent(start + "****\r\n");
    wire.write((start + secret + "\r\n").getBytes(StandardCharsets.US_ASCII));
    return reply();
  }

  private Reply ask(String command) throws IOException {
    wire.say(command + "\r\n");
    return reply();
  }

  private Reply reply() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int count = 0; count < MOST_LINES; count++) {
      String line = wire.line(LONGEST_LINE);
      if (!line.matches("[2-5][0-9][0-9]([ -].*)?")) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "Expected an SMTP reply, got " + Verdict.quote(line) + ".");
      }
      text.append(text.isEmpty() ? "" : "\n").append(line);
      if (line.length() == 3 || line.charAt(3) == ' ') {
        return new Reply(Integer.parseInt(line.substring(0, 3)), text.toString());
      }
    }
    throw new ProbeFailure(
        Cause.PROTOCOL, "The server sent a reply of more than " + MOST_LINES + " lines.");
  }
}
