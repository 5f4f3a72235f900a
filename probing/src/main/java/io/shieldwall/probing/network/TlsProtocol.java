package io.shieldwall.probing.network;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Written;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How well a service is protected by TLS: its certificate, the versions that it speaks and the
/// ciphers that it would accept. Each question is a connection of its own.
public final class TlsProtocol implements Protocol {

  private static final int LEAST_RSA = 2048;
  private static final int LEAST_EC = 224;

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public String summary() {
    return "Looks at a service's certificate and at the TLS versions and ciphers that it accepts.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        choice(
            "certificate",
            List.of("any", "named", "trusted"),
            "What is demanded: nothing, the system's name, or name and trusted authority; default"
                + " named."),
        optional(
                "days",
                Type.NUMBER,
                "Days that the certificate must still be valid without a" + " warning; default 14.")
            .within(0, 3650),
        choice(
            "oldest",
            List.of("1.0", "1.1", "1.2", "1.3"),
            "Oldest version it may accept; default 1.2."),
        choice("newest", List.of("1.2", "1.3"), "Version that it must accept at least."),
        choice(
            "ciphers",
            List.of("any", "strong"),
            "Whether it may accept weak ciphers; default strong."),
        optional(
            "alpn",
            Type.TEXTS,
            "Application protocol, or protocols, of which one must be agreed on."));
  }

  @Override
  public void prepare() {
    TlsHello.prepare();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Map<String, String> facts = new HashMap<>();
    TlsCertificates.Seen seen = TlsCertificates.look(target, Written.texts(probe, "alpn"), session);
    describe(seen, target, facts);
    List<String> versions = new ArrayList<>();
    for (TlsHello.Version version : TlsHello.Version.values()) {
      session.stage("offering TLS " + version.text());
      if (asked(target, session, TlsHello.of(version, target.name())).isPresent()) {
        versions.add(version.text());
      }
    }
    facts.put("versions", String.join(" ", versions));
    session.stage("offering weak ciphers");
    Optional<String> weak = asked(target, session, TlsHello.weak(target.name()));
    facts.put("weak", weak.orElse(""));
    session.transcript().note("accepts TLS " + String.join(", ", versions));
    session
        .transcript()
        .note(
            "accepts "
                + weak.map(cipher -> "the weak cipher " + cipher)
                    .orElse("none of the weak ciphers"));
    return new Exchange.Answer(seen.version(), facts);
  }

  /// The cipher that the service chose; empty when it refused.
  private static Optional<String> asked(Target target, Session session, TlsHello hello)
      throws IOException {
    InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
    try (Socket socket = session.sockets().createSocket(real.getAddress(), real.getPort())) {
      socket.setSoLinger(true, 0);
      return hello.offeredTo(socket);
    }
  }

  private static void describe(TlsCertificates.Seen seen, Target target, Map<String, String> facts)
      throws ProbeFailure {
    facts.put("trusted", "" + seen.trusted());
    facts.put("distrust", seen.distrust());
    facts.put("named", "" + seen.named());
    facts.put("subject", seen.certificate().getSubjectX500Principal().getName());
    facts.put("name", target.name());
    Instant end = seen.certificate().getNotAfter().toInstant();
    Instant start = seen.certificate().getNotBefore().toInstant();
    facts.put("days", "" + Math.floorDiv(Duration.between(Instant.now(), end).toHours(), 24));
    facts.put("begun", "" + !start.isAfter(Instant.now()));
    facts.put("end", end.toString());
    facts.put("key", weakness(seen.certificate().getPublicKey()));
    facts.put("alpn", seen.alpn());
    facts.put("signature", seen.certificate().getSigAlgName());
  }

  /// What is wrong with a key; empty when nothing is.
  private static String weakness(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa when rsa.getModulus().bitLength() < LEAST_RSA ->
          "an RSA key of %d bits".formatted(rsa.getModulus().bitLength());
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() < LEAST_EC ->
          "an elliptic key of %d bits".formatted(ec.getParams().getOrder().bitLength());
      default -> "";
    };
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    return certificateFlaw(probe, answer)
        .or(() -> versionFlaw(probe, answer))
        .or(() -> cipherFlaw(probe, answer))
        .or(() -> doubt(probe, answer))
        .orElseGet(() ->
            Verdict.fine(
                "TLS %s with a certificate that is valid for %s more days."
                    .formatted(answer.fact("versions"), answer.fact("days"))));
  }

  private static Optional<Verdict> certificateFlaw(Probe probe, Exchange.Answer answer) {
    String demand = probe.text("certificate", "named");
    if (demand.equals("any")) {
      return Optional.empty();
    }
    if (Long.parseLong(answer.fact("days")) < 0 || answer.fact("begun").equals("false")) {
      return flaw(
          "Expected a valid certificate, got one that is not valid now (until %s)."
              .formatted(answer.fact("end")));
    }
    if (answer.fact("named").equals("false")) {
      return flaw(
          "Expected a certificate for %s, got one for %s."
              .formatted(
                  Verdict.quote(answer.fact("name")), Verdict.quote(answer.fact("subject"))));
    }
    return demand.equals("trusted") && answer.fact("trusted").equals("false")
        ? flaw(
            "Expected a certificate of a trusted authority, got one that is not: %s."
                .formatted(answer.fact("distrust")))
        : Optional.empty();
  }

  private static Optional<Verdict> versionFlaw(Probe probe, Exchange.Answer answer) {
    String oldest = probe.text("oldest", "1.2");
    List<String> spoken = List.of(answer.fact("versions").split(" "));
    for (String version : spoken) {
      if (!version.isEmpty() && version.compareTo(oldest) < 0) {
        return flaw("Expected no TLS older than %s, got TLS %s.".formatted(oldest, version));
      }
    }
    Optional<String> newest = probe.text("newest");
    return newest.isPresent() && !spoken.contains(newest.get())
        ? flaw(
            "Expected TLS %s to be accepted, got only %s."
                .formatted(newest.get(), answer.fact("versions")))
        : Optional.empty();
  }

  private static Optional<Verdict> cipherFlaw(Probe probe, Exchange.Answer answer) {
    if (probe.text("ciphers", "strong").equals("strong") && !answer.fact("weak").isEmpty()) {
      return flaw("Expected no weak cipher to be accepted, got %s.".formatted(answer.fact("weak")));
    }
    return probe.has("alpn") && answer.fact("alpn").isEmpty()
        ? flaw(
            "Expected one of the application protocols %s, got none."
                .formatted(Written.texts(probe, "alpn")))
        : Optional.empty();
  }

  private static Optional<Verdict> doubt(Probe probe, Exchange.Answer answer) {
    long days = probe.number("days", 14);
    if (Long.parseLong(answer.fact("days")) < days
        && !probe.text("certificate", "named").equals("any")) {
      return Optional.of(
          Verdict.warning(
              Cause.TLS,
              "Expected a certificate that is valid for %d more days, got %s."
                  .formatted(days, answer.fact("days"))));
    }
    return answer.fact("key").isEmpty()
        ? Optional.empty()
        : Optional.of(
            Verdict.warning(Cause.TLS, "Expected a strong key, got " + answer.fact("key") + "."));
  }

  private static Optional<Verdict> flaw(String summary) {
    return Optional.of(Verdict.critical(Cause.TLS, summary));
  }
}
