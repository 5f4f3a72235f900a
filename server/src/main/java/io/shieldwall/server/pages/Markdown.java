package io.shieldwall.server.pages;

import io.shieldwall.scenario.Team;
import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.owasp.html.PolicyFactory;
import org.owasp.html.Sanitizers;

/// Markdown as safe HTML: raw HTML is shown as text, links are limited to http and https, and the
/// result is sanitised once more.
public final class Markdown {

  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .extensions(List.of(TablesExtension.create()))
          .escapeHtml(true)
          .sanitizeUrls(true)
          .build();
  private static final PolicyFactory POLICY =
      Sanitizers.FORMATTING.and(Sanitizers.BLOCKS).and(Sanitizers.TABLES).and(Sanitizers.LINKS);

  private Markdown() {}

  public static String html(String markdown) {
    return POLICY.sanitize(RENDERER.render(PARSER.parse(markdown)));
  }

  /// The body of an inject for a team.
  public static String html(String markdown, Team team) {
    return html(team.expand(markdown));
  }
}
