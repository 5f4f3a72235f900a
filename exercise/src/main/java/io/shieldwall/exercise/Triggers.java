package io.shieldwall.exercise;

import io.shieldwall.exercise.State.Attempt;
import io.shieldwall.exercise.State.CheckState;
import io.shieldwall.exercise.State.InjectStatus;
import io.shieldwall.scenario.Condition;
import io.shieldwall.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Judges conditions of injects for one team at one moment, and says in words why.
public final class Triggers {

  private Triggers() {}

  /// The answer to "has this come true, and if not, why not?".
  ///
  /// @param words what is awaited and what is the case, for the White cell
  /// @param parts judgements of nested conditions
  public record Judgement(boolean met, String words, List<Judgement> parts) {
    public Judgement {
      parts = List.copyOf(parts);
    }

    /// The whole answer on one line.
    public String explanation() {
      if (parts.isEmpty()) {
        return words;
      }
      return words
          + " ("
          + parts.stream()
              .map(part -> (part.met() ? "✓ " : "✗ ") + part.explanation())
              .collect(Collectors.joining("; "))
          + ")";
    }
  }

  /// Judges a condition for a team.
  public static Judgement judge(
      Scenario scenario, State state, String team, Condition condition, long at) {
    return switch (condition) {
      case Condition.At time -> time(time.time().toMillis(), at);
      case Condition.ByHand _ -> leaf(false, "waits for the director's hand");
      case Condition.ObjectiveEnded ended -> objective(state, team, ended, at);
      case Condition.CheckIs check -> check(state, team, check, at);
      case Condition.Submitted submitted -> submitted(state, team, submitted, at);
      case Condition.Fired fired -> fired(state, team, fired, at);
      case Condition.PhaseBegun phase -> phase(scenario, phase, at);
      case Condition.All all -> {
        List<Judgement> parts = parts(scenario, state, team, all.conditions(), at);
        yield new Judgement(parts.stream().allMatch(Judgement::met), "all of", parts);
      }
      case Condition.AnyOf any -> {
        List<Judgement> parts = parts(scenario, state, team, any.conditions(), at);
        yield new Judgement(parts.stream().anyMatch(Judgement::met), "any of", parts);
      }
      case Condition.Not not -> {
        Judgement part = judge(scenario, state, team, not.condition(), at);
        yield new Judgement(!part.met(), "not", List.of(part));
      }
    };
  }

  private static List<Judgement> parts(
      Scenario scenario, State state, String team, List<Condition> conditions, long at) {
    return conditions.stream()
        .map(condition -> judge(scenario, state, team, condition, at))
        .toList();
  }

  private static Judgement time(long due, long at) {
    return at >= due
        ? leaf(true, "time " + clock(due) + " has come")
        : leaf(false, "due at " + clock(due) + ", in " + clock(due - at));
  }

  private static Judgement objective(
      State state, String team, Condition.ObjectiveEnded ended, long at) {
    String wanted = ended.results().stream().sorted().collect(Collectors.joining(" or "));
    Optional<Attempt> attempt = state.attempt(team, ended.objective());
    if (attempt.isEmpty()) {
      return leaf(false, "objective " + ended.objective() + " has not been attempted");
    }
    if (attempt.get().result().isEmpty()) {
      return leaf(false, "objective " + ended.objective() + " is under way");
    }
    String result = attempt.get().result().get().name().toLowerCase(Locale.ROOT);
    String words = "objective " + ended.objective() + " ended with " + result;
    if (!ended.results().contains(result)) {
      return leaf(false, words + ", awaited is " + wanted);
    }
    return delayed(words, attempt.get().endedAt(), ended.after(), at);
  }

  private static Judgement check(State state, String team, Condition.CheckIs wanted, long at) {
    Optional<CheckState> check = state.check(team, wanted.check());
    if (check.isEmpty()) {
      return leaf(false, "check " + wanted.check() + " has not been observed");
    }
    String words = "check " + wanted.check() + " is " + check.get().outcome();
    if (!check.get().outcome().name().equals(wanted.outcome())) {
      return leaf(false, words + ", awaited is " + wanted.outcome());
    }
    return delayed(words, check.get().since(), wanted.lasting(), at);
  }

  private static Judgement submitted(
      State state, String team, Condition.Submitted wanted, long at) {
    return state
        .submission(team, wanted.inject())
        .map(submission ->
            delayed("answered " + wanted.inject(), submission.at(), wanted.after(), at))
        .orElseGet(() -> leaf(false, "no answer to " + wanted.inject() + " yet"));
  }

  private static Judgement fired(State state, String team, Condition.Fired wanted, long at) {
    return state
        .inject(team, wanted.inject())
        .filter(inject -> inject.status() == InjectStatus.FIRED)
        .map(inject ->
            delayed("inject " + wanted.inject() + " fired", inject.at(), wanted.after(), at))
        .orElseGet(() -> leaf(false, "inject " + wanted.inject() + " has not fired"));
  }

  private static Judgement phase(Scenario scenario, Condition.PhaseBegun wanted, long at) {
    long begins =
        scenario.phases().stream()
            .filter(phase -> phase.id().equals(wanted.phase()))
            .mapToLong(phase -> phase.startsAt().toMillis())
            .findFirst()
            .orElse(Long.MAX_VALUE);
    if (at < begins) {
      return leaf(false, "phase " + wanted.phase() + " begins at " + clock(begins));
    }
    return delayed("phase " + wanted.phase() + " began", begins, wanted.after(), at);
  }

  private static Judgement delayed(String words, long since, Duration delay, long at) {
    long due = since + delay.toMillis();
    String from = words + " at " + clock(since);
    return at >= due
        ? leaf(true, from)
        : leaf(false, from + ", delay of " + clock(delay.toMillis()) + " ends at " + clock(due));
  }

  private static Judgement leaf(boolean met, String words) {
    return new Judgement(met, words, List.of());
  }

  /// Exercise time as `h:mm:ss`.
  static String clock(long millis) {
    long seconds = millis / 1000;
    return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
