package io.shieldwall.range.blue;

import io.shieldwall.range.Chance;
import io.shieldwall.range.Skill;

/// What a skill means in numbers. Times are exercise minutes, shares 0 to 1.
///
/// @param hands actions that run at the same time
/// @param foresight share of the weaknesses that the team removes of its own accord
/// @param reaction from noticing something to acting
/// @param patrol between two looks at logs without a reason
/// @param insight share of the findings that it understands and acts on
/// @param reports share of the attacks seen that it reports
/// @param accuracy share of the reports that name the right technique
/// @param mistakes share of the alarms that it answers with the wrong action
/// @param falseClaims share of the tickets that it claims fixed without having done anything
/// @param answers share of the tasks that it answers
/// @param earliest and
/// @param latest share of a task's time after which the answer comes; above 1 is late
record Profile(
    int hands,
    double foresight,
    Span reaction,
    long patrol,
    double insight,
    double reports,
    double accuracy,
    double mistakes,
    double falseClaims,
    double answers,
    double earliest,
    double latest) {

  static final long MINUTE = 60_000;

  /// From one number of minutes to another.
  record Span(long least, long most) {

    long draw(Chance chance) {
      return chance.between(least * 60, most * 60) * 1000;
    }
  }

  static Profile of(Skill skill) {
    return switch (skill) {
      case NOVICE ->
          new Profile(
              2, 0.14, new Span(12, 30), 75, 0.55, 0.40, 0.40, 0.30, 0.30, 0.70, 0.60, 1.35);
      case REGULAR ->
          new Profile(3, 0.30, new Span(6, 15), 40, 0.80, 0.65, 0.65, 0.12, 0.10, 0.90, 0.50, 1.05);
      case EXPERT ->
          new Profile(5, 0.48, new Span(2, 7), 20, 0.96, 0.90, 0.90, 0.03, 0.02, 1.00, 0.35, 0.85);
    };
  }
}
