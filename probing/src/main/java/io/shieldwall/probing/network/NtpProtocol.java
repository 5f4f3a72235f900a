package io.shieldwall.probing.network;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The time of a server (SNTP version 4, RFC 5905 section 14). The request carries a random
/// timestamp; only an answer that repeats it counts.
public final class NtpProtocol implements Protocol {

  private static final int PACKET = 48;
  private static final int CLIENT_OF_VERSION_4 = 0x23;
  private static final int SERVER = 4;
  private static final int UNSYNCHRONISED = 3;

  /// Seconds from 1900, NTP's beginning, to 1970. The eras end in 2036.
  private static final long SECONDS_TO_1970 = 2_208_988_800L;

  @Override
  public String name() {
    return "ntp";
  }

  @Override
  public String summary() {
    return "Asks a time server for the time and compares it with the checker's clock.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        optional("offset", Type.DURATION, "Most that its time may differ from the checker's."),
        optional("stratum", Type.NUMBER, "Greatest stratum without a warning; default 15.")
            .within(1, 15));
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    DatagramChannel channel = session.datagrams(target.scenarioAddress(), target.port());
    long nonce = ThreadLocalRandom.current().nextLong();
    Instant sent = Instant.now();
    send(channel, nonce);
    session.transcript().sent("time request of version 4\n");
    session.after(session.timeout().dividedBy(3), () -> again(channel, nonce));
    session.after(session.timeout().multipliedBy(2).dividedBy(3), () -> again(channel, nonce));
    ByteBuffer answer = ByteBuffer.allocate(1024);
    while (true) {
      answer.clear();
      channel.read(answer);
      Instant received = Instant.now();
      answer.flip();
      Optional<String> oddity = oddity(answer, nonce);
      if (oddity.isEmpty()) {
        return read(answer, sent, received, session);
      }
      session.transcript().note("ignored a datagram: " + oddity.get());
    }
  }

  private static void send(DatagramChannel channel, long nonce) throws IOException {
    ByteBuffer request = ByteBuffer.allocate(PACKET);
    request.put(0, (byte) CLIENT_OF_VERSION_4).putLong(40, nonce);
    channel.write(request);
  }

  private static void again(DatagramChannel channel, long nonce) {
    try {
      send(channel, nonce);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> oddity(ByteBuffer answer, long nonce) {
    if (answer.limit() < PACKET) {
      return Optional.of(answer.limit() + " bytes are no NTP packet");
    }
    if ((answer.get(0) & 7) != SERVER) {
      return Optional.of("mode " + (answer.get(0) & 7) + " is no server's");
    }
    return answer.getLong(24) == nonce
        ? Optional.empty()
        : Optional.of("it does not answer this request");
  }

  private static Exchange read(ByteBuffer answer, Instant sent, Instant received, Session session)
      throws ProbeFailure {
    int leap = (answer.get(0) & 0xff) >> 6;
    int stratum = answer.get(1) & 0xff;
    byte[] reference = new byte[4];
    answer.get(12, reference);
    String code = new String(reference, StandardCharsets.US_ASCII).replace("\0", "");
    if (stratum == 0) {
      throw new ProbeFailure(
          Cause.REFUSED, "Expected the time, got a kiss of death: " + Verdict.quote(code) + ".");
    }
    Instant there = instant(answer.getLong(32));
    Instant back = instant(answer.getLong(40));
    Duration offset =
        Duration.between(sent, there).plus(Duration.between(received, back)).dividedBy(2);
    session
        .transcript()
        .received(
            "time %s, stratum %d, leap indicator %d, offset %d ms\n"
                .formatted(back, stratum, leap, offset.toMillis()));
    return new Exchange.Answer(
        back.toString(),
        Map.of("stratum", "" + stratum, "leap", "" + leap, "offset", "" + offset.toMillis()));
  }

  /// A timestamp: seconds since 1900, or since 2036 where the first bit is not set, and a fraction.
  private static Instant instant(long timestamp) {
    long seconds = timestamp >>> 32;
    long era = seconds < 0x8000_0000L ? 1L << 32 : 0;
    long nanos = ((timestamp & 0xffff_ffffL) * 1_000_000_000L) >>> 32;
    return Instant.ofEpochSecond(seconds + era - SECONDS_TO_1970, nanos);
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    long stratum = Long.parseLong(answer.fact("stratum"));
    if (stratum > 15 || answer.fact("leap").equals("" + UNSYNCHRONISED)) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected a synchronised clock, got one that says it is not (stratum %d)."
              .formatted(stratum));
    }
    long offset = Long.parseLong(answer.fact("offset"));
    Optional<Duration> most = probe.duration("offset");
    if (most.isPresent() && Math.abs(offset) > most.get().toMillis()) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected the time within %d ms of the checker's, got one that differs by %d ms."
              .formatted(most.get().toMillis(), offset));
    }
    if (stratum > probe.number("stratum", 15)) {
      return Verdict.warning(
          Cause.WRONG_CONTENT,
          "Expected stratum %d at most, got %d.".formatted(probe.number("stratum", 15), stratum));
    }
    return Verdict.fine("The time of stratum %d differs by %d ms.".formatted(stratum, offset));
  }
}
