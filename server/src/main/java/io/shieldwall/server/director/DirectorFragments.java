package io.shieldwall.server.director;

import io.shieldwall.server.live.FragmentSource;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.ClockView;
import io.shieldwall.server.pages.Parts;
import java.util.Map;
import java.util.Set;

/// The parts of the director's pages.
public final class DirectorFragments implements FragmentSource {

  private final Parts parts;

  public DirectorFragments(Parts parts) {
    this.parts = parts;
  }

  @Override
  public Set<Topic.Kind> kinds() {
    return Set.of(Topic.Kind.DIRECTOR, Topic.Kind.INJECTS, Topic.Kind.EVENTS);
  }

  @Override
  public Map<String, String> render(Topic topic, Stage.Moment moment) {
    Map<String, String> page = parts.page(moment);
    switch (topic.kind()) {
      case DIRECTOR -> {
        DirectorView view = DirectorView.of(moment);
        page.put("controls", parts.render("director/controls.jte", ClockView.of(moment)));
        page.put("health", parts.render("director/health.jte", view));
        page.put("upcoming", parts.render("director/upcoming.jte", view));
        page.put("pressure", parts.render("director/pressure.jte", view));
        page.put("stream", parts.render("director/stream.jte", DirectorView.events(moment, 40)));
      }
      case INJECTS ->
          page.put("injects", parts.render("director/injects.jte", DirectorView.injects(moment)));
      case EVENTS ->
          page.put("stream", parts.render("director/stream.jte", DirectorView.events(moment, 300)));
      case BOARD, NEWS, TEAM, SYSTEM, LEDGER, INBOX, TASK, TICKETS, CREDENTIALS, CHECKS ->
          throw new IllegalArgumentException(topic.text());
    }
    return page;
  }
}
