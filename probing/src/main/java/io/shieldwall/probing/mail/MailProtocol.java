package io.shieldwall.probing.mail;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The whole way of mail: a message with a token that nobody can guess is handed in by SMTP, comes
/// out of the mailbox of its recipient by IMAP or POP3 with the same token, and is deleted.
public final class MailProtocol implements Protocol {

  /// A session opens at most sixteen sockets, one of them for handing in.
  private static final int MOST_LOOKS = 14;

  private static final long FIRST_PAUSE_MILLIS = 100;

  @Override
  public String name() {
    return "mail";
  }

  @Override
  public String summary() {
    return "Hands a message in by SMTP, fetches it from the recipient's mailbox and deletes it.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                required("to", Type.TEXT, "Address that the message is for."),
                required("account", Type.ACCOUNT, "Account whose mailbox it arrives in."),
                optional(
                    "from",
                    Type.TEXT,
                    "Address that it comes from; default " + Letter.SENDER + "."),
                optional("subject", Type.TEXT, "Its subject; default a neutral one."),
                optional(
                    "sender",
                    Type.ACCOUNT,
                    "Account that hands it in; default nobody signs in to do that.")));
    parameters.addAll(
        Encryption.parameters("", "TLS when handing in", SmtpDialogue.SECURE_PORT, "STARTTLS"));
    parameters.addAll(
        List.of(
            choice("fetch", List.of("imap", "pop3"), "How it is fetched; default imap."),
            optional(
                "fetch-host",
                Type.TEXT,
                "Host name of a system of the scenario that it is fetched from; default this one."),
            optional(
                    "fetch-port",
                    Type.NUMBER,
                    "Port that it is fetched from; default 993 for imap and 995 for pop3, or 143"
                        + " and 110 without TLS from the start.")
                .within(1, 65535),
            optional("mailbox", Type.TEXT, "Mailbox that it arrives in, by IMAP; default INBOX.")));
    parameters.addAll(
        Encryption.parameters("fetch-", "TLS when fetching", 993, "STARTTLS or STLS"));
    parameters.addAll(Expectation.parameters("the message as it arrives"));
    return parameters;
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Letter.mistakes(probe, "from", "to").encryption("fetch-").all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    Letter letter =
        Letter.of(
            probe.text("from", Letter.SENDER),
            probe.text("to", ""),
            probe.text("subject", Letter.SUBJECT),
            session.freshToken());
    Mailbox.Access access = Mailbox.Access.of(probe.text("fetch", "imap"));
    Mailbox.Place place = place(access, target, probe, session);
    String reply = handIn(target, probe, session, letter);
    long begun = session.elapsedMicros();
    Mailbox mailbox = access.open(session, place);
    Optional<String> id = mailbox.newestWith(letter.token());
    long pause = FIRST_PAUSE_MILLIS;
    for (int look = 1; id.isEmpty(); look++) {
      session.stage("waiting for the accepted message to arrive in the mailbox");
      Thread.sleep(pause);
      pause = Math.min(10_000, pause + pause / 2);
      if (look == MOST_LOOKS) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "Expected the message in the mailbox, got none in %d looks.".formatted(MOST_LOOKS));
      }
      mailbox = again(access, mailbox, session, place);
      id = mailbox.newestWith(letter.token());
    }
    long travelled = session.elapsedMicros() - begun;
    session.stage("reading the message");
    String text = mailbox.message(id.get());
    if (body(text).contains(letter.token())) {
      // a server that shows another message must not make the check delete that one
      session.stage("deleting the message");
      mailbox.delete(id.get());
    }
    mailbox.leave();
    return new Exchange.Answer(
        text, Map.of("token", letter.token(), "accepted", reply, "millis", "" + travelled / 1000));
  }

  private static Mailbox again(
      Mailbox.Access access, Mailbox mailbox, Session session, Mailbox.Place place)
      throws IOException {
    return switch (mailbox) {
      case ImapMailbox imap -> {
        imap.refresh();
        yield imap;
      }
      case PopMailbox pop -> {
        pop.leave();
        yield access.open(session, place);
      }
    };
  }

  private static String handIn(Target target, Probe probe, Session session, Letter letter)
      throws IOException {
    Encryption encryption = Encryption.of(probe, target.port(), SmtpDialogue.SECURE_PORT);
    Wire wire = encryption.connect(session, target.scenarioAddress(), target.port(), target.name());
    SmtpDialogue dialogue = new SmtpDialogue(wire, session);
    SmtpDialogue.Reply reply =
        dialogue.begin(
            new SmtpDialogue.Client(
                letter.domain(), target.name(), encryption, probe.text("sender", "")));
    if (reply.isPositive()) {
      reply = dialogue.hand(letter.from(), letter.to(), letter.text());
    }
    if (!reply.isPositive()) {
      throw new ProbeFailure(
          Cause.REFUSED,
          "Expected the message for %s to be accepted, got %s."
              .formatted(letter.to(), Verdict.quote(reply.text())));
    }
    dialogue.quit();
    return reply.text();
  }

  private static Mailbox.Place place(
      Mailbox.Access access, Target target, Probe probe, Session session) throws ProbeFailure {
    Optional<String> host = probe.text("fetch-host");
    String address = target.scenarioAddress();
    if (host.isPresent()) {
      address =
          session
              .locate(host.get())
              .orElseThrow(() ->
                  new ProbeFailure(
                      Cause.CHECKER_FAULT,
                      "No system of the exercise is called " + Verdict.quote(host.get()) + "."));
    }
    boolean secure =
        !probe.flag("fetch-starttls", false) && !probe.text("fetch-tls", "").equals("off");
    int port = (int) probe.number("fetch-port", secure ? access.securePort() : access.plainPort());
    return new Mailbox.Place(
        address,
        port,
        host.orElse(target.name()),
        Encryption.of(probe, "fetch-", port, access.securePort()),
        probe.text("account", ""),
        probe.text("mailbox", "INBOX"),
        false);
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String to = probe.text("to", "");
    String token = answer.fact("token");
    if (token.isEmpty() || !body(answer.text()).contains(token)) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected the message for %s to arrive with its token, got %s."
              .formatted(to, Verdict.quote(body(answer.text()))));
    }
    return Expectation.flaw(probe, "the message", answer.text())
        .orElseGet(() ->
            Verdict.fine(
                "The message for %s was in the mailbox %s ms after it had been accepted."
                    .formatted(to, answer.fact("millis"))));
  }

  private static String body(String message) {
    int end = message.indexOf("\r\n\r\n");
    return end < 0 ? "" : message.substring(end + 4);
  }
}
