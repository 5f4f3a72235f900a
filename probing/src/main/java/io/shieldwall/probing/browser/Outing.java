package io.shieldwall.probing.browser;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Planted;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.StepFlaw;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Transcript;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Visible;
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

/// One check with a browser of its own: starts it, makes the visit, writes down what was seen, and
/// tells the platform's delays from the site's.
final class Outing {

  private static final Duration LOOK = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int SHOWN = 600;

  private final Browsers.Ready browsers;
  private final Target target;
  private final Session session;
  private final boolean tls;
  private final Duration patience;
  private final String host;
  private final Map<String, String> values = new HashMap<>();
  private final boolean account;
  private final Sightings sightings = new Sightings();
  private Duration delay = Duration.ZERO;

  Outing(Browsers.Ready browsers, Target target, Probe probe, Session session, boolean tls)
      throws ProbeFailure {
    this.browsers = browsers;
    this.target = target;
    this.session = session;
    this.tls = tls;
    this.patience = probe.duration("patience").orElse(PATIENCE);
    this.host = probe.text("host", target.name());
    Optional<String> name = probe.text("account");
    this.account = name.isPresent();
    if (name.isPresent()) {
      String password = session.password(name.get());
      session.transcript().secret(URLEncoder.encode(password, StandardCharsets.UTF_8));
      values.put("account", name.get());
      values.put("password", password);
    }
  }

  /// Time that is left for the visit; ending the browser takes a moment too.
  private Duration left() {
    Duration kept = session.timeout().dividedBy(8);
    Duration most = Duration.ofSeconds(1);
    return session.remaining().minus(kept.compareTo(most) < 0 ? kept : most);
  }

  Exchange make(List<Map<String, String>> steps) throws IOException, InterruptedException {
    Place place = new Place(host.toLowerCase(java.util.Locale.ROOT), target.port());
    boolean plain = target.port() == (tls ? 443 : 80);
    String name = place.toString();
    String origin =
        (tls ? "https://" : "http://") + (plain ? name.substring(0, name.lastIndexOf(':')) : name);
    Gate gate = Gate.open(session, target, host);
    session.stage("waiting for a browser");
    List<String> switches = Switches.of(browsers.sandboxed(), tls, browsers.agent());
    try (Browser browser = start(switches)) {
      gate.serve(browser.user(), browser::silence);
      try {
        Tab tab = Tab.open(browser.tools(), sightings, gate.port());
        delay = session.timeout().minus(session.remaining());
        Visit visit =
            new Visit(tab, gate, session, new Visit.Site(place, origin, account), values, patience);
        Exchange exchange = new Walk(browser, tab, gate, visit).take(steps);
        browser.inTime();
        return exchange;
      } catch (Late _) {
        ProbeFailure late = late();
        if (late.reason() == Cause.TIMEOUT) {
          browser.late();
        }
        throw late;
      } catch (Gone gone) {
        throw ended(browser, gate, gone);
      } catch (Declined declined) {
        throw Browsers.fault("the browser would not: " + declined.getMessage());
      }
    } finally {
      gate.close();
    }
  }

  /// Half of the time is the most that is spent on waiting for a place.
  private Browser start(List<String> switches) throws IOException, InterruptedException {
    try {
      return Browser.start(
          browsers.lane(),
          browsers.program(),
          switches,
          session.remaining().dividedBy(2),
          session.subject(),
          this::left);
    } catch (ProbeFailure e) {
      throw e.reason() == Cause.NOT_RUN
          ? new ProbeFailure(
              Cause.NOT_RUN,
              "The platform had as many browsers at work as it may run at a time; none was free for"
                  + " this check.")
          : e;
    }
  }

  /// A visit that was cut short because the platform took the time is not the team's fault.
  private ProbeFailure late() {
    Duration began = delay.isZero() ? session.timeout() : delay;
    if (began.multipliedBy(2).compareTo(session.timeout()) > 0) {
      return new ProbeFailure(
          Cause.NOT_RUN,
          "The platform took %d ms of the check's %d ms until a browser was ready."
              .formatted(began.toMillis(), session.timeout().toMillis()));
    }
    return new ProbeFailure(Cause.TIMEOUT, session.timedOut().message());
  }

