package io.shieldwall.probing.browser;

import com.google.re2j.Pattern;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.StepFlaw;
import io.shieldwall.probing.Template;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A person's way through a site: opens, fills, clicks, and looks at what comes of it.
final class Visit {

  private static final List<String> EXPECTED = List.of("contains", "absent", "matches");

  private final Tab tab;
  private final Gate gate;
  private final Session session;
  private final Site site;
  private final Map<String, String> values;
  private final Duration patience;
  private String heading = "";
  private String shown = "";

  /// Where the visit goes.
  ///
  /// @param origin such as `http://netbank.example:8080`
  /// @param account whether the check signs in
  record Site(Place place, String origin, boolean account) {}

  /// Something that may take a moment to come true.
  @FunctionalInterface
  private interface Wish {
    boolean holds() throws IOException, InterruptedException;
  }

  /// @param values what `{name}` stands for
  Visit(
      Tab tab,
      Gate gate,
      Session session,
      Site site,
      Map<String, String> values,
      Duration patience) {
    this.tab = tab;
    this.gate = gate;
    this.session = session;
    this.site = site;
    this.values = new HashMap<>(values);
    this.patience = patience;
  }

  /// What a step is, for sentences.
  static String label(Map<String, String> step) {
    for (String key : List.of("open", "fill", "click", "wait", "title", "contains", "absent")) {
      if (step.containsKey(key)) {
        return key + " " + Verdict.quote(step.getOrDefault(key, ""));
      }
    }
    return "matches " + Verdict.quote(step.getOrDefault("matches", ""));
  }

  /// Takes a step.
  ///
  /// @param token what `{token}` stands for in it
  /// @throws Late when the time is over
  Optional<StepFlaw> take(int number, Map<String, String> step, String token)
      throws IOException, InterruptedException {
    values.put("token", token);
    session.stage("in step " + number + ", " + label(step));
    Optional<StepFlaw> flaw = act(step);
    if (flaw.isEmpty()) {
      flaw = look(step);
    }
    if (gate.exhausted()) {
      return Optional.of(
          wrong("the pages are larger than the " + Gate.MOST_BYTES + " bytes that a check takes."));
    }
    if (flaw.isPresent() && tab.unreachable()) {
      reached();
    }
    return flaw;
  }

  private Optional<StepFlaw> act(Map<String, String> step)
      throws IOException, InterruptedException {
    if (step.containsKey("open")) {
      return open(step).or(() -> misled(step));
    }
    if (step.containsKey("fill")) {
      return fill(step.getOrDefault("fill", ""), filled(step.getOrDefault("with", "")));
    }
    if (step.containsKey("click")) {
      Optional<StepFlaw> flaw = click(step.getOrDefault("click", ""));
      return flaw.isPresent() ? flaw : misled(step);
    }
    return Optional.empty();
  }

  private Optional<StepFlaw> open(Map<String, String> step)
      throws IOException, InterruptedException {
    String path = step.getOrDefault("open", "");
    String where = site.origin() + (path.startsWith("/") ? "" : "/") + inAddress(path);
    gate.forget();
    String error = tab.go(where);
    if (error.isEmpty()) {
      return Optional.empty();
    }
    reached();
    Optional<StepFlaw> misled = misled(step);
    if (misled.isPresent()) {
      return misled;
    }
    return Optional.of(
        new StepFlaw(cause(error), "the browser could not open it: " + error + ".", ""));
  }

