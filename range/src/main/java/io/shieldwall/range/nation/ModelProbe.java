package io.shieldwall.range.nation;

import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Probe;
import org.jspecify.annotations.Nullable;

/// A probe of one team's service that is made over the model again and again. Judges anew only when
/// something of the team has changed since. Confined to one thread at a time.
public final class ModelProbe {

  private final Nation nation;
  private final String team;
  private final String system;
  private final String service;
  private final Probe probe;
  private final Protocol protocol;
  private @Nullable Verdict verdict;
  private long revision;
  private long judgedAt;
  private long stableUntil;

  ModelProbe(Nation nation, String team, String system, String service, Probe probe) {
    this.nation = nation;
    this.team = team;
    this.system = system;
    this.service = service;
    this.probe = probe;
    this.protocol =
        Protocols.named(probe.kind())
            .orElseThrow(
                () -> new IllegalArgumentException("no protocol is called " + probe.kind()));
  }

  public String team() {
    return team;
  }

  /// The verdict at an exercise time.
  public Verdict at(long at) {
    long now = nation.revision(team);
    Verdict known = verdict;
    if (known != null && now == revision && at >= judgedAt && at < stableUntil) {
      return known;
    }
    Verdict fresh = protocol.judge(probe, nation.answer(team, system, service, probe, at));
    verdict = fresh;
    revision = now;
    judgedAt = at;
    stableUntil = nation.stableUntil(team, at);
    return fresh;
  }
}