  private static ProbeFailure ended(Browser browser, Gate gate, Gone gone) {
    if (gate.exhausted()) {
      return new ProbeFailure(
          Cause.WRONG_CONTENT,
          "The pages are larger than the %d bytes that a check takes.".formatted(Gate.MOST_BYTES));
    }
    if (browser.tools().flooded()) {
      return new ProbeFailure(
          Cause.WRONG_CONTENT, "The page made the browser say more than a check listens to.");
    }
    return new ProbeFailure(
        Cause.CHECKER_FAULT,
        "The browser failed: %s, and it said %s."
            .formatted(gone.getMessage(), Verdict.quote(browser.complaint())));
  }

  /// The steps in turn, and what is written down of them.
  private final class Walk {

    private final Browser browser;
    private final Tab tab;
    private final Gate gate;
    private final Visit visit;

    Walk(Browser browser, Tab tab, Gate gate, Visit visit) {
      this.browser = browser;
      this.tab = tab;
      this.gate = gate;
      this.visit = visit;
    }

    Exchange take(List<Map<String, String>> steps) throws IOException, InterruptedException {
      try {
        Exchange exchange = steps(steps);
        look();
        return exchange;
      } catch (Late late) {
        look();
        throw late;
      } finally {
        write();
      }
    }

    private Exchange steps(List<Map<String, String>> steps)
        throws IOException, InterruptedException {
      Optional<Planted> before = Planted.before(session);
      Planted fresh = Planted.fresh(session);
      Optional<Exchange> lost = Optional.empty();
      int taken = 0;
      int lastPut = lastPut(steps);
      for (int number = 1; number <= steps.size(); number++) {
        Map<String, String> step = steps.get(number - 1);
        boolean looksBack = step.getOrDefault("only", "").equals("get");
        if (looksBack && before.isEmpty()) {
          continue;
        }
        Planted planted = looksBack ? before.get() : fresh;
        Optional<StepFlaw> flaw = visit.take(number, step, planted.token());
        if (flaw.isPresent()) {
          String since = looksBack ? " The token was planted at " + planted.at() + "." : "";
          Exchange told = answer(number, step, flaw.get(), since);
          if (!looksBack || !planted.missed()) {
            if (looksBack) {
              planted.miss(session);
            }
            return told;
          }
          // looked for twice: a new one is planted, and then this is told
          lost = lost.isPresent() ? lost : Optional.of(told);
        }
        taken++;
        if (number == lastPut) {
          fresh.remember(session);
        }
      }
      Exchange fine = StepFlaw.none(taken);
      return lost.orElse(fine);
    }

    /// The token counts as planted when every step that plants it has gone well.
    private static int lastPut(List<Map<String, String>> steps) {
      int last = 0;
      for (int number = 1; number <= steps.size(); number++) {
        if (steps.get(number - 1).getOrDefault("only", "").equals("put")) {
          last = number;
        }
      }
      return last;
    }

    private Exchange answer(int number, Map<String, String> step, StepFlaw flaw, String since) {
      String sentence =
          "Step %d, %s: %s%s".formatted(number, Visit.label(step), flaw.summary(), since);
      return flaw.answer(sentence);
    }

    /// Looks at the page once more, if it lets itself be looked at.
    private void look() throws InterruptedException {
      browser.tools().extend(LOOK);
      try {
        visit.remember();
      } catch (IOException _) {
        session.transcript().note("the page cannot be read any more");
      }
    }

    private void write() {
      Transcript transcript = session.transcript();
      transcript.note(
          "%s, %s; %d requests, %d bytes"
              .formatted(
                  browsers.product(),
                  browsers.sandboxed() ? "in its sandbox" : "without its sandbox",
                  sightings.requests(),
                  gate.carried()));
      transcript.note("address: " + brief(tab.address()));
      transcript.note("title: " + brief(visit.heading()));
      gate.refusals().forEach(transcript::note);
      sightings.write(transcript);
      String text = visit.shown();
      transcript.note(text.isBlank() ? "the page shows no text" : "the page shows:");
      transcript.received(text.length() > SHOWN ? text.substring(0, SHOWN) + "…\n" : text + "\n");
    }

    private static String brief(String text) {
      return Visible.line(text.length() > 300 ? text.substring(0, 300) + "…" : text);
    }
  }
}
