package io.shieldwall.probing.mail;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mailbox by IMAP4rev1 (RFC 3501), with STARTTLS and SASL PLAIN.
final class ImapMailbox implements Mailbox {

  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_RESPONSES = 2000;
  private static final int MOST_OF_A_COMMAND = 1024 * 1024;
  private static final Pattern LITERAL = Pattern.compile("\\{([0-9]{1,9})\\}$");
  private static final Pattern FOUND =
      Pattern.compile("\\* SEARCH [0-9 ]*?(?<![0-9])([0-9]{1,10}) *");
  private static final Pattern EXISTS = Pattern.compile("\\* ([0-9]{1,9}) EXISTS");

  private final Wire wire;
  private final Session session;
  private final Place place;
  private List<String> capabilities = List.of();
  private int commands;
  private int count;

  /// What the server said to a command.
  ///
  /// @param untagged lines that begin with `*`; a literal stands in them as it came
  /// @param literals their literals in order
  /// @param end the tagged line without its tag, such as `OK done`
  private record Answer(List<String> untagged, List<byte[]> literals, String end) {

    boolean fine() {
      return end.toUpperCase(Locale.ROOT).startsWith("OK");
    }
  }

  private ImapMailbox(Wire wire, Session session, Place place) {
    this.wire = wire;
    this.session = session;
    this.place = place;
  }

  static ImapMailbox open(Session session, Place place) throws IOException {
    Wire wire = place.encryption().connect(session, place.address(), place.port(), place.name());
    ImapMailbox mailbox = new ImapMailbox(wire, session, place);
    mailbox.greet();
    mailbox.signIn();
    mailbox.refresh();
    return mailbox;
  }

  private void greet() throws IOException {
    String greeting = wire.line(LONGEST_LINE);
    if (!greeting.startsWith("* OK")) {
      throw new ProbeFailure(
          greeting.startsWith("* BYE") ? Cause.REFUSED : Cause.PROTOCOL,
          "Expected the greeting of an IMAP server, got " + Verdict.quote(greeting) + ".");
    }
    askCapabilities();
    if (place.encryption().onRequest()) {
      if (!capabilities.contains("STARTTLS") || !command("STARTTLS").fine()) {
        throw new ProbeFailure(
            Cause.TLS, "Expected the IMAP server to offer STARTTLS, got a refusal.");
      }
      wire.nothingBuffered();
      place.encryption().start(wire, session, place.name());
      askCapabilities();
    }
  }

  private void askCapabilities() throws IOException {
    capabilities =
        expect("CAPABILITY", command("CAPABILITY")).untagged().stream()
            .filter(line -> line.startsWith("* CAPABILITY "))
            .flatMap(line -> Arrays.stream(line.substring(13).toUpperCase(Locale.ROOT).split(" ")))
            .toList();
  }

