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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// ICMP echo (RFC 792). Java opens no raw sockets, so the `ping` program of iputils asks, without a
/// shell and for the address that the guard permitted.
public final class IcmpProtocol implements Protocol {

  private static final int MOST_OUTPUT = 64 * 1024;
  private static final List<Path> PLACES = List.of(Path.of("/usr/bin/ping"), Path.of("/bin/ping"));
  private static final Pattern COUNTS =
      Pattern.compile("([0-9]{1,4}) packets transmitted, ([0-9]{1,4}) received");
  private static final Pattern TIMES =
      Pattern.compile("rtt min/avg/max/mdev = [0-9.]{1,12}/([0-9.]{1,12})/");

  @Override
  public String name() {
    return "icmp";
  }

  @Override
  public String summary() {
    return "Sends echo requests to a system and counts the answers.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        optional("count", Type.NUMBER, "Echo requests, 1 to 10; default 2.").within(1, 10),
        optional("lost", Type.NUMBER, "Most that may be lost without a warning; default 0.")
            .within(0, 9),
        optional("latency", Type.DURATION, "Longest average time of an answer without a warning."));
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
    InetAddress source = source(target, session);
    long count = probe.number("count", 2);
    session.stage("waiting for the echo of " + target.scenarioAddress());
    session.transcript().sent("%d echo requests\n".formatted(count));
    Process process = start(real.getAddress(), source, count, session.timeout());
    session.register(process::destroyForcibly);
    byte[] output = process.getInputStream().readNBytes(MOST_OUTPUT);
    String text = new String(output, StandardCharsets.US_ASCII);
    int code = process.waitFor();
    session.transcript().received(text);
    return counted(text, code);
  }

  /// The address of the pool that the session would choose; nothing is sent to find it.
  private static InetAddress source(Target target, Session session) throws IOException {
    try (DatagramChannel channel = session.datagrams(target.scenarioAddress(), target.port())) {
      return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
    }
  }

  private static Process start(
      InetAddress address, InetAddress source, long count, Duration timeout) throws IOException {
    Path program =
        PLACES.stream()
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() ->
                new ProbeFailure(
                    Cause.CHECKER_FAULT, "The program ping is not installed on this machine."));
    long seconds = timeout.toSeconds() + 2;
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "-n",
            "-c",
            "" + count,
            "-i",
            "0.2",
            "-W",
            "" + Math.max(1, timeout.toSeconds() / 2),
            "-w",
            "" + seconds,
            "-I",
            source.getHostAddress(),
            address.getHostAddress());
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    return builder.redirectErrorStream(true).start();
  }

  private static Exchange counted(String text, int code) throws ProbeFailure {
    Matcher counts = COUNTS.matcher(text);
    if (!counts.find()) {
      boolean unreachable = text.contains("unreachable") || text.contains("No route");
      throw new ProbeFailure(
          unreachable ? Cause.REFUSED : Cause.CHECKER_FAULT,
          "The program ping ended with code %d: %s.".formatted(code, Verdict.quote(text)));
    }
    if (counts.group(2).equals("0") && text.contains("nreachable")) {
      throw new ProbeFailure(
          Cause.REFUSED, "Expected an echo, got the message that the system is unreachable.");
    }
    Matcher times = TIMES.matcher(text);
    return new Exchange.Answer(
        text,
        Map.of(
            "sent",
            counts.group(1),
            "received",
            counts.group(2),
            "average",
            times.find() ? times.group(1) : ""));
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    long sent = Long.parseLong(answer.fact("sent"));
    long received = Long.parseLong(answer.fact("received"));
    if (received == 0) {
      return Verdict.critical(
          Cause.TIMEOUT, "Expected an echo of %d request(s), got none.".formatted(sent));
    }
    if (sent - received > probe.number("lost", 0)) {
      return Verdict.warning(
          Cause.TIMEOUT,
          "Expected at most %d of %d echoes to be lost, got %d."
              .formatted(probe.number("lost", 0), sent, sent - received));
    }
    double average =
        answer.fact("average").isEmpty() ? 0 : Double.parseDouble(answer.fact("average"));
    Optional<Duration> longest = probe.duration("latency");
    if (longest.isPresent() && average > longest.get().toNanos() / 1e6) {
      return Verdict.warning(
          Cause.TIMEOUT,
          "Expected echoes within %d ms on average, got %s ms."
              .formatted(longest.get().toMillis(), answer.fact("average")));
    }
    return Verdict.fine(
        "%d of %d echoes came, in %s ms on average."
            .formatted(received, sent, answer.fact("average")));
  }
}