  /// @throws IOException when it is known why the site was not reached
  private void reached() throws IOException {
    Optional<IOException> failure = gate.failure(site.place());
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private static Cause cause(String error) {
    if (error.contains("_SSL_") || error.contains("_CERT_")) {
      return Cause.TLS;
    }
    boolean content =
        List.of("ABORTED", "REDIRECT", "TUNNEL", "BLOCKED", "UNSAFE", "SCHEME", "INVALID_URL")
            .stream()
            .anyMatch(error::contains);
    return content ? Cause.WRONG_CONTENT : Cause.PROTOCOL;
  }

  /// Whether the document is one that was wanted.
  private Optional<StepFlaw> misled(Map<String, String> step) {
    String rest = tab.wanted().replaceFirst("^https?://", "");
    boolean outside =
        Place.of(rest.replaceFirst("[/?#].*", ""), tab.wanted().startsWith("https") ? 443 : 80)
            .map(gate::refuses)
            .orElse(false);
    if (outside) {
      return Optional.of(
          wrong(
              "the page leads to %s, which lies outside of the rules of engagement and was not fetched."
                  .formatted(Verdict.quote(tab.wanted()))));
    }
    if (tab.status().isEmpty()) {
      return Optional.empty();
    }
    int status = tab.status().getAsInt();
    String wanted = step.getOrDefault("status", "").strip();
    boolean fits =
        wanted.isEmpty()
            ? status < 400
            : List.of(wanted.split("\\s*,\\s*")).contains(Integer.toString(status));
    if (fits) {
      return Optional.empty();
    }
    boolean refused = site.account() && (status == 401 || status == 403);
    return Optional.of(
        new StepFlaw(
            refused ? Cause.WRONG_CREDENTIALS : Cause.WRONG_CONTENT,
            "expected status %s, got %d."
                .formatted(wanted.isEmpty() ? "below 400" : wanted, status),
            ""));
  }

  private Optional<StepFlaw> fill(String selector, String text)
      throws IOException, InterruptedException {
    Optional<StepFlaw> missing = missing(selector, false);
    if (missing.isPresent()) {
      return missing;
    }
    String way = ask(Element.focus(selector), selector).asString("");
    boolean done =
        switch (way) {
          case "text" -> {
            tab.type(text);
            yield true;
          }
          case "choice" -> ask(Element.choose(selector, text), selector).asBoolean(false);
          case "value" -> ask(Element.set(selector, text), selector).asBoolean(false);
          default -> false;
        };
    return done
        ? Optional.empty()
        : Optional.of(
            wrong(
                way.equals("choice")
                    ? "the list offers no such choice."
                    : "the element takes no text."));
  }

  private Optional<StepFlaw> click(String selector) throws IOException, InterruptedException {
    Optional<StepFlaw> missing = missing(selector, true);
    if (missing.isPresent()) {
      return missing;
    }
    Element.Spot spot = spot(selector);
    gate.forget();
    tab.click(spot.x(), spot.y());
    tab.settle();
    return Optional.empty();
  }

  private Element.Spot spot(String selector) throws IOException, InterruptedException {
    return Element.Spot.of(ask(Element.where(selector), selector));
  }

  private Optional<StepFlaw> missing(String selector, boolean clickable)
      throws IOException, InterruptedException {
    Element.Spot[] last = new Element.Spot[1];
    boolean came =
        comes(() -> {
          last[0] = spot(selector);
          return clickable ? last[0].there() : last[0].seen();
        });
    if (came) {
      return Optional.empty();
    }
    String state = last[0].state();
    remember();
    return Optional.of(
        wrong(
            "%s; the page shows %s."
                .formatted(
                    state.equals("none")
                        ? "the page has no such element"
                        : "the element is " + state,
                    shown.isBlank() ? "nothing" : Verdict.quote(shown))));
  }

  private Optional<StepFlaw> look(Map<String, String> step)
      throws IOException, InterruptedException {
    if (step.containsKey("wait")) {
      Optional<StepFlaw> missing = missing(step.getOrDefault("wait", ""), false);
      if (missing.isPresent()) {
        return missing;
      }
    }
    String title = filled(step.getOrDefault("title", ""));
    if (!title.isEmpty() && !comes(() -> title().contains(title))) {
      return Optional.of(
          wrong(
              "expected a title with %s, got %s."
                  .formatted(Verdict.quote(title), Verdict.quote(title()))));
    }
    Probe expected = expected(step);
    if (expected.parameters().isEmpty()) {
      return Optional.empty();
    }
    boolean _ =
        comes(() -> {
          remember();
          return Expectation.flaw(expected, "the page", shown).isEmpty();
        });
    return Expectation.flaw(expected, "the page", shown).map(StepFlaw::of);
  }

  private Probe expected(Map<String, String> step) {
    Map<String, Object> expected = new HashMap<>();
    for (String key : EXPECTED) {
      if (step.containsKey(key)) {
        String template = step.getOrDefault(key, "");
        boolean pattern = key.equals("matches");
        expected.put(
            key, pattern ? Template.filled(template, values, Pattern::quote) : filled(template));
      }
    }
    return new Probe("browser", expected);
  }

  /// Waits until a wish comes true; a page that has settled is given some patience more.
  private boolean comes(Wish wish) throws IOException, InterruptedException {
    long settled = 0;
    boolean rests = false;
    while (!wish.holds()) {
      long now = System.nanoTime();
      if (!rests && tab.settled()) {
        rests = true;
        settled = now;
      }
      if (rests && now - settled >= patience.toNanos()) {
        return false;
      }
      tab.breathe();
    }
    return true;
  }

  private tools.jackson.databind.JsonNode ask(String expression, String selector)
      throws IOException, InterruptedException {
    try {
      return tab.value(expression);
    } catch (Declined e) {
      if (String.valueOf(e.getMessage()).contains("SyntaxError")) {
        throw new ProbeFailure(
            Cause.CHECKER_FAULT,
            "The check's selector " + Verdict.quote(selector) + " is no CSS selector.");
      }
      throw e;
    }
  }

  private String title() throws IOException, InterruptedException {
    return tab.value(Element.TITLE).asString("");
  }

  /// Reads what a visitor sees.
  void remember() throws IOException, InterruptedException {
    heading = title();
    shown = tab.value(Element.TEXT).asString("");
  }

  /// The title when it was last looked at.
  String heading() {
    return heading;
  }

  /// What a visitor saw when it was last looked at.
  String shown() {
    return shown;
  }

  private static StepFlaw wrong(String sentence) {
    return new StepFlaw(Cause.WRONG_CONTENT, sentence, "");
  }

  private String filled(String template) {
    return Template.filled(template, values, value -> value);
  }

  private String inAddress(String template) {
    return Template.filled(
        template,
        values,
        value -> URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
  }
}
