package io.shieldwall.app;

import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.EvidenceShelf;
import io.shieldwall.exercise.EvidenceShelf.Piece;
import io.shieldwall.exercise.Journal.JournalFailure;
import io.shieldwall.probing.Observed;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.scenario.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes observations of what probes found and puts their evidence on the shelf. Evidence is kept
/// where something is wrong or a second try was needed: of the first such result and, while the
/// same goes on, of every tenth. Confined to one thread.
final class Findings {

  private static final System.Logger LOG = System.getLogger(Findings.class.getName());
  private static final int EVERY = 10;

  private final EvidenceShelf shelf;
  private final Map<Measured, Streak> streaks = new HashMap<>();

  /// What is measured.
  private record Measured(String team, String check) {}

  /// The same bad result again and again.
  private record Streak(String summary, String key, int length) {}

  Findings(EvidenceShelf shelf) {
    this.shelf = shelf;
  }

  /// Every result as an observation, in the same order.
  ///
  /// @param present the latest instant that can be named now: a check that was scheduled while a
  ///   pause was on its way counts from the pause
  List<Observation> observations(List<Observed> results, long present) {
    List<Piece> pieces = new ArrayList<>();
    for (Observed each : results) {
      if (isKept(each)) {
        pieces.add(new Piece(each.team(), each.result().evidence()));
      }
    }
    List<String> keys = pieces.isEmpty() ? List.of() : keep(pieces);
    List<Observation> observations = new ArrayList<>(results.size());
    int next = 0;
    for (Observed each : results) {
      boolean kept = isKept(each);
      String key = kept ? keys.get(next++) : known(each);
      remember(each, key);
      observations.add(observation(each, Math.min(each.scheduledMillis(), present), key));
    }
    return observations;
  }

  /// A result that was asked for by hand; its evidence is always kept.
  static Observation byHand(
      EvidenceShelf shelf, String team, String check, long at, ProbeResult result) {
    String key =
        result.evidence().isEmpty()
            ? ""
            : shelf.keep(List.of(new Piece(team, result.evidence()))).getFirst();
    return observation(new Observed(team, check, 0, at, result, 0), at, key);
  }

  /// A shelf that is broken costs no result: the text then stands in the journal itself.
  private List<String> keep(List<Piece> pieces) {
    try {
      return shelf.keep(pieces);
    } catch (JournalFailure broken) {
      LOG.log(System.Logger.Level.ERROR, "evidence goes into the journal: " + broken.getMessage());
      return pieces.stream().map(Piece::text).toList();
    }
  }

  private boolean isKept(Observed each) {
    if (each.result().evidence().isEmpty() || !isNotable(each.result())) {
      return false;
    }
    Streak streak = streaks.get(new Measured(each.team(), each.checkId()));
    return streak == null
        || !streak.summary().equals(each.result().summary())
        || streak.length() % EVERY == 0;
  }

  private static boolean isNotable(ProbeResult result) {
    return result.outcome() != Outcome.OK
        || result.evidence().contains("\n* at a second")
        || result.evidence().contains("\n* from a second");
  }

  private String known(Observed each) {
    Streak streak = streaks.get(new Measured(each.team(), each.checkId()));
    return streak == null || !isNotable(each.result()) ? "" : streak.key();
  }

  private void remember(Observed each, String key) {
    Measured measured = new Measured(each.team(), each.checkId());
    if (!isNotable(each.result())) {
      streaks.remove(measured);
      return;
    }
    Streak before = streaks.get(measured);
    boolean same = before != null && before.summary().equals(each.result().summary());
    streaks.put(
        measured,
        new Streak(each.result().summary(), key, same && before != null ? before.length() + 1 : 1));
  }

  private static Observation observation(Observed observed, long at, String evidence) {
    return new Observation(
        observed.team(),
        observed.checkId(),
        at,
        observed.result().outcome(),
        observed.result().cause(),
        observed.result().latencyMicros(),
        observed.result().summary(),
        evidence,
        observed.delayMicros());
  }
}
