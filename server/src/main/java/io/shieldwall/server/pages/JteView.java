package io.shieldwall.server.pages;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.shieldwall.server.access.PermissionGate;
import io.shieldwall.server.access.Seat;
import io.shieldwall.server.live.Broadcast;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.live.Topic;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;

/// Renders whole pages: the layout, with the image of a topic or a body of its own.
public final class JteView {

  private final TemplateEngine engine;
  private final Texts texts;
  private final Stage stage;
  private final Broadcast broadcast;

  public JteView(TemplateEngine engine, Texts texts, Stage stage, Broadcast broadcast) {
    this.engine = engine;
    this.texts = texts;
    this.stage = stage;
    this.broadcast = broadcast;
  }

  /// What the layout needs to know of a page.
  ///
  /// @param topic what it follows; empty for a page that stands still
  /// @param csrf token for its forms
  public record Frame(
      String title,
      String section,
      Optional<Topic> topic,
      Optional<Seat> seat,
      String csrf,
      String csrfHeader,
      Texts texts,
      String clock) {}

  /// A live page: its parts stand in a template of their own, by name.
  public ResponseEntity<String> live(
      HttpServletRequest request, Topic topic, String template, String title, String section) {
    return live(request, topic, template, title, section, Map.of());
  }

  /// A live page with more that belongs to the one who opened it.
  public ResponseEntity<String> live(
      HttpServletRequest request,
      Topic topic,
      String template,
      String title,
      String section,
      Map<String, Object> extra) {
    Map<String, String> parts = broadcast.image(topic);
    Map<String, Object> model = new HashMap<>(extra);
    model.put(
        "frame",
        frame(request, title, section, Optional.of(topic), parts.getOrDefault("clock", "")));
    model.put("parts", parts);
    return html(render(template, model));
  }

  /// A page that stands still.
  public ResponseEntity<String> still(
      HttpServletRequest request, String template, String title, Map<String, Object> extra) {
    Map<String, Object> model = new HashMap<>(extra);
    model.put("frame", frame(request, title, "", Optional.empty(), ""));
    return html(render(template, model));
  }

  /// A page that stands still and has a form for somebody who is not signed in yet. Only such a
  /// page begins a session for a stranger.
  public ResponseEntity<String> form(
      HttpServletRequest request, String template, String title, Map<String, Object> extra) {
    request.getSession(true);
    return still(request, template, title, extra);
  }

  private Frame frame(
      HttpServletRequest request,
      String title,
      String section,
      Optional<Topic> topic,
      String clock) {
    CsrfToken token =
        request.getSession(false) == null
            ? null
            : (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    return new Frame(
        title,
        section,
        topic,
        PermissionGate.seat(),
        token == null ? "" : token.getToken(),
        token == null ? "" : token.getHeaderName(),
        texts,
        clock);
  }

  /// A part of a page.
  public String render(String template, Map<String, Object> model) {
    StringOutput output = new StringOutput();
    engine.render(template, model, output);
    return output.toString();
  }

  public Stage stage() {
    return stage;
  }

  private static ResponseEntity<String> html(String body) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
        .header("Cache-Control", "no-store")
        .body(body);
  }
}
