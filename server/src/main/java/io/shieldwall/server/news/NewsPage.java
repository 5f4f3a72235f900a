package io.shieldwall.server.news;

import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.Permission.Audience;
import io.shieldwall.server.live.FragmentSource;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.JteView;
import io.shieldwall.server.pages.Parts;
import io.shieldwall.server.pages.Texts;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/// The news page.
@Controller
public final class NewsPage {

  private final JteView view;
  private final Texts texts;

  public NewsPage(JteView view, Texts texts) {
    this.view = view;
    this.texts = texts;
  }

  @GetMapping("/news")
  @Permission(Audience.PUBLIC)
  public ResponseEntity<String> news(HttpServletRequest request) {
    return view.live(
        request, Topic.of(Topic.Kind.NEWS), "news/page.jte", texts.of("news.title"), "news");
  }

  /// The parts of the news page.
  public static final class NewsFragments implements FragmentSource {
    private final Parts parts;

    public NewsFragments(Parts parts) {
      this.parts = parts;
    }

    @Override
    public Set<Topic.Kind> kinds() {
      return Set.of(Topic.Kind.NEWS);
    }

    @Override
    public Map<String, String> render(Topic topic, Stage.Moment moment) {
      Map<String, String> page = parts.page(moment);
      page.put("articles", parts.render("news/articles.jte", NewsView.of(moment)));
      return page;
    }
  }
}
