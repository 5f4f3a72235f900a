package io.shieldwall.probing.mail;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

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
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// SMTP (RFC 5321) up to the accepted message: the server takes responsibility for a real message
/// with a unique token. It is not looked for in a mailbox.
public final class SmtpProtocol implements Protocol {

  private static final int LONGEST_LINE = 2048;
  private static final int MOST_LINES = 100;
  private static final String SENDER = "monitor@shieldwall.example";
  private static final Pattern ADDRESS = Pattern.compile("[!-;=?-~]+@[!-;=?-~]+");

  @Override
  public String name() {
    return "smtp";
  }

  @Override
  public String summary() {
    return "Hands a message with a unique token to a mail server.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required("to", Type.TEXT, "Address that the message is for."),
        optional("from", Type.TEXT, "Address that it comes from; default " + SENDER + "."),
        optional("subject", Type.TEXT, "Its subject; default a neutral one."));
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String from = address(probe.text("from", SENDER));
    String to = address(probe.text("to", ""));
    Dialogue dialogue = new Dialogue(session.connect(target.scenarioAddress(), target.port()));
    Reply reply = dialogue.reply();
    if (reply.isPositive()) {
      reply = greet(dialogue, from);
    }
    if (reply.isPositive()) {
      reply = dialogue.ask("MAIL FROM:<" + from + ">");
    }
    if (reply.isPositive()) {
      reply = dialogue.ask("RCPT TO:<" + to + ">");
    }
    if (reply.isPositive()) {
      reply = dialogue.ask("DATA");
      if (reply.code() == 354) {
        session.stage("waiting for " + target.endpoint() + " to accept the message");
        reply = dialogue.ask(message(from, to, probe.text("subject", "Connection test")));
      }
    }
    dialogue.wire().say("QUIT\r\n");
    return new Exchange.Mail(reply.isPositive(), reply.text());
  }

  private static Reply greet(Dialogue dialogue, String from) throws IOException {
    String domain = from.substring(from.lastIndexOf('@') + 1);
    Reply reply = dialogue.ask("EHLO " + domain);
    boolean old = reply.code() == 500 || reply.code() == 502;
    return old ? dialogue.ask("HELO " + domain) : reply;
  }

  private static String address(String text) throws ProbeFailure {
    if (!ADDRESS.matcher(text).matches()) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The check's address " + Verdict.quote(text) + " is no mail address.");
    }
    return text;
  }

  private static String message(String from, String to, String subject) {
    byte[] random = new byte[12];
    ThreadLocalRandom.current().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    return String.join(
        "\r\n",
        "From: <" + from + ">",
        "To: <" + to + ">",
        "Subject: " + encodedWord(subject),
        "Date: " + date,
        "Message-ID: <" + token + from.substring(from.lastIndexOf('@')) + ">",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "This message checks the way of mail. Its token is " + token + ".",
        ".");
  }

  /// A header text: as it is when it is plain, otherwise as an encoded word (RFC 2047).
  private static String encodedWord(String text) {
    return text.matches("[ -~]{0,200}")
        ? text
        : "=?utf-8?B?"
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }

  /// A reply of one or more lines.
  private record Reply(int code, String text) {

    boolean isPositive() {
      return code >= 200 && code < 300;
    }
  }

  /// Commands and replies in turn.
  private record Dialogue(Wire wire) {

    Reply ask(String command) throws IOException {
      wire.say(command + "\r\n");
      return reply();
    }

    Reply reply() throws IOException {
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

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Mail mail)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String to = probe.text("to", "");
    return mail.accepted()
        ? Verdict.fine(
            "The message for %s was accepted: %s.".formatted(to, Verdict.quote(mail.reply())))
        : Verdict.critical(
            Cause.REFUSED,
            "Expected the message for %s to be accepted, got %s."
                .formatted(to, Verdict.quote(mail.reply())));
  }
}
