package io.shieldwall.probing.mail;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mailbox by POP3 (RFC 1939), with STLS (RFC 2595). Its messages are those of the moment when
/// the account signed in.
final class PopMailbox implements Mailbox {

  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_SEARCHED = 20;
  private static final int LINES_OF_A_LONG_MESSAGE = 200;
  private static final Pattern STATUS = Pattern.compile("\\+OK ([0-9]{1,9}) ([0-9]{1,18}).*");
  private static final Pattern LISTED = Pattern.compile("\\+OK [0-9]{1,9} ([0-9]{1,18}).*");

  private final Wire wire;
  private final Session session;
  private final Place place;
  private int count;

  private PopMailbox(Wire wire, Session session, Place place) {
    this.wire = wire;
    this.session = session;
    this.place = place;
  }

  static PopMailbox open(Session session, Place place) throws IOException {
    Wire wire = place.encryption().connect(session, place.address(), place.port(), place.name());
    PopMailbox mailbox = new PopMailbox(wire, session, place);
    mailbox.greet();
    mailbox.signIn();
    Matcher status = STATUS.matcher(mailbox.expect("STAT"));
    if (!status.matches()) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected the number of messages, got no number from the POP3 server.");
    }
    mailbox.count = Integer.parseInt(status.group(1));
    return mailbox;
  }

  private void greet() throws IOException {
    String greeting = reply();
    if (!greeting.startsWith("+OK")) {
      throw new ProbeFailure(
          Cause.REFUSED, "The POP3 server sent us away: " + Verdict.quote(greeting) + ".");
    }
    if (place.encryption().onRequest()) {
      String reply = ask("STLS");
      if (!reply.startsWith("+OK")) {
        throw new ProbeFailure(
            Cause.TLS, "Expected the POP3 server to begin TLS, got " + Verdict.quote(reply) + ".");
      }
      wire.nothingBuffered();
      place.encryption().start(wire, session, place.name());
    }
  }

  private void signIn() throws IOException {
    session.stage("signing in to " + place.endpoint());
    String password = session.password(place.account());
    String reply = ask("USER " + plain(place.account()));
    if (reply.startsWith("+OK")) {
      session.transcript().sent("PASS ****\r\n");
      wire.write(
          ("PASS " + plain(password) + "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
      reply = reply();
    }
    if (!reply.startsWith("+OK")) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected account %s to sign in, got %s."
              .formatted(Verdict.quote(place.account()), Verdict.quote(reply)));
    }
  }

  /// No line end may smuggle in another command.
  private static String plain(String text) throws ProbeFailure {
    if (text.chars().anyMatch(character -> character < 0x20)) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT, "The account or its password holds a control character.");
    }
    return text;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public Optional<String> newest() {
    return count == 0 ? Optional.empty() : Optional.of("" + count);
  }

  @Override
  public Optional<String> newestWith(String text) throws IOException {
    for (int number = count; number > Math.max(0, count - MOST_SEARCHED); number--) {
      if (message("" + number).contains(text)) {
        return Optional.of("" + number);
      }
    }
    return Optional.empty();
  }

  @Override
  public String message(String id) throws IOException {
    Matcher listed = LISTED.matcher(expect("LIST " + id));
    boolean small = listed.matches() && Long.parseLong(listed.group(1)) <= MOST_BYTES;
    expect(small ? "RETR " + id : "TOP " + id + " " + LINES_OF_A_LONG_MESSAGE);
    StringBuilder text = new StringBuilder();
    for (String line = wire.line(LONGEST_LINE); !line.equals("."); ) {
      text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
      if (text.length() > 2 * MOST_BYTES) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "The POP3 server sent a message longer than it had said.");
      }
      line = wire.line(LONGEST_LINE);
    }
    return text.toString();
  }

  @Override
  public void delete(String id) throws IOException {
    expect("DELE " + id);
  }

  @Override
  public void leave() throws IOException {
    expect("QUIT");
  }

  private String expect(String command) throws IOException {
    String reply = ask(command);
    if (!reply.startsWith("+OK")) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected the POP3 server to accept %s, got %s."
              .formatted(command, Verdict.quote(reply)));
    }
    return reply;
  }

  private String ask(String command) throws IOException {
    wire.say(command + "\r\n");
    return reply();
  }

  private String reply() throws IOException {
    String line = wire.line(LONGEST_LINE);
    if (!line.startsWith("+OK") && !line.startsWith("-ERR")) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected a POP3 reply, got " + Verdict.quote(line) + ".");
    }
    return line;
  }
}
