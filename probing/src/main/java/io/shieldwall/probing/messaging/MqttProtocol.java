package io.shieldwall.probing.messaging;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
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
import java.util.stream.Stream;

/// MQTT 3.1.1 and 5 (OASIS): signs in, receives what it publishes itself, reads what a device
/// publishes, and keeps a token in a retained message.
public final class MqttProtocol implements Protocol {

  @Override
  public String name() {
    return "mqtt";
  }

  @Override
  public String summary() {
    return "Signs in to an MQTT broker, publishes, receives, and keeps a retained token.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            optional("account", Type.ACCOUNT, "Account to sign in with; without one nobody does."),
            choice("version", List.of("3.1.1", "5"), "Protocol version; default 3.1.1."),
            optional("client", Type.TEXT, "Client identifier; default a random one."),
            optional("qos", Type.NUMBER, "Quality of service of what is published; default 1.")
                .within(0, 1),
            optional("topic", Type.TEXT, "Topic of a message that must come back at once."),
            optional("read", Type.TEXT, "Topic whose next or retained message is compared."),
            optional("put", Type.TEXT, "Topic that keeps a token from round to round."),
            TlsPolicy.parameter());
    return Stream.concat(asked.stream(), Expectation.parameters("the message").stream()).toList();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Optional<String> account = probe.text("account");
    String password = account.isPresent() ? session.password(account.get()) : "";
    Wire wire = TlsPolicy.of(probe, target.port()).connect(target, session);
    wire.recordNothing();
    MqttDialogue broker =
        new MqttDialogue(wire, session.transcript(), probe.text("version", "3.1.1").equals("5"));
    session.stage("signing in to " + target.endpoint());
    broker.connect(probe.text("client", session.freshToken()), account, password);
    int qos = (int) probe.number("qos", 1);
    if (probe.has("topic")) {
      session.stage("waiting for the message to come back");
      roundTrip(broker, probe.text("topic", ""), qos, session.freshToken());
    }
    if (probe.has("put")) {
      putAndGet(broker, probe.text("put", ""), session);
    }
    String message = "";
    if (probe.has("read")) {
      session.stage("waiting for a message on " + probe.text("read", ""));
      broker.subscribe(probe.text("read", ""));
      message = broker.message(probe.text("read", "")).text();
    }
    broker.disconnect();
    return new Exchange.Answer(message, Map.of());
  }

  private static void roundTrip(MqttDialogue broker, String topic, int qos, String token)
      throws IOException {
    broker.subscribe(topic);
    broker.publish(topic, token, qos, false);
    while (!broker.message(topic).text().equals(token)) {
      // somebody else's message
    }
    broker.unsubscribe(topic);
  }

  /// A broker sends a retained message right after the subscription; one that has answered two
  /// pings since has none.
  private static void putAndGet(MqttDialogue broker, String topic, Session session)
      throws IOException {
    Planted.putAndGet(
        session,
        "",
        "the retained message of " + Verdict.quote(topic),
        new Planted.Keeper<IOException>() {

          @Override
          public String fetch(Planted earlier) throws IOException {
            broker.subscribe(topic);
            broker.ping();
            broker.ping();
            String kept = broker.retained(topic).orElse("");
            broker.unsubscribe(topic);
            return kept;
          }

          @Override
          public void store(Planted fresh) throws IOException {
            broker.publish(topic, fresh.token(), 1, true);
          }
        });
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    if (probe.has("read")) {
      Optional<Verdict> flaw = Expectation.flaw(probe, "the message", answer.text());
      if (flaw.isPresent()) {
        return flaw.get();
      }
    }
    return Verdict.fine(
        probe.has("topic")
            ? "The message on %s came back.".formatted(Verdict.quote(probe.text("topic", "")))
            : "The broker accepts connections and answers.");
  }

  /// The meaning of a broker's refusal.
  static ProbeFailure refused(int code) {
    boolean account = code == 4 || code == 5 || code == 0x86 || code == 0x87;
    return new ProbeFailure(
        account ? Cause.WRONG_CREDENTIALS : Cause.REFUSED,
        "Expected the broker to accept the connection, got return code 0x%02x%s."
            .formatted(code, account ? ": not authorised" : ""));
  }
}
