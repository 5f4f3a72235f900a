package io.shieldwall.exercise;

import io.shieldwall.exercise.Event.CheckerDoubted;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.State.CheckState;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds checks that turned bad for every team within one interval. That many teams rarely break
/// the same thing in the same minute; a defective checker does it every time. A team whose service
/// is down already cannot hide it: it takes no part, as long as half of the teams do.
final class CheckerDoubts {

  /// With fewer teams all of them at once means nothing.
  static final int FEWEST_TEAMS = 3;

  private final Map<String, Long> intervals = new HashMap<>();

  CheckerDoubts(Scenario scenario) {
    for (Network.Check check : scenario.network().checks()) {
      intervals.put(check.id(), check.every().toMillis());
    }
  }

  /// The doubts that these observations, in the order of their instants, give rise to.
  List<CheckerDoubted> about(State state, List<Observation> fresh) {
    if (state.teams().size() < FEWEST_TEAMS) {
      return List.of();
    }
    Map<String, Map<String, Observation>> turned = new HashMap<>();
    Map<String, Map<String, Observation>> newest = new HashMap<>();
    for (Observation observation : fresh) {
      newest
          .computeIfAbsent(observation.check(), _ -> new HashMap<>())
          .put(observation.team(), observation);
      if (isBad(observation) && !wasBad(state, observation)) {
        turned
            .computeIfAbsent(observation.check(), _ -> new HashMap<>())
            .putIfAbsent(observation.team(), observation);
      }
    }
    List<CheckerDoubted> doubts = new ArrayList<>();
    turned.forEach((check, ofTeams) ->
        doubt(
                state,
                check,
                newest.getOrDefault(check, Map.of()),
                state.doubts().size() + doubts.size())
            .ifPresent(doubts::add));
    return doubts;
  }

  private Optional<CheckerDoubted> doubt(
      State state, String check, Map<String, Observation> newest, int known) {
    boolean open =
        state.doubts().values().stream()
            .anyMatch(each -> each.check().equals(check) && each.to().isEmpty());
    if (open) {
      return Optional.empty();
    }
    List<Long> since = new ArrayList<>();
    for (String team : state.teams()) {
      Optional<Long> bad = badSince(state, team, check, newest.get(team));
      if (bad.isEmpty()) {
        return Optional.empty();
      }
      since.add(bad.get());
    }
    long begin = Collections.max(since) - intervals.getOrDefault(check, 0L);
    List<Long> together = since.stream().filter(each -> each >= begin).toList();
    if (together.size() < FEWEST_TEAMS || together.size() * 2 < since.size()) {
      return Optional.empty();
    }
    String whom =
        together.size() == since.size()
            ? "all %d teams".formatted(since.size())
            : "all %d teams that it was good for".formatted(together.size());
    return Optional.of(
        new CheckerDoubted(
            "doubt-" + (known + 1),
            check,
            Collections.min(together),
            "it turned bad for " + whom + " within one interval"));
  }

  /// Since when the check has been bad for a team; empty when it is not, or never was good.
  private static Optional<Long> badSince(
      State state,
      String team,
      String check,
      @org.jspecify.annotations.Nullable Observation newest) {
    Optional<CheckState> before = state.check(team, check);
    if (newest == null) {
      return before.filter(each -> isBad(each.latest())).map(CheckState::since);
    }
    if (!isBad(newest)) {
      return Optional.empty();
    }
    return Optional.of(
        before.filter(each -> isBad(each.latest())).map(CheckState::since).orElse(newest.at()));
  }

  private static boolean wasBad(State state, Observation observation) {
    return state
        .check(observation.team(), observation.check())
        .filter(each -> isBad(each.latest()))
        .isPresent();
  }

  private static boolean isBad(Observation observation) {
    return observation.outcome() == Outcome.CRITICAL || observation.cause() == Cause.CHECKER_FAULT;
  }
}
