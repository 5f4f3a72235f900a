package io.shieldwall.probing.web;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.records;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.HttpResponse;
import io.shieldwall.probing.Planted;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.StepFlaw;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Template;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A visit of several requests over HTTP/1.1, as a person makes one: pages, forms and JSON with
/// cookies kept, and values of one answer used in the next request.
public final class WebProtocol implements Protocol {

  private static final int LONGEST_VALUE = 4096;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public String name() {
    return "web";
  }

  @Override
  public String summary() {
    return "Visits a web site in several steps: signs in, sends forms or JSON, and uses what came"
        + " before.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        records(
            "steps",
            WebSteps.KEYS,
            "Requests in turn, at most 10. Each has request (such as GET /login), form or json to"
                + " send, header (Name: value), status (default 200), contains, absent, matches;"
                + " save stores what pattern (first group) or pointer (JSON pointer) finds for"
                + " {name} in later steps; only: get makes the step one that looks for the token"
                + " planted in the round before, only: put one that plants a fresh {token}."),
        optional(
            "account", Type.ACCOUNT, "Account whose {account} and {password} the steps may use."),
        optional("host", Type.TEXT, "Name in Host header and SNI; default the system's host."),
        TlsPolicy.parameter(),
        choice("tls-minimum", List.of("1.2", "1.3"), "Oldest TLS version accepted; default 1.2."),
        optional(
                "redirects",
                Type.NUMBER,
                "Most redirects that are followed in each step, 0 to 5; default 0.")
            .within(0, 5));
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return WebSteps.mistakes(probe).name("host").all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    List<Map<String, String>> steps = probe.records("steps");
    Visit visit = new Visit(target, probe, session, new HashMap<>());
    Optional<Planted> before = Planted.before(session);
    Planted fresh = Planted.fresh(session);
    Optional<Exchange> lost = Optional.empty();
    for (int number = 1; number <= steps.size(); number++) {
      Map<String, String> step = steps.get(number - 1);
      boolean looksBack = step.getOrDefault("only", "").equals("get");
      if (looksBack && before.isEmpty()) {
        continue;
      }
      visit.values().put("token", looksBack ? before.get().token() : fresh.token());
      Optional<StepFlaw> flaw = visit.make(number, step);
      if (flaw.isPresent() && looksBack && before.get().missed()) {
        // looked for twice: a new one is planted, and then this is told
        lost = lost.isPresent() ? lost : Optional.of(answer(flaw.get(), number, step));
        continue;
      }
      if (flaw.isPresent() && looksBack) {
        before.get().miss(session);
      }
      if (flaw.isPresent()) {
        return answer(flaw.get(), number, step);
      }
      if (step.getOrDefault("only", "").equals("put")) {
        fresh.remember(session);
      }
    }
    return lost.orElseGet(() -> StepFlaw.none(steps.size()));
  }

  private static Exchange.Answer answer(StepFlaw flaw, int number, Map<String, String> step) {
    return flaw.answer(
        "Step %d, %s: %s".formatted(number, step.getOrDefault("request", ""), flaw.summary()));
  }

  /// The state of a visit.
  ///
  /// @param values what `{name}` stands for
  private record Visit(
      Target target, Probe probe, Session session, Map<String, String> values, Visitor client) {

    Visit(Target target, Probe probe, Session session, Map<String, String> values)
        throws ProbeFailure {
      this(target, probe, session, values, new Visitor(target, probe, session));
      Optional<String> account = probe.text("account");
      if (account.isPresent()) {
        values.put("account", account.get());
        String password = session.password(account.get());
        values.put("password", password);
        session.transcript().secret(Spelling.URL.of(password));
        session.transcript().secret(Spelling.JSON.of(password));
      }
    }

    Optional<StepFlaw> make(int number, Map<String, String> step) throws IOException {
      session.stage("in step " + number + " of the visit");
      HttpResponse response = client.send(request(step));
      return statusFlaw(step, response)
          .or(() -> contentFlaw(step, response))
          .or(() -> save(step, response));
    }

    private Visitor.Request request(Map<String, String> step) {
      String written = step.getOrDefault("request", "");
      int space = written.indexOf(' ');
      boolean json = step.containsKey("json");
      String body = json ? filled(step.getOrDefault("json", ""), Spelling.JSON) : form(step);
      return new Visitor.Request(
          written.substring(0, space),
          filled(written.substring(space + 1).strip(), Spelling.URL),
          body,
          json ? "application/json" : "application/x-www-form-urlencoded",
          filled(step.getOrDefault("header", ""), Spelling.HEADER));
    }

    private String form(Map<String, String> step) {
      return filled(step.getOrDefault("form", ""), Spelling.URL);
    }

    private String filled(String template, Spelling spelling) {
      return Template.filled(template, values, spelling::of);
    }

    private Optional<StepFlaw> statusFlaw(Map<String, String> step, HttpResponse response) {
      String wanted = step.getOrDefault("status", "200").strip();
      if (List.of(wanted.split("\\s*,\\s*")).contains(Integer.toString(response.status()))) {
        return Optional.empty();
      }
      boolean refused =
          probe.has("account") && (response.status() == 401 || response.status() == 403);
      return Optional.of(
          new StepFlaw(
              refused ? Cause.WRONG_CREDENTIALS : Cause.WRONG_CONTENT,
              "expected status " + wanted + ", got " + response.status() + ".",
              ""));
    }

    private Optional<StepFlaw> contentFlaw(Map<String, String> step, HttpResponse response) {
      Map<String, Object> expected = new HashMap<>();
      for (String key : List.of("contains", "absent", "matches")) {
        if (step.containsKey(key)) {
          Spelling spelling = key.equals("matches") ? Spelling.PATTERN : Spelling.PLAIN;
          expected.put(key, filled(step.getOrDefault(key, ""), spelling));
        }
      }
      return Expectation.flaw(new Probe("web", expected), "the page", response.text())
          .map(StepFlaw::of);
    }

    private Optional<StepFlaw> save(Map<String, String> step, HttpResponse response) {
      String name = step.getOrDefault("save", "");
      if (name.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> value =
          step.containsKey("pointer")
              ? pointed(step.getOrDefault("pointer", ""), response.text())
              : matched(step.getOrDefault("pattern", ""), response.text());
      value.ifPresent(
          found -> values.put(name, found.substring(0, Math.min(found.length(), LONGEST_VALUE))));
      return value.isPresent()
          ? Optional.empty()
          : Optional.of(
              new StepFlaw(
                  Cause.WRONG_CONTENT,
                  "expected %s for {%s} in the page, got none."
                      .formatted(
                          Verdict.quote(
                              step.getOrDefault("pointer", step.getOrDefault("pattern", ""))),
                          name),
                  ""));
    }

    private static Optional<String> matched(String pattern, String text) {
      Matcher matcher = Pattern.compile(pattern).matcher(text);
      return matcher.find()
          ? Optional.ofNullable(matcher.group(Math.min(1, matcher.groupCount())))
          : Optional.empty();
    }

    private static Optional<String> pointed(String pointer, String text) {
      try {
        JsonNode node = JSON.readTree(text).at(JsonPointer.compile(pointer));
        return node.isValueNode() ? Optional.of(node.asString()) : Optional.empty();
      } catch (JacksonException _) {
        return Optional.empty();
      }
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    return StepFlaw.judge(exchange, name());
  }
}
