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
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// IEC 60870-5-104: starts the transfer of data, interrogates a station and looks at one of the
/// points that it reports. It sends no command to the process.
public final class Iec104Protocol implements Protocol {

  private static final int START = 0x68;
  private static final int STARTDT_ACT = 0x07;
  private static final int STARTDT_CON = 0x0b;
  private static final int TESTFR_ACT = 0x43;
  private static final int TESTFR_CON = 0x83;
  private static final int INTERROGATION = 100;
  private static final int CONFIRMED = 7;
  private static final int ENDED = 10;
  private static final int MOST_FRAMES = 10_000;

  /// Frames after which the station wants to hear that they came: "w" of the standard.
  private static final int ACKNOWLEDGE_AFTER = 8;

  @Override
  public String name() {
    return "iec104";
  }

  @Override
  public String summary() {
    return "Interrogates an IEC 60870-5-104 station and compares the value of a point.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            optional("station", Type.NUMBER, "Common address; default 1.").within(1, 65535),
            required("point", Type.NUMBER, "Information object address.").within(1, 16_777_215),
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
    int station = (int) probe.number("station", 1);
    Link link = new Link(wire, session);
    session.stage("starting the transfer of data");
    link.start();
    session.stage("interrogating station " + station);
    link.send(
        new byte[] {INTERROGATION, 1, 6, 0, (byte) station, (byte) (station >> 8), 0, 0, 0, 20});
    return interrogated(link, station, (int) probe.number("point", 0));
  }

  private static Exchange interrogated(Link link, int station, int wanted) throws IOException {
    Optional<Iec104Point> found = Optional.empty();
    int points = 0;
    for (int frames = 0; frames < MOST_FRAMES; frames++) {
      byte[] asdu = link.receive();
      int cause = asdu[2] & 0x3f;
      boolean ours = ((asdu[4] & 0xff) | ((asdu[5] & 0xff) << 8)) == station;
      if ((asdu[0] & 0xff) == INTERROGATION) {
        boolean negative = (asdu[2] & 0x40) != 0;
        if (negative || (cause != CONFIRMED && cause != ENDED)) {
          throw new ProbeFailure(
              Cause.WRONG_CONTENT,
              "Expected station %d to confirm the interrogation, got cause of transmission %d%s."
                  .formatted(station, cause, negative ? ", negative" : ""));
        }
        if (cause == ENDED) {
          return Reported.answer(
              found.map(point -> new Reported(point.value(), point.quality())), points);
        }
        continue;
      }
      List<Iec104Point> reported = ours ? Iec104Point.all(asdu) : List.of();
      points += reported.size();
      found =
          reported.stream().filter(point -> point.address() == wanted).findFirst().or(keep(found));
    }
    throw new ProbeFailure(
        Cause.PROTOCOL, "The station sent more than " + MOST_FRAMES + " frames.");
  }

  private static java.util.function.Supplier<Optional<Iec104Point>> keep(
      Optional<Iec104Point> found) {
    return () -> found;
  }

  /// Frames with their sequence numbers.
  private static final class Link {

    private final Wire wire;
    private final Session session;
    private int sent;
    private int received;

    Link(Wire wire, Session session) {
      this.wire = wire;
      this.session = session;
    }

    void start() throws IOException {
      control(STARTDT_ACT);
      for (int i = 0; i < MOST_FRAMES; i++) {
        if (frame()[0] == STARTDT_CON) {
          return;
        }
      }
    }

    private void control(int function) throws IOException {
      write(new byte[] {START, 4, (byte) function, 0, 0, 0});
    }

    void send(byte[] asdu) throws IOException {
      byte[] frame = new byte[6 + asdu.length];
      frame[0] = START;
      frame[1] = (byte) (4 + asdu.length);
      frame[2] = (byte) (sent << 1);
      frame[3] = (byte) (sent >> 7);
      frame[4] = (byte) (received << 1);
      frame[5] = (byte) (received >> 7);
      System.arraycopy(asdu, 0, frame, 6, asdu.length);
      sent = sent + 1 & 0x7fff;
      write(frame);
    }

    /// The next report; answers tests and acknowledges reports on the way.
    byte[] receive() throws IOException {
      for (int i = 0; i < MOST_FRAMES; i++) {
        byte[] frame = frame();
        if ((frame[0] & 0xff) == TESTFR_ACT) {
          control(TESTFR_CON);
        }
        if ((frame[0] & 1) == 0) {
          return report(frame);
        }
      }
      throw new ProbeFailure(Cause.PROTOCOL, "The station sent no report.");
    }

    private byte[] report(byte[] frame) throws IOException {
      int number = (frame[0] & 0xff) >> 1 | (frame[1] & 0xff) << 7;
      if (number != received || frame.length < 10) {
        throw new ProbeFailure(
            Cause.PROTOCOL,
            "Expected report %d of the station, got number %d of %d bytes."
                .formatted(received, number, frame.length));
      }
      received = received + 1 & 0x7fff;
      if (received % ACKNOWLEDGE_AFTER == 0) {
        write(new byte[] {START, 4, 1, 0, (byte) (received << 1), (byte) (received >> 7)});
      }
      byte[] asdu = new byte[frame.length - 4];
      System.arraycopy(frame, 4, asdu, 0, asdu.length);
      return asdu;
    }

    private byte[] frame() throws IOException {
      int start = wire.read();
      if (start < 0) {
        throw wire.ended();
      }
      int length = start == START ? wire.read() : -1;
      if (length < 4 || length > 253) {
        throw new ProbeFailure(
            Cause.PROTOCOL,
            "Expected a frame of IEC 60870-5-104, got 0x%02x and length %d."
                .formatted(start, length));
      }
      byte[] frame = wire.exactly(length);
      session.transcript().received(HexFormat.ofDelimiter(" ").formatHex(frame) + "\n");
      return frame;
    }

    private void write(byte[] frame) throws IOException {
      session.transcript().sent(HexFormat.ofDelimiter(" ").formatHex(frame) + "\n");
      wire.write(frame);
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    return Reported.judge(probe, answer, "station", "point " + probe.number("point", 0));
  }
}
