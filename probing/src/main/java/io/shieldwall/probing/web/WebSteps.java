package io.shieldwall.probing.web;

import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.StepMistakes;
import io.shieldwall.scenario.Probe;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonPointer;

/// The steps of a `web` check as planners write them, and what can be wrong with them.
final class WebSteps {

  static final int MOST = 10;

  static final List<String> KEYS =
      List.of(
          "request",
          "form",
          "json",
          "header",
          "status",
          "contains",
          "absent",
          "matches",
          "save",
          "pattern",
          "pointer",
          "only");

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  private WebSteps() {}

  static Mistakes mistakes(Probe probe) {
    StepMistakes mistakes = new StepMistakes(probe, MOST);
    for (Map<String, String> step : mistakes.steps()) {
      mistakes.enter(step);
      request(step, mistakes);
      mistakes.statuses();
      mistakes.only();
      mistakes.template("matches");
      for (String key : List.of("request", "form")) {
        mistakes.places(key);
      }
      for (String key : List.of("json", "header")) {
        mistakes.placesAmongBraces(key);
      }
      save(step, mistakes);
    }
    return mistakes.found();
  }

  private static void request(Map<String, String> step, StepMistakes mistakes) {
    String written = step.getOrDefault("request", "");
    String[] words = written.split(" ", 2);
    boolean sound = words.length == 2 && METHODS.contains(words[0]) && !words[1].contains("://");
    mistakes.unless(
        sound,
        "request",
        written.isEmpty()
            ? "a step asks for nothing"
            : "request: " + written + " is not a method and a path",
        "write them with a space between, such as request: GET /login; methods are "
            + String.join(", ", METHODS));
    mistakes.unless(
        !step.containsKey("form") || !step.containsKey("json"),
        "json",
        "a step sends a form and JSON at once",
        "leave one of them out, or make two steps");
    mistakes.unless(
        !step.containsKey("header") || step.getOrDefault("header", "").indexOf(':') > 0,
        "header",
        "the header has no name",
        "write it as in HTTP, such as header: \"X-Requested-With: fetch\"");
  }

  private static void save(Map<String, String> step, StepMistakes mistakes) {
    boolean finds = step.containsKey("pattern") || step.containsKey("pointer");
    if (step.containsKey("save")) {
      mistakes.unless(
          finds,
          "save",
          "nothing says what is saved",
          "add pattern, whose first group is saved, or pointer into a JSON answer");
      mistakes.unless(
          step.getOrDefault("save", "").matches("[^{}]+"),
          "save",
          "save: %s is no name".formatted(step.getOrDefault("save", "")),
          "write a word without braces");
    } else {
      mistakes.unless(
          !finds,
          step.containsKey("pattern") ? "pattern" : "pointer",
          "what is found is not saved",
          "add save with a name that later steps use in braces, or write matches to look only");
    }
    mistakes.pattern("pattern");
    mistakes.unless(
        isPointer(step.getOrDefault("pointer", "")),
        "pointer",
        step.getOrDefault("pointer", "") + " is no JSON pointer",
        "begin it with /, such as /user/id");
  }

  private static boolean isPointer(String text) {
    try {
      JsonPointer _ = JsonPointer.compile(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
