package io.shieldwall.probing.browser;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.records;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.StepFlaw;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
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
  public Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    List<Map<String, String>> steps = steps(probe);
    session.admit(target.scenarioAddress(), target.port());
    boolean tls = TlsPolicy.of(probe, target.port()) != TlsPolicy.OFF;
    return new Outing(browsers.ready(), target, probe, session, tls).make(steps);
  }

  private static List<Map<String, String>> steps(Probe probe) throws ProbeFailure {
    List<Map<String, String>> steps = probe.records("steps");
    if (steps.isEmpty() || steps.size() > MOST_STEPS) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT, "The check has " + steps.size() + " steps; 1 to 20 are possible.");
    }
    for (int number = 1; number <= steps.size(); number++) {
      Map<String, String> step = steps.get(number - 1);
      long actions = step.keySet().stream().filter(ACTIONS::contains).count();
      if (actions > 1 || step.containsKey("fill") != step.containsKey("with")) {
        throw new ProbeFailure(
            Cause.CHECKER_FAULT,
            "Step %d is none: it opens a path, fills an element with a text, or clicks one."
                .formatted(number));
      }
    }
    if (!steps.getFirst().containsKey("open")) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT, "The check's first step opens nothing; write open: / there.");
    }
    return steps;
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    return StepFlaw.judge(exchange, name());
  }
}
