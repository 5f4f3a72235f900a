package io.shieldwall.probing.mail;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.probing.Written;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// SMTP (RFC 5321) up to the accepted message: the server takes responsibility for a real message
/// with a unique token. It is not looked for in a mailbox; [MailProtocol] does that.
public final class SmtpProtocol implements Protocol {

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
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                required("to", Type.TEXT, "Address that the message is for."),
                optional(
                    "from",
                    Type.TEXT,
                    "Address that it comes from; default " + Letter.SENDER + "."),
                optional("subject", Type.TEXT, "Its subject; default a neutral one."),
                optional(
                    "account", Type.ACCOUNT, "Account to sign in with; default nobody signs in."),
                optional(
                    "extensions",
                    Type.TEXTS,
                    "Extension, or extensions, that the server must announce, such as SIZE.")));
    parameters.addAll(Encryption.parameters(SmtpDialogue.SECURE_PORT, "STARTTLS"));
    return parameters;
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Letter.mistakes(probe, "from", "to").all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Letter letter =
        Letter.of(
            probe.text("from", Letter.SENDER),
            probe.text("to", ""),
            probe.text("subject", Letter.SUBJECT),
            token());
    Encryption encryption = Encryption.of(probe, target.port(), SmtpDialogue.SECURE_PORT);
    Wire wire = encryption.connect(session, target.scenarioAddress(), target.port(), target.name());
    SmtpDialogue dialogue = new SmtpDialogue(wire, session);
    SmtpDialogue.Reply reply =
        dialogue.begin(
            new SmtpDialogue.Client(
                letter.domain(), target.name(), encryption, probe.text("account", "")));
    if (reply.isPositive()) {
      reply = dialogue.hand(letter.from(), letter.to(), letter.text());
    }
    dialogue.quit();
    return new Exchange.Mail(reply.isPositive(), reply.text(), dialogue.extensions());
  }

  private static String token() {
    byte[] random = new byte[12];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Mail mail)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String to = probe.text("to", "");
    if (!mail.accepted()) {
      return Verdict.critical(
          Cause.REFUSED,
          "Expected the message for %s to be accepted, got %s."
              .formatted(to, Verdict.quote(mail.reply())));
    }
    for (String wanted : Written.texts(probe, "extensions")) {
      if (mail.extensions().stream().noneMatch(line -> announces(line, wanted))) {
        return Verdict.critical(
            Cause.WRONG_CONTENT,
            "Expected the server to announce %s, got %s."
                .formatted(
                    Verdict.quote(wanted), Verdict.quote(String.join(", ", mail.extensions()))));
      }
    }
    return Verdict.fine(
        "The message for %s was accepted: %s.".formatted(to, Verdict.quote(mail.reply())));
  }

  /// `AUTH` is announced by `AUTH PLAIN LOGIN`, and so is `AUTH PLAIN`.
  private static boolean announces(String line, String wanted) {
    return (line + " ")
        .toUpperCase(Locale.ROOT)
        .startsWith(wanted.strip().toUpperCase(Locale.ROOT) + " ");
  }
}
