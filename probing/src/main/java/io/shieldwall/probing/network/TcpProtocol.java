package io.shieldwall.probing.network;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Any service over TCP: it accepts a connection, greets, answers a text.
public final class TcpProtocol implements Protocol {

  private static final int MOST = 64 * 1024;
  private static final Duration LONGEST_QUIET = Duration.ofMillis(500);

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public String summary() {
    return "Connects to a port and, where wanted, looks at its greeting and its answer to a text.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        optional("banner", Type.TEXT, "Text that the greeting must contain."),
        optional("send", Type.TEXT, "Text that is sent after the greeting; write \\r\\n yourself."),
        optional("expect", Type.TEXT, "Text that what comes back must contain."));
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    Duration quiet = session.timeout().dividedBy(4);
    quiet = quiet.compareTo(LONGEST_QUIET) < 0 ? quiet : LONGEST_QUIET;
    Optional<String> banner = probe.text("banner");
    String greeting = "";
    if (banner.isPresent()) {
      session.stage("waiting for the greeting of " + target.endpoint());
      greeting = wire.until(banner.get(), MOST, quiet);
      if (!greeting.contains(banner.get())) {
        return new Exchange.Tcp(greeting, "");
      }
    }
    if (probe.has("send")) {
      wire.say(probe.text("send", ""));
    }
    if (!probe.has("expect")) {
      return new Exchange.Tcp(greeting, "");
    }
    session.stage("waiting for the answer of " + target.endpoint());
    return new Exchange.Tcp(greeting, wire.until(probe.text("expect", ""), MOST, quiet));
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Tcp tcp)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String banner = probe.text("banner", "");
    if (!tcp.greeting().contains(banner)) {
      return missing("greeting", banner, tcp.greeting());
    }
    String expect = probe.text("expect", "");
    if (!tcp.reply().contains(expect)) {
      return missing("answer", expect, tcp.reply());
    }
    if (!expect.isEmpty()) {
      return Verdict.fine("Answered with %s as expected.".formatted(Verdict.quote(expect)));
    }
    return Verdict.fine(
        banner.isEmpty()
            ? "The port accepts connections."
            : "Greeted with %s as expected.".formatted(Verdict.quote(banner)));
  }

  private static Verdict missing(String what, String expected, String got) {
    return got.isEmpty()
        ? Verdict.critical(
            Cause.PROTOCOL,
            "Expected the %s to contain %s, got nothing before the service closed the connection."
                .formatted(what, Verdict.quote(expected)))
        : Verdict.critical(
            Cause.WRONG_CONTENT,
            "Expected the %s to contain %s, got %s."
                .formatted(what, Verdict.quote(expected), Verdict.quote(got)));
  }
}
