package io.shieldwall.server.board;

import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.Permission.Audience;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.JteView;
import io.shieldwall.server.pages.Texts;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/// The public scoreboard.
@Controller
public final class BoardPage {

  private final JteView view;
  private final Texts texts;

  public BoardPage(JteView view, Texts texts) {
    this.view = view;
    this.texts = texts;
  }

  @GetMapping("/")
  @Permission(Audience.PUBLIC)
  public ResponseEntity<String> board(HttpServletRequest request) {
    return view.live(
        request, Topic.of(Topic.Kind.BOARD), "board/page.jte", texts.of("board.title"), "board");
  }
}
