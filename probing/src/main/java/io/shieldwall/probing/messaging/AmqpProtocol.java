package io.shieldwall.probing.messaging;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Planted;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// AMQP 0-9-1: signs in, gets back what it publishes to a queue of its own, looks at a queue of the
/// service and keeps a token in another.
public final class AmqpProtocol implements Protocol {

  private static final int MOST_MESSAGES = 100;

  @Override
  public String name() {
    return "amqp";
  }

  @Override
  public String summary() {
    return "Signs in to an AMQP broker, publishes, gets it back, and keeps a token in a queue.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required("account", Type.ACCOUNT, "Account to sign in with."),
        optional("vhost", Type.TEXT, "Virtual host; default /."),
        optional("queue", Type.TEXT, "Queue of the service that must be there."),
        optional(
                "backlog",
                Type.NUMBER,
                "Most messages that may wait in the queue without a warning.")
            .within(0, 1_000_000_000),
        optional("put", Type.TEXT, "Durable queue that keeps a token from round to round."),
        TlsPolicy.parameter());
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String account = probe.text("account", "");
    String password = session.password(account);
    Wire wire = TlsPolicy.of(probe, target.port()).connect(target, session);
    wire.recordNothing();
    AmqpDialogue broker = new AmqpDialogue(wire, session.transcript());
    session.stage("signing in to " + target.endpoint());
    String product = broker.open(account, password, probe.text("vhost", "/"));
    session.stage("waiting for the message to come back");
    roundTrip(broker, session.freshToken());
    String waiting = "";
    if (probe.has("queue")) {
      session.stage("looking at queue " + probe.text("queue", ""));
      waiting = "" + broker.declare(probe.text("queue", ""), AmqpDialogue.PASSIVE).messages();
    }
    if (probe.has("put")) {
      putAndGet(broker, probe.text("put", ""), session);
    }
    broker.close();
    return new Exchange.Answer(product, Map.of("messages", waiting));
  }

  private static void roundTrip(AmqpDialogue broker, String token) throws IOException {
    String queue = broker.declare("", AmqpDialogue.EXCLUSIVE).name();
    broker.publish(queue, token);
    Optional<String> message = broker.get(queue);
    if (!message.equals(Optional.of(token))) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected the message that was published, got "
              + message.map(Verdict::quote).orElse("nothing")
              + ".");
    }
  }

  private static void putAndGet(AmqpDialogue broker, String queue, Session session)
      throws IOException {
    broker.declare(queue, AmqpDialogue.DURABLE);
    Planted.putAndGet(
        session,
        "",
        "the messages of " + Verdict.quote(queue),
        new Planted.Keeper<IOException>() {

          @Override
          public String fetch(Planted earlier) throws IOException {
            StringBuilder kept = new StringBuilder();
            Optional<String> message = broker.get(queue);
            for (int count = 1; message.isPresent() && count < MOST_MESSAGES; count++) {
              kept.append(message.get()).append('\n');
              message = broker.get(queue);
            }
            return kept.toString();
          }

          @Override
          public void store(Planted fresh) throws IOException {
            broker.publish(queue, fresh.token());
          }
        });
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String messages = answer.fact("messages");
    if (probe.has("backlog") && !messages.isEmpty()) {
      long most = probe.number("backlog", 0);
      if (Long.parseLong(messages) > most) {
        return Verdict.warning(
            Cause.WRONG_CONTENT,
            "Expected at most %d messages to wait in %s, got %s."
                .formatted(most, Verdict.quote(probe.text("queue", "")), messages));
      }
    }
    return Verdict.fine(
        "%s passed the message on."
            .formatted(answer.text().isBlank() ? "The broker" : answer.text()));
  }
}
