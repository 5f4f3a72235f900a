package io.shieldwall.cluster;

import io.shieldwall.cluster.Awaited.News;
import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Has probes made by workers. Each is a task on the topic of its zone; the calling virtual thread
/// waits for its result. What brings none within its lease is sent again, to another worker, as
/// long as a whole probe fits into the rest of its budget. Every call returns one result, whatever
/// was made twice on the way: that is what a scorer counts.
///
/// A probe that is sent again keeps its full timeout, so that a second try is no harder than the
/// first. While no broker can be reached, attempts are repeated with back-off.
public final class RemoteProber implements Function<ProbeRequest, ProbeResult>, AutoCloseable {

  private static final Duration SHORTEST_BACK_OFF = Duration.ofMillis(50);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(1);
  private static final int NONE = -1;

  private final Function<ProbeRequest, String> zone;
  private final Function<ProbeRequest, Map<String, String>> passwords;
  private final Terms terms;
  private final PostOffice post;

  /// How long is waited, and how tasks are spread.
  ///
  /// @param grace what a lease is longer than the probe's timeout: the way there and back
  /// @param budget from the call to the last moment at which a result is of use, as a rule the
  ///   check's interval in wall time
  /// @param partitions of each zone's topic, when it is created; at least as many as its workers
  public record Terms(Duration grace, Function<ProbeRequest, Duration> budget, int partitions) {

    public static final Duration GRACE = Duration.ofSeconds(2);
    public static final int PARTITIONS = 24;

    public static Terms of(Function<ProbeRequest, Duration> budget) {
      return new Terms(GRACE, budget, PARTITIONS);
    }
  }

  /// What is asked of workers.
  ///
  /// @param scenario digest of the scenario, which workers must have as well
  /// @param zones every zone that may be asked for
  /// @param zone of a probe
  /// @param passwords that a probe needs, by account
  public record Subject(
      String scenario,
      Set<String> zones,
      Function<ProbeRequest, String> zone,
      Function<ProbeRequest, Map<String, String>> passwords) {

    public Subject {
      zones = Set.copyOf(zones);
    }
  }

  /// Begins to connect; the first probes wait for that within their budget.
  public RemoteProber(Broker broker, Seal seal, Subject subject, Terms terms) {
    this.zone = subject.zone();
    this.passwords = subject.passwords();
    this.terms = terms;
    this.post =
        new PostOffice(broker, seal, subject.scenario(), subject.zones(), terms.partitions());
  }

  @Override
  public ProbeResult apply(ProbeRequest request) {
    try {
      return probe(request);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return notRun("The probe was stopped by the platform.");
    }
  }

  private ProbeResult probe(ProbeRequest request) throws InterruptedException {
    Duration budget = terms.budget().apply(request);
    long end = System.nanoTime() + budget.toNanos();
    String where = zone.apply(request);
    if (!post.awaitReady(budget)) {
      return notRun(post.obstacle());
    }
    Awaited awaited = post.open(request, where);
    try {
      return attempts(
          request, new Secrets(request.memory(), passwords.apply(request)), awaited, end);
    } finally {
      post.close(awaited);
    }
  }

  private ProbeResult attempts(ProbeRequest request, Secrets secrets, Awaited awaited, long end)
      throws InterruptedException {
    Duration lease = request.timeout().plus(terms.grace());
    Duration backOff = SHORTEST_BACK_OFF;
    String why = "No worker of zone " + awaited.zone() + " answered in time.";
    for (int attempt = 1; attempt == 1 || fits(request, end); attempt++) {
      long sentAt = System.nanoTime();
      int partition = post.send(request, secrets, awaited, attempt);
      News news = await(awaited, attempt, shorter(lease, left(end)));
      if (news instanceof News.Failed failed) {
        if (failed.byWorker()) {
          post.spread(awaited.zone()).lost(partition, sentAt);
        }
        if (!failed.why().isEmpty()) {
          why = failed.why();
          news = await(awaited, NONE, shorter(backOff, left(end)));
          backOff = shorter(backOff.multipliedBy(2), LONGEST_BACK_OFF);
        }
      }
      if (news instanceof News.Came came) {
        return came.result();
      }
    }
    return await(awaited, NONE, left(end)) instanceof News.Came came ? came.result() : notRun(why);
  }

  /// Waits for a result of any attempt, or the failure of this one.
  private static News await(Awaited awaited, int attempt, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      News news = awaited.next(left(end)).orElse(new News.Failed(attempt, "", true));
      if (news instanceof News.Came
          || (news instanceof News.Failed failed && failed.attempt() == attempt)) {
        return news;
      }
    }
  }

  private static boolean fits(ProbeRequest request, long end) {
    return left(end).compareTo(request.timeout()) >= 0;
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static ProbeResult notRun(String why) {
    return new ProbeResult(Outcome.UNKNOWN, Cause.NOT_RUN, 0, why, "");
  }

  /// What has come and gone since the start.
  ///
  /// @param sent attempts
  /// @param counted results that somebody waited for
  /// @param dropped results that came twice or late
  public record Counts(long sent, long counted, long dropped) {}

  public Counts counts() {
    return post.counts();
  }

  /// Probes that still wait end as not run.
  @Override
  public void close() {
    post.close();
  }
}
