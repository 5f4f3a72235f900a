package io.shieldwall.probing.browser;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.records;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.StepFlaw;
import io.shieldwall.probing.StepMistakes;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A visit to a web site with a real browser, for pages that are made by their scripts.
public final class BrowserProtocol implements Protocol {

  private static final int MOST_STEPS = 20;
  private static final Set<String> ACTIONS = Set.of("open", "fill", "click");
  private static final List<String> STEP_KEYS =
      List.of(
          "open",
          "fill",
          "with",
          "click",
          "status",
          "wait",
          "title",
          "contains",
          "absent",
          "matches",
          "only");

  private final Browsers browsers;

  public BrowserProtocol(Browsers browsers) {
    this.browsers = browsers;
  }

  @Override
  public String name() {
    return "browser";
  }

  @Override
  public String summary() {
    return "Visits a site with a real browser (Chromium), as pages need that are made by scripts:"
        + " fills forms, clicks, and reads what a person sees.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        records(
            "steps",
            STEP_KEYS,
            "What the visitor does, at most 20 steps. Each may open a path, fill the element of a"
                + " CSS selector with a text (with), or click one; then wait for an element, and"
                + " expect a title, and of the visible text contains, absent, matches. status is"
                + " that of the document (default below 400). only: get makes the step one that"
                + " looks for the token planted in the round before, only: put one that plants a"
                + " fresh {token}."),
        optional(
            "account", Type.ACCOUNT, "Account whose {account} and {password} the steps may use."),
        optional("host", Type.TEXT, "Name in the address; default the system's host."),
        choice(
            "tls",
            List.of("off", "verify-off"),
            "TLS: none, or with any certificate; default verify-off on port 443, otherwise off."),
        optional(
            "patience",
            Type.DURATION,
            "How long an element or text may take once the page is loaded and quiet; default"
                + " 3s."));
  }

  @Override
  public void prepare() {
    browsers.prepare();
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return mistakesOf(probe).all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    List<Map<String, String>> steps = probe.records("steps");
    session.admit(target.scenarioAddress(), target.port());
    boolean tls = TlsPolicy.of(probe, target.port()) != TlsPolicy.OFF;
    return new Outing(browsers.ready(), target, probe, session, tls).make(steps);
  }

  private static Mistakes mistakesOf(Probe probe) {
    StepMistakes mistakes = new StepMistakes(probe, MOST_STEPS);
    for (Map<String, String> step : mistakes.steps()) {
      mistakes.enter(step);
      mistakes.unless(
          step.keySet().stream().filter(ACTIONS::contains).count() <= 1,
          "",
          "a step does several things",
          "let it open a path, fill an element or click one, and make further steps for the rest");
      mistakes.unless(
          step.containsKey("fill") == step.containsKey("with"),
          step.containsKey("fill") ? "fill" : "with",
          "fill and with go together",
          "write the element's selector under fill and the text under with");
      mistakes.unless(
          mistakes.number() > 1 || step.containsKey("open"),
          "",
          "the first step opens nothing",
          "write open: / there");
      mistakes.unless(
          !step.getOrDefault("open", "/").contains("://"),
          "open",
          "open: %s is no path".formatted(step.getOrDefault("open", "")),
          "write what comes after the host, such as /login; the check opens pages of its own site only");
      mistakes.statuses();
      mistakes.only();
      mistakes.template("matches");
      mistakes.places("open");
      mistakes.placesAmongBraces("with");
    }
    return mistakes.found();
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    return StepFlaw.judge(exchange, name());
  }
}
