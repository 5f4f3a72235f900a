package io.shieldwall.scoring;

import io.shieldwall.exercise.Event.ExerciseCreated;
import io.shieldwall.exercise.Event.ExerciseEnded;
import io.shieldwall.exercise.Event.PhaseBegan;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.ScoringRules.Category;
import io.shieldwall.scenario.ScoringRules.Release;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The score as a pure function of a history and rules, computed event by event.
///
/// Confined to one thread at a time. The same events in the same order give the same ledger,
/// whether they came live or from a replay.
public final class Scorer {

  private final Scenario scenario;
  private final ScoringRules rules;
  private Ledger ledger = new Ledger();
  private List<String> teams = List.of();
  private List<CategoryScorer> scorers = List.of();
  private final Map<String, PhaseStart> phaseStarts = new HashMap<>();
  private boolean ended;
  private long lastAt;

  /// What a team's score was when the present phase began.
  ///
  /// @param entries number of its ledger's entries
  private record PhaseStart(Map<String, Long> categories, int entries) {
    static final PhaseStart NONE = new PhaseStart(Map.of(), 0);
  }

  public Scorer(Scenario scenario, ScoringRules rules) {
    this.scenario = scenario;
    this.rules = rules;
  }

  public Scorer(Scenario scenario) {
    this(scenario, scenario.scoring());
  }

  /// Millipoints of a category's share.
  static long budget(ScoringRules rules, String category) {
    return rules
        .category(category)
        .map(each -> Apportionment.share(rules.total(), each.share()))
        .orElse(0L);
  }

  public void apply(Recorded recorded) {
    lastAt = recorded.at();
    switch (recorded.event()) {
      case ExerciseCreated created -> begin(created.teams());
      case PhaseBegan _ -> keepPhaseStart();
      case ExerciseEnded _ -> ended = true;
      default -> {}
    }
    scorers.forEach(scorer -> scorer.apply(recorded));
  }

  private void begin(List<String> playing) {
    teams = playing;
    ledger = new Ledger();
    scorers =
        List.of(
            new AvailabilityScorer(scenario, rules, teams, ledger),
            new UsabilityScorer(scenario, rules, teams, ledger),
            new AttackDefenceScorer(scenario, rules, teams, ledger),
            new GradedScorer(scenario, rules, teams, ledger),
            new PriceScorer(scenario, ledger));
  }

  private void keepPhaseStart() {
    for (String team : teams) {
      phaseStarts.put(team, new PhaseStart(categories(team, lastAt), ledger.size(team)));
    }
  }

  public List<String> teams() {
    return teams;
  }

  /// The whole truth at an exercise time, for organisers.
  public Standings standings(long at) {
    Map<String, Map<String, Long>> byTeam = new LinkedHashMap<>();
    teams.forEach(team -> byTeam.put(team, categories(team, at)));
    return Standings.of(at, byTeam);
  }

  /// The whole truth at the last event.
  public Standings standings() {
    return standings(lastAt);
  }

  /// What teams and the public may see: a category held back shows what it was when it was last
  /// released.
  public Standings released(long at) {
    Map<String, Map<String, Long>> byTeam = new LinkedHashMap<>();
    for (String team : teams) {
      Map<String, Long> now = categories(team, at);
      Map<String, Long> then = phaseStarts.getOrDefault(team, PhaseStart.NONE).categories();
      Map<String, Long> seen = new LinkedHashMap<>();
      for (Category category : rules.categories()) {
        seen.put(category.id(), seen(category, now, then));
      }
      byTeam.put(team, seen);
    }
    return Standings.of(at, byTeam);
  }

  private long seen(Category category, Map<String, Long> now, Map<String, Long> then) {
    long present = now.getOrDefault(category.id(), 0L);
    if (ended) {
      return present;
    }
    return switch (category.release()) {
      case LIVE -> present;
      case PHASE_END -> then.getOrDefault(category.id(), 0L);
      case ENDEX -> 0L;
    };
  }

  private Map<String, Long> categories(String team, long at) {
    Map<String, Long> sums = new LinkedHashMap<>();
    for (Category category : rules.categories()) {
      sums.put(category.id(), ledger.sum(team, category.id()));
    }
    for (CategoryScorer scorer : scorers) {
      scorer
          .runningSums(team, at)
          .forEach(
              (category, sum) -> sums.computeIfPresent(category, (_, settled) -> settled + sum));
    }
    sums.replaceAll(this::bounded);
    return sums;
  }

  /// Usability does not fall below zero; penalties and special points are capped.
  private long bounded(String category, long sum) {
    return switch (category) {
      case UsabilityScorer.CATEGORY -> Math.max(0, sum);
      case PriceScorer.PENALTIES ->
          Math.max(-Apportionment.share(rules.total(), rules.penaltyCap()), sum);
      case PriceScorer.SPECIAL -> {
        long cap = Apportionment.share(rules.total(), rules.specialCap());
        yield Math.clamp(sum, -cap, cap);
      }
      default -> sum;
    };
  }

  /// Entries that still change, as they would be posted at an exercise time.
  public List<LedgerEntry> running(String team, long at) {
    List<LedgerEntry> running = new ArrayList<>();
    scorers.forEach(scorer -> running.addAll(scorer.running(team, at)));
    return running;
  }

  /// Final entries of a team, oldest first.
  public List<LedgerEntry> ledger(String team) {
    return ledger.of(team);
  }

  /// Final entries of a team after the first `number` of them.
  public List<LedgerEntry> ledgerSince(String team, int number) {
    return ledger.since(team, number);
  }

  /// The final entries that are released to the team. Of a category that is released at the end of
  /// a phase, those from before the present phase.
  public List<LedgerEntry> releasedLedger(String team) {
    int before = phaseStarts.getOrDefault(team, PhaseStart.NONE).entries();
    return ledger.of(team).stream()
        .filter(entry ->
            isReleased(entry.category())
                || (release(entry.category()) == Release.PHASE_END && entry.number() <= before))
        .toList();
  }

  /// Whether a category's entries may be shown to teams as they come.
  public boolean isReleased(String category) {
    return ended || release(category) == Release.LIVE;
  }

  private Release release(String category) {
    return rules.category(category).map(Category::release).orElse(Release.LIVE);
  }
}
