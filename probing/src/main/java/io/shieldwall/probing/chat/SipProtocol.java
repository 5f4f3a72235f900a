package io.shieldwall.probing.chat;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.HostName;
import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// SIP (RFC 3261) over UDP or TCP: asks for the options, or registers an account with a contact
/// that nobody can guess, looks it up again and removes it.
public final class SipProtocol implements Protocol {

  private static final Pattern USER = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

  @Override
  public String name() {
    return "sip";
  }

  @Override
  public String summary() {
    return "Asks a telephone server for its options, or registers an account and looks it up.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                choice("transport", List.of("udp", "tcp"), "How it is asked; default udp."),
                optional(
                    "account",
                    Type.ACCOUNT,
                    "Account that is registered; default none is, and OPTIONS is asked."),
                optional("domain", Type.TEXT, "Domain that is called; default the system's host."),
                optional("status", Type.NUMBER, "Expected status of OPTIONS; default 200.")
                    .within(200, 699)));
    parameters.addAll(Expectation.parameters("the head of the answer"));
    return parameters;
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe)
        .name("domain")
        .unless(
            !probe.has("account") || USER.matcher(probe.text("account", "")).matches(),
            "account",
            Verdict.quote(probe.text("account", "")) + " is no user of SIP",
            "write letters, digits, dots, - and _, without the domain")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String domain = HostName.of(probe, "domain", target.name());
    SipDialogue dialogue =
        SipDialogue.open(target, probe.text("transport", "udp").equals("tcp"), domain, session);
    Optional<String> account = probe.text("account");
    SipMessage answer =
        account.isPresent()
            ? register(dialogue, account.get(), domain, session)
            : dialogue.ask("OPTIONS", "sip:" + domain, "monitor", List.of());
    return new Exchange.Answer(
        String.join("\n", answer.head()),
        Map.of("status", "" + answer.status(), "outcome", answer.outcome()));
  }

  private static SipMessage register(
      SipDialogue dialogue, String account, String domain, Session session) throws IOException {
    String password = session.password(account);
    String token = session.freshToken();
    String contact = "Contact: <sip:" + token + "@monitor.invalid>";
    String uri = "sip:" + domain;
    session.stage("registering");
    accepted(
        dialogue.askAs(account, password, "REGISTER", uri, List.of(contact, "Expires: 60")),
        account);
    session.stage("looking the registration up");
    SipMessage listed =
        accepted(dialogue.askAs(account, password, "REGISTER", uri, List.of()), account);
    if (listed.values("contact").stream().noneMatch(each -> each.contains(token))) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected the contact that was registered, got %s."
              .formatted(Verdict.quote(String.join(", ", listed.values("contact")))));
    }
    session.stage("removing the registration");
    return accepted(
        dialogue.askAs(account, password, "REGISTER", uri, List.of(contact, "Expires: 0")),
        account);
  }

  private static SipMessage accepted(SipMessage answer, String account) throws ProbeFailure {
    if (answer.status() == 401 || answer.status() == 403 || answer.status() == 407) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected account %s to be registered, got %s."
              .formatted(Verdict.quote(account), Verdict.quote(answer.outcome())));
    }
    if (answer.status() != 200) {
      throw new ProbeFailure(
          Cause.REFUSED,
          "Expected account %s to be registered, got %s."
              .formatted(Verdict.quote(account), Verdict.quote(answer.outcome())));
    }
    return answer;
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String wanted = "" + probe.number("status", 200);
    if (!answer.fact("status").equals(wanted)) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected status %s, got %s.".formatted(wanted, Verdict.quote(answer.fact("outcome"))));
    }
    return Expectation.flaw(probe, "the answer", answer.text())
        .orElseGet(() ->
            Verdict.fine(
                probe.has("account")
                    ? "Account %s was registered, found and removed."
                        .formatted(Verdict.quote(probe.text("account", "")))
                    : "The telephone server answered " + answer.fact("outcome") + "."));
  }
}
