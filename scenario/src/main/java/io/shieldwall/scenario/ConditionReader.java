package io.shieldwall.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads when an inject fires.
final class ConditionReader {

  /// Keys of which a condition has exactly one.
  static final List<String> KINDS =
      List.of(
          "at", "hand", "objective", "check", "submitted", "fired", "phase", "all", "any", "not");

  /// Keys that go with a kind beside its own.
  private static final Map<String, Set<String>> COMPANIONS =
      Map.of(
          "objective", Set.of("result", "after"),
          "check", Set.of("is", "lasting"),
          "submitted", Set.of("after"),
          "fired", Set.of("after"),
          "phase", Set.of("after"));

  private final Names names;
  private final Problems problems;
  private final Duration duration;

  /// @param duration of the exercise; nothing can be due later
  ConditionReader(Names names, Problems problems, Duration duration) {
    this.names = names;
    this.problems = problems;
    this.duration = duration;
  }

  Condition read(Section section) {
    String kind = KINDS.stream().filter(section::has).findFirst().orElse("hand");
    companions(section, kind);
    Duration after = section.span("after", Duration.ZERO);
    return switch (kind) {
      case "at" -> at(section);
      case "objective" -> objective(section, after);
      case "check" -> check(section);
      case "submitted" -> {
        names.refer("task", section.text("submitted"), section.place("submitted"));
        yield new Condition.Submitted(section.text("submitted"), after);
      }
      case "fired" -> {
        names.refer("inject", section.text("fired"), section.place("fired"));
        yield new Condition.Fired(section.text("fired"), after);
      }
      case "phase" -> {
        names.refer("phase", section.text("phase"), section.place("phase"));
        yield new Condition.PhaseBegun(section.text("phase"), after);
      }
      case "all" -> new Condition.All(section.sections("all").stream().map(this::read).toList());
      case "any" -> new Condition.AnyOf(section.sections("any").stream().map(this::read).toList());
      case "not" -> new Condition.Not(read(section.section("not")));
      default -> byHand(section);
    };
  }

  private Condition at(Section section) {
    Duration time = section.span("at", Duration.ZERO);
    if (time.compareTo(duration) >= 0) {
      problems.add(section.place("at"), "the inject is due after ENDEX", "name an earlier time");
    }
    return new Condition.At(time);
  }

  private Condition byHand(Section section) {
    if (section.has("hand") && !section.flag("hand", false)) {
      problems.add(
          section.place("hand"),
          "'hand' is true or is not there",
          "write hand: true, or when else");
    }
    return new Condition.ByHand();
  }

  private Condition objective(Section section, Duration after) {
    names.refer("objective", section.text("objective"), section.place("objective"));
    Set<String> results = Set.copyOf(section.texts("result"));
    if (results.isEmpty()) {
      problems.add(
          section.place("objective"),
          "the condition does not say which result it awaits",
          "add result: success, or a list of blocked, partial, success, persistent");
    }
    return new Condition.ObjectiveEnded(section.text("objective"), results, after);
  }

  private Condition check(Section section) {
    names.refer("check", section.text("check"), section.place("check"));
    if (!section.has("is")) {
      problems.add(
          section.place("check"),
          "the condition does not say which state it awaits",
          "add is: CRITICAL");
    }
    return new Condition.CheckIs(
        section.text("check"), section.text("is"), section.span("lasting", Duration.ZERO));
  }

  private void companions(Section section, String kind) {
    Set<String> allowed = COMPANIONS.getOrDefault(kind, Set.of());
    for (String name : section.names()) {
      if (!KINDS.contains(name)
          && !allowed.contains(name)
          && Set.of("result", "is", "lasting", "after").contains(name)) {
        problems.add(
            section.keyPlace(name),
            "'" + name + "' does not go with '" + kind + "'",
            allowed.isEmpty() ? "remove it" : "possible here: " + String.join(", ", allowed));
      }
    }
  }
}
