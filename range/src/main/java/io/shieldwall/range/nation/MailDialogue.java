package io.shieldwall.range.nation;

import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Team;
import java.util.List;
import java.util.Locale;

/// One session with a mail server of the nation (RFC 5321): lines in, replies out. It accepts mail
/// for its own domains and forgets it.
public final class MailDialogue {

  private static final int MOST_RECIPIENTS = 100;

  private final List<String> domains;
  private final String banner;
  private boolean greeted;
  private boolean sender;
  private int recipients;
  private boolean data;
  private boolean ended;

  MailDialogue(Team team, Content.Mail mail) {
    domains =
        mail.domains().stream()
            .map(domain -> team.expand(domain).toLowerCase(Locale.ROOT))
            .toList();
    banner = team.expand(mail.banner());
  }

  /// What the server says first.
  public String greeting() {
    return "220 " + (banner.isEmpty() ? "ESMTP ready" : banner);
  }

  public boolean ended() {
    return ended;
  }

  /// The reply to a line; empty while a message is being taken.
  public String reply(String line) {
    if (data) {
      return message(line);
    }
    String upper = line.strip().toUpperCase(Locale.ROOT);
    int space = upper.indexOf(' ');
    return switch (space < 0 ? upper : upper.substring(0, space)) {
      case "EHLO" ->
          greet("250-" + domain() + " at your service\r\n250-8BITMIME\r\n250 SIZE 10240000");
      case "HELO" -> greet("250 " + domain());
      case "MAIL" -> from(upper);
      case "RCPT" -> to(upper);
      case "DATA" -> begin();
      case "RSET" -> reset();
      case "NOOP" -> "250 OK";
      case "VRFY" -> "252 Send it and see";
      case "QUIT" -> quit();
      case "STARTTLS", "AUTH" -> "502 Not offered";
      default -> "500 Command not recognised";
    };
  }

  private String domain() {
    return domains.isEmpty() ? "localhost" : domains.getFirst();
  }

  private String greet(String reply) {
    greeted = true;
    forget();
    return reply;
  }

  private String from(String upper) {
    if (!greeted) {
      return "503 Say EHLO first";
    }
    if (!upper.startsWith("MAIL FROM:")) {
      return "501 Write MAIL FROM:<address>";
    }
    forget();
    sender = true;
    return "250 Sender accepted";
  }

  private String to(String upper) {
    if (!sender) {
      return "503 Say MAIL FROM first";
    }
    if (!upper.startsWith("RCPT TO:")) {
      return "501 Write RCPT TO:<address>";
    }
    if (recipients == MOST_RECIPIENTS) {
      return "452 Too many recipients";
    }
    String address = upper.substring("RCPT TO:".length()).strip();
    int open = address.indexOf('<');
    int close = address.indexOf('>');
    String plain = open >= 0 && close > open ? address.substring(open + 1, close) : address;
    String at = plain.substring(plain.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    if (!domains.contains(at)) {
      return "550 No such domain here: " + at;
    }
    recipients++;
    return "250 Recipient accepted";
  }

  private String begin() {
    if (recipients == 0) {
      return "503 Say RCPT TO first";
    }
    data = true;
    return "354 End with a dot on a line by itself";
  }

  private String message(String line) {
    if (!line.equals(".")) {
      return "";
    }
    data = false;
    forget();
    return "250 Message accepted for delivery";
  }

  private String reset() {
    forget();
    return "250 OK";
  }

  private String quit() {
    ended = true;
    return "221 " + domain() + " closing";
  }

  private void forget() {
    sender = false;
    recipients = 0;
  }
}
