package io.shieldwall.server.news;

import io.shieldwall.scenario.Condition;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Inject.Channel;
import io.shieldwall.scenario.Team;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.pages.Markdown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The news of the fictional nation: injects delivered over the news channel, newest first.
public record NewsView(List<Article> articles) {

  public NewsView {
    articles = List.copyOf(articles);
  }

  /// @param about name of the team it concerns; empty when it concerns all
  /// @param html safe HTML
  public record Article(String id, long at, String from, String about, String html) {}

  static NewsView of(Stage.Moment moment) {
    List<Article> articles = new ArrayList<>();
    for (Inject inject : moment.scenario().injects()) {
      if (inject.via().contains(Channel.NEWS)) {
        articles.addAll(articles(moment, inject));
      }
    }
    articles.sort(Comparator.comparingLong(Article::at).reversed());
    return new NewsView(articles);
  }

  private static List<Article> articles(Stage.Moment moment, Inject inject) {
    List<Article> articles = new ArrayList<>();
    for (String id : moment.state().teams()) {
      moment
          .state()
          .inject(id, inject.id())
          .filter(state -> state.status() == io.shieldwall.exercise.State.InjectStatus.FIRED)
          .ifPresent(state ->
              moment
                  .scenario()
                  .team(id)
                  .map(team -> article(moment, inject, team, state.at()))
                  .ifPresent(articles::add));
    }
    return isForAll(inject) && !articles.isEmpty()
        ? List.of(withoutTeam(articles.getFirst()))
        : articles;
  }

  /// What comes by the clock is the same news for everybody.
  private static boolean isForAll(Inject inject) {
    return inject.when() instanceof Condition.At;
  }

  private static Article withoutTeam(Article article) {
    return new Article(article.id(), article.at(), article.from(), "", article.html());
  }

  private static Article article(Stage.Moment moment, Inject inject, Team team, long at) {
    String body = Optional.ofNullable(moment.scenario().bodies().get(inject.body())).orElse("");
    return new Article(
        inject.id() + "-" + team.id(),
        at,
        team.expand(inject.from()),
        team.name(),
        Markdown.html(body, team));
  }
}