  private void signIn() throws IOException {
    session.stage("signing in to " + place.endpoint());
    String account = place.account();
    String password = session.password(account);
    Answer answer;
    if (capabilities.contains("AUTH=PLAIN")) {
      String secret =
          Base64.getEncoder()
              .encodeToString(("\0" + account + "\0" + password).getBytes(StandardCharsets.UTF_8));
      session.transcript().secret(secret);
      answer = command("AUTHENTICATE PLAIN", "AUTHENTICATE PLAIN", secret);
    } else if (capabilities.contains("LOGINDISABLED")) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected the IMAP server to let account %s sign in, got LOGINDISABLED."
              .formatted(Verdict.quote(account)));
    } else {
      String start = "LOGIN " + quoted(account) + " ";
      answer =
          password.matches("[ -~]*")
              ? command(start + quoted(password), start + "****", "")
              : command(start + counted(password), start + "{…}", password);
    }
    if (!answer.fine()) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected account %s to sign in, got %s."
              .formatted(Verdict.quote(account), Verdict.quote(answer.end())));
    }
  }

  /// Opens the folder, also once more, by which new messages are seen.
  void refresh() throws IOException {
    session.stage("opening " + place.folder() + " at " + place.endpoint());
    Answer answer = command((place.readOnly() ? "EXAMINE " : "SELECT ") + quoted(place.folder()));
    if (!answer.fine()) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected mailbox %s of %s, got %s."
              .formatted(
                  Verdict.quote(place.folder()),
                  Verdict.quote(place.account()),
                  Verdict.quote(answer.end())));
    }
    for (String line : answer.untagged()) {
      Matcher exists = EXISTS.matcher(line);
      if (exists.matches()) {
        count = Integer.parseInt(exists.group(1));
      }
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public Optional<String> newest() {
    return count == 0 ? Optional.empty() : Optional.of("*");
  }

  @Override
  public Optional<String> newestWith(String text) throws IOException {
    boolean plain = text.matches("[ -~]*");
    Answer answer =
        plain
            ? command("UID SEARCH TEXT " + quoted(text))
            : literal("UID SEARCH CHARSET UTF-8 TEXT ", text);
    Optional<String> newest = Optional.empty();
    for (String line : expect("SEARCH", answer).untagged()) {
      // no pattern that repeats a group: on a long line it uses up the stack
      Matcher found = FOUND.matcher(line);
      if (found.matches()) {
        newest = Optional.of(found.group(1));
      }
    }
    return newest;
  }

  @Override
  public String message(String id) throws IOException {
    String part = "(BODY.PEEK[]<0." + MOST_BYTES + ">)";
    Answer answer =
        expect(
            "FETCH", command(id.equals("*") ? "FETCH * " + part : "UID FETCH " + id + " " + part));
    if (answer.literals().isEmpty()) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT, "Expected the message that the server had found, got none.");
    }
    return new String(answer.literals().getFirst(), StandardCharsets.UTF_8);
  }

  @Override
  public void delete(String id) throws IOException {
    expect("STORE", command("UID STORE " + id + " +FLAGS.SILENT (\\Deleted)"));
    expect("EXPUNGE", command(capabilities.contains("UIDPLUS") ? "UID EXPUNGE " + id : "EXPUNGE"));
  }

  @Override
  public void leave() throws IOException {
    wire.say(tag() + " LOGOUT\r\n");
  }

  private static Answer expect(String command, Answer answer) throws ProbeFailure {
    if (!answer.fine()) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected the IMAP server to accept %s, got %s."
              .formatted(command, Verdict.quote(answer.end())));
    }
    return answer;
  }

  /// A quoted string (RFC 3501, section 4.3).
  private static String quoted(String text) throws ProbeFailure {
    if (!text.matches("[ -~]*")) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The IMAP server takes no other than ASCII characters for " + Verdict.quote(text) + ".");
    }
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// What announces a literal (RFC 3501, section 4.3).
  private static String counted(String text) {
    return "{" + text.getBytes(StandardCharsets.UTF_8).length + "}";
  }

  private String tag() {
    return "a" + commands++;
  }

  private Answer command(String text) throws IOException {
    return command(text, text, "");
  }

  /// @param shown what the evidence may show of it
  /// @param continuation what is sent, unseen, when the server asks to go on
  private Answer command(String text, String shown, String continuation) throws IOException {
    String tag = tag();
    session.transcript().sent(tag + " " + shown + "\r\n");
    wire.write((tag + " " + text + "\r\n").getBytes(StandardCharsets.UTF_8));
    return answer(tag, (continuation + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private Answer literal(String start, String text) throws IOException {
    String tag = tag();
    wire.say(tag + " " + start + counted(text) + "\r\n");
    session.transcript().sent(text + "\r\n");
    return answer(tag, (text + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private Answer answer(String tag, byte[] continuation) throws IOException {
    List<String> untagged = new ArrayList<>();
    List<byte[]> literals = new ArrayList<>();
    int room = MOST_OF_A_COMMAND;
    boolean continued = false;
    for (int number = 0; number < MOST_RESPONSES; number++) {
      String line = wire.line(LONGEST_LINE);
      room -= line.length();
      Matcher literal = LITERAL.matcher(line);
      while (literal.find()) {
        int length = Integer.parseInt(literal.group(1));
        room -= length;
        if (room < 0) {
          throw tooMuch();
        }
        literals.add(wire.exactly(length));
        String rest = wire.line(LONGEST_LINE);
        room -= rest.length();
        line = line + rest;
        literal = LITERAL.matcher(rest);
      }
      if (line.startsWith(tag + " ")) {
        return new Answer(untagged, literals, line.substring(tag.length() + 1));
      }
      if (line.startsWith("+") && !continued) {
        continued = true;
        wire.write(continuation);
      } else if (line.startsWith("* ")) {
        untagged.add(line);
      } else {
        throw new ProbeFailure(
            Cause.PROTOCOL, "Expected an IMAP response, got " + Verdict.quote(line) + ".");
      }
      if (room < 0) {
        throw tooMuch();
      }
    }
    throw tooMuch();
  }

  private static ProbeFailure tooMuch() {
    return new ProbeFailure(
        Cause.PROTOCOL, "The IMAP server answered one command with more than 1 MB.");
  }
}
