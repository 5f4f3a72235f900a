package io.shieldwall.probing.mail;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.List;

/// POP3 (RFC 1939): an account signs in, its mailbox is opened and, where wanted, a message is
/// read. Nothing is changed.
public final class Pop3Protocol implements Protocol {

  @Override
  public String name() {
    return "pop3";
  }

  @Override
  public String summary() {
    return "Signs in to a mailbox by POP3, counts its messages and, where wanted, reads one.";
  }

  @Override
  public List<Parameter> parameters() {
    return MailboxCheck.parameters(Mailbox.Access.POP3, "STLS");
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    return MailboxCheck.exchange(Mailbox.Access.POP3, target, probe, session);
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    return MailboxCheck.judge(name(), probe, exchange);
  }
}
