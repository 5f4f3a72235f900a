package io.shieldwall.range.nation;

import io.shieldwall.range.nation.WebRequest.Identity;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Content.Page;
import io.shieldwall.scenario.Team;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The web sites of the nation: pages from the scenario, changed by what the adversary did.
final class WebSite {

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  /// What a site says whose data base does not answer.
  static final WebReply UNAVAILABLE =
      WebReply.plain(503, "Service temporarily unavailable: a system behind this one fails.");

  private WebSite() {}

  static WebReply reply(Team team, Content.Web web, ServiceModel service, WebRequest request) {
    if (!METHODS.contains(request.method())) {
      return WebReply.plain(405, "Method not allowed.");
    }
    if (request.identity() == Identity.REFUSED) {
      return WebReply.plain(401, "Sign-in refused.");
    }
    Optional<Page> page =
        web.pages().stream().filter(known -> known.path().equals(request.path())).findFirst();
    return defacement(service, request.path(), page.isPresent())
        .orElseGet(() ->
            page.map(known -> reply(team, known, service))
                .orElseGet(() -> WebReply.plain(404, "Not found.")));
  }

  /// A defacement without a path covers every page that exists.
  private static Optional<WebReply> defacement(ServiceModel service, String path, boolean exists) {
    Map<String, String> defaced = service.defaced;
    if (defaced.isEmpty()) {
      return Optional.empty();
    }
    String text = defaced.get(path);
    String everywhere = exists ? defaced.get("") : null;
    String shown = text == null ? everywhere : text;
    return shown == null
        ? Optional.empty()
        : Optional.of(new WebReply(200, "text/html", "", document("", shown)));
  }

  private static WebReply reply(Team team, Page page, ServiceModel service) {
    String type = page.type().isEmpty() ? "text/html" : page.type();
    String text = team.expand(page.text());
    if (!page.record().isEmpty()) {
      text = text.replace("{value}", value(page, service));
    }
    String body = type.equals("text/html") ? document(team.expand(page.title()), text) : text;
    return new WebReply(page.status(), type, team.expand(page.location()), body);
  }

  /// The page's record stands as `name=value`; the adversary may have altered it.
  private static String value(Page page, ServiceModel service) {
    int equals = page.record().indexOf('=');
    String name = equals < 0 ? page.record() : page.record().substring(0, equals);
    String initial = equals < 0 ? "" : page.record().substring(equals + 1);
    return service.altered.getOrDefault(name, initial);
  }

  private static String document(String title, String text) {
    return "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>"
        + harmless(title)
        + "</title></head>\n<body>\n"
        + (title.isEmpty() ? "" : "<h1>" + harmless(title) + "</h1>\n")
        + "<p>"
        + harmless(text)
        + "</p>\n</body>\n</html>\n";
  }

  private static String harmless(String text) {
    return text.indexOf('<') < 0 && text.indexOf('>') < 0
        ? text
        : text.replace("<", "&lt;").replace(">", "&gt;");
  }
}
