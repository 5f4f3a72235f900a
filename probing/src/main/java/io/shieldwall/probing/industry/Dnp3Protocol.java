package io.shieldwall.probing.industry;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// DNP3 (IEEE 1815) over TCP: an integrity poll, and the present value of one of the points that
/// the outstation reports. It writes and operates nothing.
public final class Dnp3Protocol implements Protocol {

  private static final int READ = 1;
  private static final int CONFIRM = 0;
  private static final int RESPONSE = 0x81;
  private static final int UNSOLICITED = 0x82;
  private static final int FINAL = 0x40;
  private static final int CONFIRMATION = 0x20;
  private static final int MOST_FRAGMENTS = 1000;

  /// Classes 1, 2 and 3, which hold events, and then 0, which holds all values.
  private static final byte[] CLASSES = {(byte) 0xc0, READ, 60, 2, 6, 60, 3, 6, 60, 4, 6, 60, 1, 6};

  @Override
  public String name() {
    return "dnp3";
  }

  @Override
  public String summary() {
    return "Polls a DNP3 outstation and compares the value of a point.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            optional("outstation", Type.NUMBER, "Address of the outstation; default 10.")
                .within(0, 65519),
            optional("master", Type.NUMBER, "Address that the check takes; default 1.")
                .within(0, 65519),
            choice(
                "kind",
                List.of("binary", "analog", "counter", "binary-output", "analog-output"),
                "What the point is; default analog."),
            required("point", Type.NUMBER, "Index of the point.").within(0, 65535),
            choice("quality", List.of("good", "any"), "Demanded quality; default good."));
    return Stream.concat(asked.stream(), Measured.parameters().stream()).toList();
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Measured.mistakes(probe).all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    wire.recordNothing();
    Dnp3Link link =
        new Dnp3Link(
            wire,
            session.transcript(),
            (int) probe.number("master", 1),
            (int) probe.number("outstation", 10));
    session.stage("polling outstation " + probe.number("outstation", 10));
    link.send(CLASSES);
    Optional<Dnp3Point> found = Optional.empty();
    int points = 0;
    for (int count = 0; count < MOST_FRAGMENTS; count++) {
      byte[] fragment = link.receive();
      int control = fragment[0] & 0xff;
      int function = fragment[1] & 0xff;
      boolean unsolicited = function == UNSOLICITED;
      if ((control & CONFIRMATION) != 0) {
        int answered = 0xc0 | (unsolicited ? 0x10 : 0) | (control & 0x0f);
        link.send(new byte[] {(byte) answered, CONFIRM});
      }
      if (unsolicited) {
        continue;
      }
      if (function != RESPONSE || fragment.length < 4) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "Expected a response, got function 0x%02x.".formatted(function));
      }
      List<Dnp3Point> reported = Dnp3Point.all(fragment);
      points += reported.size();
      found = found.or(() -> wanted(probe, reported));
      if ((control & FINAL) != 0) {
        return Reported.answer(
            found.map(point -> new Reported(point.value(), point.quality())), points);
      }
    }
    throw new ProbeFailure(
        Cause.PROTOCOL, "The outstation sent more than " + MOST_FRAGMENTS + " fragments.");
  }

  private static Optional<Dnp3Point> wanted(Probe probe, List<Dnp3Point> reported) {
    Dnp3Point.Kind kind =
        switch (probe.text("kind", "analog")) {
          case "binary" -> Dnp3Point.Kind.BINARY;
          case "counter" -> Dnp3Point.Kind.COUNTER;
          case "binary-output" -> Dnp3Point.Kind.BINARY_OUTPUT;
          case "analog-output" -> Dnp3Point.Kind.ANALOG_OUTPUT;
          default -> Dnp3Point.Kind.ANALOG;
        };
    return reported.stream()
        .filter(point -> point.kind() == kind && point.index() == probe.number("point", 0))
        .findFirst();
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    return Reported.judge(
        probe,
        answer,
        "outstation",
        probe.text("kind", "analog") + " point " + probe.number("point", 0));
  }
}
