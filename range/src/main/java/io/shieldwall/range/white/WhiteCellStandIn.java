package io.shieldwall.range.white;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command.GradeSubmission;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Event.ExerciseEnded;
import io.shieldwall.exercise.Event.TaskSubmitted;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State.Submission;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.range.Agenda;
import io.shieldwall.range.Agent;
import io.shieldwall.range.Chance;
import io.shieldwall.range.Roster;
import io.shieldwall.range.Skill;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Rubric;
import io.shieldwall.scenario.Rubric.Criterion;
import io.shieldwall.scenario.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A stand-in for the White cell in demonstrations and rehearsals. It grades what stand-ins of
/// teams hand in by drawing from their skill and reads not a word of it. What people hand in waits
/// for a person.
public final class WhiteCellStandIn implements Agent {

  private static final Actor WHITE = Actor.of(Actor.Role.WHITE, "White cell stand-in");

  private final Scenario scenario;
  private final Roster roster;
  private final long seed;
  private final Agenda<TeamItem> agenda = new Agenda<>();
  private boolean ended;

  public WhiteCellStandIn(Scenario scenario, Roster roster, long seed) {
    this.scenario = scenario;
    this.roster = roster;
    this.seed = seed;
  }

  /// After ENDEX everything that waits is graded at once.
  @Override
  public long nextAt() {
    long next = agenda.nextAt();
    return ended && next != WAITING ? 0 : next;
  }

  @Override
  public void hear(Recorded recorded) {
    switch (recorded.event()) {
      case TaskSubmitted submitted when roster.bots().containsKey(submitted.team()) -> {
        TeamItem item = new TeamItem(submitted.team(), submitted.inject());
        agenda.note(recorded.at() + chance("wait", item).between(5, 20) * 60_000, item);
      }
      case ExerciseEnded _ -> ended = true;
      default -> {}
    }
  }

  private Chance chance(String what, TeamItem item) {
    return Chance.of(seed, "white", what, item.team(), item.item());
  }

  @Override
  public void act(long at, Desk desk) {
    for (TeamItem item : agenda.due(ended ? WAITING - 1 : at)) {
      Optional<Submission> submission = desk.state().submission(item.team(), item.item());
      if (submission.isPresent() && submission.get().grading().isEmpty()) {
        rubric(item.item()).ifPresent(rubric -> grade(item, rubric, desk));
      }
    }
  }

  private Optional<Rubric> rubric(String inject) {
    return scenario
        .inject(inject)
        .flatMap(Inject::task)
        .flatMap(task -> Optional.ofNullable(scenario.rubrics().get(task.rubric())));
  }

  private void grade(TeamItem item, Rubric rubric, Desk desk) {
    Skill skill = roster.bots().getOrDefault(item.team(), Skill.REGULAR);
    Chance chance = chance("grade", item);
    Map<String, Integer> grades = new LinkedHashMap<>();
    for (Criterion criterion : rubric.criteria()) {
      grades.put(criterion.id(), draw(skill, chance));
    }
    desk.submit(
        "grade-%s-%s".formatted(item.team(), item.item()),
        WHITE,
        new GradeSubmission(item.team(), item.item(), grades, feedback(grades)));
  }

  private static int draw(Skill skill, Chance chance) {
    List<Double> upTo =
        switch (skill) {
          case NOVICE -> List.of(0.12, 0.45, 0.77, 0.95);
          case REGULAR -> List.of(0.03, 0.18, 0.48, 0.84);
          case EXPERT -> List.of(0.01, 0.05, 0.20, 0.58);
        };
    double drawn = chance.share();
    int index = 0;
    while (index < upTo.size() && drawn >= upTo.get(index)) {
      index++;
    }
    return Rubric.SCALE.get(index);
  }

  private static String feedback(Map<String, Integer> grades) {
    double mean = grades.values().stream().mapToInt(Integer::intValue).average().orElse(0);
    if (mean >= 9) {
      return "Graded by the stand-in: clear, in time and to the point.";
    }
    return mean >= 6
        ? "Graded by the stand-in: usable; say more plainly what is known and what is not."
        : "Graded by the stand-in: too thin to act on.";
  }
}
