package io.shieldwall.server.pages;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.shieldwall.server.live.Stage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Renders the parts of live pages.
public final class Parts {

  private final TemplateEngine engine;
  private final Texts texts;

  public Parts(TemplateEngine engine, Texts texts) {
    this.engine = engine;
    this.texts = texts;
  }

  /// The parts of a page, beginning with the clock that every page has.
  public Map<String, String> page(Stage.Moment moment) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("clock", render("parts/clock.jte", ClockView.of(moment)));
    return parts;
  }

  /// A part from a template with the parameters `view` and `texts`.
  public String render(String template, Object view) {
    Map<String, Object> model = new HashMap<>();
    model.put("view", view);
    model.put("texts", texts);
    StringOutput output = new StringOutput();
    engine.render(template, model, output);
    return output.toString();
  }

  public Texts texts() {
    return texts;
  }
}
