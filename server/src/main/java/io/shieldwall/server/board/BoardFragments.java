package io.shieldwall.server.board;

import io.shieldwall.server.live.FragmentSource;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.Parts;
import java.util.Map;
import java.util.Set;

/// The parts of the public scoreboard.
public final class BoardFragments implements FragmentSource {

  private final Parts parts;

  public BoardFragments(Parts parts) {
    this.parts = parts;
  }

  @Override
  public Set<Topic.Kind> kinds() {
    return Set.of(Topic.Kind.BOARD);
  }

  @Override
  public Map<String, String> render(Topic topic, Stage.Moment moment) {
    Map<String, String> page = parts.page(moment);
    BoardView view = BoardView.of(moment);
    page.put("standings", parts.render("board/standings.jte", view));
    page.put("trend", parts.render("board/trend.jte", view.trend()));
    return page;
  }
}
