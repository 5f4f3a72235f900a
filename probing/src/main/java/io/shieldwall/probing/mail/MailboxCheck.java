package io.shieldwall.probing.mail;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind.Parameter;
import io.shieldwall.scenario.ProbeKind.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the checks of mailboxes have in common: sign in, count, look at one message.
final class MailboxCheck {

  private MailboxCheck() {}

  static List<Parameter> parameters(Mailbox.Access access, String command) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(required("account", Type.ACCOUNT, "Account to sign in with."));
    if (access == Mailbox.Access.IMAP) {
      parameters.add(optional("mailbox", Type.TEXT, "Mailbox that is opened; default INBOX."));
    }
    parameters.add(
        optional("minimum", Type.NUMBER, "Least number of messages that it holds; default 0.")
            .within(0, 1_000_000));
    parameters.add(
        optional(
            "find",
            Type.TEXT,
            access == Mailbox.Access.IMAP
                ? "Text that a message must contain; the server searches for it."
                : "Text that one of the newest twenty messages must contain."));
    parameters.addAll(
        Expectation.parameters("the message that was found, or else the newest one,"));
    parameters.addAll(Encryption.parameters(access.securePort(), command));
    return parameters;
  }

  static Exchange exchange(Mailbox.Access access, Target target, Probe probe, Session session)
      throws IOException {
    Mailbox.Place place =
        new Mailbox.Place(
            target.scenarioAddress(),
            target.port(),
            target.name(),
            Encryption.of(probe, target.port(), access.securePort()),
            probe.text("account", ""),
            probe.text("mailbox", "INBOX"),
            true);
    Mailbox mailbox = access.open(session, place);
    Optional<String> sought = probe.text("find");
    Optional<String> found = Optional.empty();
    if (sought.isPresent()) {
      session.stage("looking for a message at " + target.endpoint());
      found = mailbox.newestWith(sought.get());
    } else if (Expectation.isStated(probe)) {
      found = mailbox.newest();
    }
    String text = "";
    if (found.isPresent()) {
      session.stage("reading a message at " + target.endpoint());
      text = mailbox.message(found.get());
    }
    mailbox.leave();
    return new Exchange.Answer(
        text, Map.of("count", "" + mailbox.count(), "found", found.isPresent() ? "yes" : "no"));
  }

  static Verdict judge(String kind, Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, kind);
    }
    String account = Verdict.quote(probe.text("account", ""));
    String count = answer.fact("count");
    long minimum = probe.number("minimum", 0);
    if (count.isEmpty() || Long.parseLong(count) < minimum) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected at least %d messages in the mailbox of %s, got %s."
              .formatted(minimum, account, count.isEmpty() ? "no number" : count));
    }
    boolean found = answer.fact("found").equals("yes");
    Optional<String> sought = probe.text("find");
    if (sought.isPresent() && !found) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected a message with %s in the mailbox of %s, got none among %s."
              .formatted(Verdict.quote(sought.get()), account, count));
    }
    if (!found && Expectation.isStated(probe)) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected a message in the mailbox of %s, got none.".formatted(account));
    }
    return Expectation.flaw(probe, "the message", answer.text())
        .orElseGet(() ->
            Verdict.fine(
                "Account %s signed in; its mailbox holds %s messages%s."
                    .formatted(account, count, sought.isPresent() ? " and the one sought" : "")));
  }
}
