package io.shieldwall.server.team;

import io.shieldwall.exercise.State;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Team;
import io.shieldwall.server.live.FragmentSource;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.Parts;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The parts of a team's pages.
public final class TeamFragments implements FragmentSource {

  private final Parts parts;

  public TeamFragments(Parts parts) {
    this.parts = parts;
  }

  @Override
  public Set<Topic.Kind> kinds() {
    return Set.of(
        Topic.Kind.TEAM,
        Topic.Kind.SYSTEM,
        Topic.Kind.LEDGER,
        Topic.Kind.INBOX,
        Topic.Kind.TASK,
        Topic.Kind.TICKETS);
  }

  @Override
  public Map<String, String> render(Topic topic, Stage.Moment moment) {
    Map<String, String> page = parts.page(moment);
    switch (topic.kind()) {
      case TEAM -> overview(topic, moment, page);
      case SYSTEM ->
          page.put(
              "system",
              parts.render("team/system.jte", SystemView.of(moment, topic.team(), topic.item())));
      case LEDGER ->
          page.put(
              "ledger",
              parts.render(
                  "team/ledger.jte", LedgerView.of(moment, topic.team(), Integer.MAX_VALUE)));
      case INBOX -> page.put("inbox", parts.render("team/inbox.jte", team(moment, topic)));
      case TASK -> page.put("task", parts.render("team/task.jte", task(moment, topic)));
      case TICKETS -> page.put("tickets", parts.render("team/tickets.jte", team(moment, topic)));
      case BOARD, NEWS, CREDENTIALS, CHECKS, DIRECTOR, INJECTS, EVENTS ->
          throw new IllegalArgumentException(topic.text());
    }
    return page;
  }

  private void overview(Topic topic, Stage.Moment moment, Map<String, String> page) {
    TeamView view = team(moment, topic);
    page.put("score", parts.render("team/score.jte", view));
    page.put("troubles", parts.render("team/troubles.jte", view));
    page.put("queue", parts.render("team/queue.jte", view));
    page.put("matrix", parts.render("team/matrix.jte", view));
    page.put("recent", parts.render("team/recent.jte", LedgerView.of(moment, topic.team(), 12)));
  }

  private static TeamView team(Stage.Moment moment, Topic topic) {
    return TeamView.of(moment, topic.team());
  }

  private static TaskView task(Stage.Moment moment, Topic topic) {
    Team team = moment.scenario().team(topic.team()).orElseThrow();
    Inject inject = moment.scenario().inject(topic.item()).orElseThrow();
    Optional<State.Submission> submission = moment.state().submission(team.id(), inject.id());
    Optional<TeamView.TaskLine> line =
        TeamView.tasks(moment, team).stream()
            .filter(each -> each.inject().equals(inject.id()))
            .findFirst();
    return new TaskView(
        line,
        TeamView.body(moment, team, inject).orElse(""),
        submission.map(State.Submission::text).orElse(""),
        submission.map(State.Submission::at).orElse(-1L),
        submission.map(State.Submission::by).orElse(""),
        submission.flatMap(State.Submission::grading).map(State.Grading::feedback).orElse(""),
        submission
            .flatMap(State.Submission::grading)
            .map(grading -> grades(moment, inject, grading))
            .orElse(""));
  }

  private static String grades(Stage.Moment moment, Inject inject, State.Grading grading) {
    return inject
        .task()
        .map(task -> moment.scenario().rubrics().get(task.rubric()))
        .map(rubric ->
            String.join(
                " · ",
                rubric.criteria().stream()
                    .map(each ->
                        each.title() + ": " + grading.grades().getOrDefault(each.id(), 0) + "/12")
                    .toList()))
        .orElse("");
  }

  /// A message or task as the team sees it.
  ///
  /// @param submittedAt exercise time of the answer; -1 when there is none
  public record TaskView(
      Optional<TeamView.TaskLine> line,
      String body,
      String answer,
      long submittedAt,
      String by,
      String feedback,
      String grades) {}
}
