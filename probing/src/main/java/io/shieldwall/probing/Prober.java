package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes one probe at a time on the caller's virtual thread and always comes back: at the latest
/// when the request's timeout has passed, with an outcome whatever the service or the check did.
public final class Prober {

  private static final Exchange STOPPED =
      new Exchange.Failed(Cause.NOT_RUN, "The probe was stopped by the platform.");

  private final Map<String, Protocol> protocols;
  private final Surroundings surroundings;

  /// What every probe of a prober has in common.
  ///
  /// @param inventory names that redirects may lead to
  /// @param trust authorities that `tls: verify` accepts
  /// @param sources addresses that probes come from
  public record Surroundings(
      Guard guard,
      AddressPlan plan,
      Credentials credentials,
      Inventory inventory,
      Trust trust,
      SourcePool sources) {

    /// Without names, with this platform's authorities, from any address.
    public static Surroundings of(Guard guard, AddressPlan plan, Credentials credentials) {
      return new Surroundings(
          guard, plan, credentials, Inventory.none(), Trust.platform(), SourcePool.ANY);
    }
  }

  /// @param protocols what checks may be of
  public Prober(Collection<Protocol> protocols, Surroundings surroundings) {
    this.protocols =
        protocols.stream().collect(Collectors.toUnmodifiableMap(Protocol::name, each -> each));
    this.surroundings = surroundings;
  }

  /// Prepares these kinds of checks, so that a library's first start does not delay the first
  /// rounds.
  public void prepare(Set<String> kinds) {
    kinds.stream().map(protocols::get).filter(Objects::nonNull).forEach(Protocol::prepare);
  }

  /// Makes a probe. An interrupt that is not the deadline's ends it with `UNKNOWN NOT_RUN` and
  /// stays set.
  public ProbeResult probe(ProbeRequest request) {
    Optional<Protocol> protocol = Optional.ofNullable(protocols.get(request.probe().kind()));
    if (protocol.isEmpty()) {
      return result(
          Verdict.of(
              new Exchange.Failed(
                  Cause.CHECKER_FAULT,
                  "No protocol is called " + Verdict.quote(request.probe().kind()) + ".")),
          0,
          "");
    }
    return probe(request, protocol.get());
  }

  ProbeResult probe(ProbeRequest request, Protocol protocol) {
    Target target = target(request);
    try {
      Mistakes.refuse(protocol.mistakes(request.probe()));
      protocol.prepare();
    } catch (ProbeFailure e) {
      return result(Verdict.of(Diagnosis.of(e, target.endpoint())), 0, "");
    } catch (RuntimeException | Error e) {
      return result(Verdict.of(fault(e)), 0, "");
    }
    Session session = new Session(surroundings, target, request);
    Exchange exchange = exchange(protocol, target, request.probe(), session);
    long latency = session.elapsedMicros();
    Verdict told = verdict(protocol, request.probe(), exchange);
    Verdict verdict =
        new Verdict(
            told.outcome(),
            told.cause(),
            session.transcript().withoutSecrets(told.summary()),
            told.detail());
    return new ProbeResult(
        verdict.outcome(),
        verdict.cause(),
        latency,
        verdict.summary(),
        evidence(session, verdict),
        session.memory());
  }

  private Target target(ProbeRequest request) {
    return new Target(
        request.team(),
        request.system(),
        request.service(),
        request.address(),
        request.port(),
        request.hostName(),
        surroundings.credentials());
  }

  private static Exchange exchange(Protocol protocol, Target target, Probe probe, Session session) {
    Exchange exchange;
    boolean stopped = false;
    NoLookups.Asked asked = new NoLookups.Asked();
    try {
      exchange = unresolving(asked, protocol, target, probe, session);
    } catch (IOException e) {
      stopped = !session.expired() && Thread.currentThread().isInterrupted();
      exchange = stopped ? STOPPED : Diagnosis.of(e, target.endpoint());
    } catch (InterruptedException _) {
      stopped = !session.expired();
      exchange = STOPPED;
    } catch (RuntimeException | Error e) {
      session.transcript().note("the check failed: " + e);
      exchange = fault(e);
    }
    session.close();
    if (stopped) {
      Thread.currentThread().interrupt();
    }
    Exchange told = session.expired() ? session.timedOut() : exchange;
    Optional<String> elsewhere = asked.sentence();
    if (told instanceof Exchange.Failed && elsewhere.isPresent()) {
      told = new Exchange.Failed(Cause.WRONG_CONTENT, elsewhere.get());
    }
    if (told instanceof Exchange.Failed failed) {
      session.transcript().note("while " + session.stage() + ": " + failed.message());
    }
    return told;
  }

  /// A scoped call throws one kind of exception only; an interrupt comes out as what it was.
  private static Exchange unresolving(
      NoLookups.Asked asked, Protocol protocol, Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    try {
      return NoLookups.during(asked, () -> protocol.exchange(target, probe, session));
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Exchange.Failed fault(Throwable failure) {
    return new Exchange.Failed(
        Cause.CHECKER_FAULT,
        "The check itself failed: %s: %s."
            .formatted(failure.getClass().getSimpleName(), Diagnosis.wording(failure)));
  }

  private static Verdict verdict(Protocol protocol, Probe probe, Exchange exchange) {
    try {
      return protocol.judge(probe, exchange);
    } catch (RuntimeException | Error e) {
      return Verdict.of(fault(e));
    }
  }

  private static String evidence(Session session, Verdict verdict) {
    try {
      return Evidence.of(session, verdict);
    } catch (RuntimeException | Error e) {
      return "* the transcript could not be written: " + Diagnosis.wording(e);
    }
  }

  private static ProbeResult result(Verdict verdict, long latencyMicros, String evidence) {
    return new ProbeResult(
        verdict.outcome(), verdict.cause(), latencyMicros, verdict.summary(), evidence);
  }
}
