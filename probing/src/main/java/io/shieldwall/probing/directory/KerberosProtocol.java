package io.shieldwall.probing.directory;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Kerberos 5 (RFC 4120): an account gets a ticket with its password and, where wanted, with that a
/// ticket for a service.
public final class KerberosProtocol implements Protocol {

  private static final String ISSUED = "issued";
  private static final String UNTIL = "until";

  @Override
  public String name() {
    return "kerberos";
  }

  @Override
  public String summary() {
    return "Gets a Kerberos ticket with an account's password and, where wanted, one for a service.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required("account", Type.ACCOUNT, "Account that gets the ticket."),
        required("realm", Type.TEXT, "Realm of the account, such as BERYLIA.EXAMPLE."),
        optional(
            "service",
            Type.TEXT,
            "Service of the realm that a ticket is wanted for as well, such as"
                + " host/netbank.example; default none."),
        choice(
            "transport",
            List.of("udp", "tcp"),
            "How the service is asked; default udp, which changes to TCP where an answer is too"
                + " big."));
  }

  @Override
  public void prepare() {
    Prepared.once();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String account = probe.text("account", "");
    String password = session.password(account);
    KdcLine line = new KdcLine(target, session, probe.text("transport", "udp").equals("tcp"));
    TicketDialogue dialogue = new TicketDialogue(line, session, account, probe.text("realm", ""));
    TicketDialogue.Issued issued = dialogue.signIn(password);
    Optional<String> service = probe.text("service");
    if (service.isPresent()) {
      issued = dialogue.further(issued, service.get());
    }
    return new Exchange.Answer(
        issued.service(), Map.of(ISSUED, issued.service(), UNTIL, issued.until().toString()));
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String wanted =
        probe.text("service").orElse(TicketDialogue.ticketService(probe.text("realm", "")));
    if (!answer.fact(ISSUED).equals(wanted)) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected a ticket for %s, got one for %s."
              .formatted(Verdict.quote(wanted), Verdict.quote(answer.fact(ISSUED))));
    }
    return Verdict.fine(
        "%s got a ticket for %s, good until %s."
            .formatted(
                Verdict.quote(probe.text("account", "")),
                Verdict.quote(wanted),
                answer.fact(UNTIL)));
  }

  private static final class Prepared {

    static {
      TicketMessages.prepare();
    }

    static void once() {}
  }
}
