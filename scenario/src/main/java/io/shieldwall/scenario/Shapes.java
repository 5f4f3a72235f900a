package io.shieldwall.scenario;

import static io.shieldwall.scenario.Shape.id;
import static io.shieldwall.scenario.Shape.listOf;
import static io.shieldwall.scenario.Shape.may;
import static io.shieldwall.scenario.Shape.must;
import static io.shieldwall.scenario.Shape.oneOrMore;
import static io.shieldwall.scenario.Shape.struct;
import static io.shieldwall.scenario.Shape.text;

import io.shieldwall.scenario.Shape.Choice;
import io.shieldwall.scenario.Shape.Decimal;
import io.shieldwall.scenario.Shape.Flag;
import io.shieldwall.scenario.Shape.Key;
import io.shieldwall.scenario.Shape.Moment;
import io.shieldwall.scenario.Shape.Named;
import io.shieldwall.scenario.Shape.Span;
import io.shieldwall.scenario.Shape.Struct;
import io.shieldwall.scenario.Shape.Table;
import io.shieldwall.scenario.Shape.Text;
import io.shieldwall.scenario.Shape.Whole;
import io.shieldwall.scenario.Shape.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The shape of every file of format 1; `docs/scenario-format.md` explains it by example.
final class Shapes {

  /// Protocol address in 0..65535, also a Modbus value.
  private static final Whole WORD = new Whole("", 0, 65_535);

  private static final Text CIDR =
      new Text(
          "IPv4 network, a template of the team",
          "[0-9.{}n]+/[0-9]{1,2}",
          "a network such as 10.{n}.20.0/24");
  private static final Text NETWORKS =
      new Text(
          "IPv4 or IPv6 network, a template of the team",
          "[0-9a-fA-F:.{}n]+/[0-9]{1,3}",
          "a network such as 10.{n}.20.0/24 or fd00:{n}::/32");
  private static final Text ADDRESS =
      new Text(
          "IPv4 address, a template of the team", "[0-9.{}n]+", "an address such as 10.{n}.20.11");
  private static final Text ADDRESS6 =
      new Text(
          "IPv6 address, a template of the team",
          "[0-9a-fA-F:{}n]+",
          "an address such as fd00:{n}:20::11");
  private static final Text HOST =
      new Text(
          "host name, a template of the team",
          "[A-Za-z0-9.{}_*-]+",
          "a host name such as netbank.bank.{nn}.berylia.example");
  private static final Text PATH =
      new Text("path of a file of the folder", "[A-Za-z0-9._/-]+", "a path such as injects/a.md");

  private final List<? extends ProbeKind> kinds;

  Shapes(List<? extends ProbeKind> kinds) {
    this.kinds = kinds;
  }

  /// Shape by file; rubrics stand under `rubrics/*.yaml`.
  Map<String, Shape> files() {
    Map<String, Shape> files = new LinkedHashMap<>();
    files.put("scenario.yaml", scenario());
    files.put("rules.yaml", rules());
    files.put("network.yaml", network());
    files.put("campaign.yaml", campaign());
    files.put("users.yaml", users());
    files.put("scoring.yaml", scoring());
    files.put("msel.yaml", msel());
    return files;
  }

  static Shape rubric() {
    return struct(
        "Rubric",
        must("title", text("what is graded")),
        must(
            "criteria",
            listOf(
                struct(
                    "Criterion",
                    must("id", id("short name")),
                    must("title", text("what is looked at")),
                    must("weight", new Whole("relative weight", 1, 1000)),
                    may("guidance", text("when to give which grade; for graders only"))))),
        must("reference", text("the reference answer; never shown to Blue in play")),
        may("references", oneOrMore(text("law, doctrine or source"))));
  }

  private static Shape scenario() {
    return struct(
        "Scenario",
        must("format", new Whole("version of the format", 1, 1)),
        must("id", id("short name")),
        must("title", text("title")),
        may("summary", text("one paragraph")),
        must("starts-at", new Moment("nominal UTC of STARTEX")),
        must("duration", new Span("exercise time from STARTEX to ENDEX")),
        may(
            "languages",
            oneOrMore(new Text("language", "[a-z]{2}(-[A-Z]{2})?", "a code such as en"))),
        may(
            "after-pause",
            choice(Scenario.DuePolicy.class, "what fell due while the clock stood still")),
        may(
            "nations",
            listOf(struct("Nation", must("id", id("short name")), must("title", text("name"))))),
        must(
            "teams",
            listOf(
                struct(
                    "Blue team",
                    must("id", id("short name")),
                    must("number", new Whole("second octet of its addresses", 1, 250)),
                    must("name", text("name")),
                    may("nations", oneOrMore(id("id of a nation")))))),
        must(
            "phases",
            listOf(
                struct(
                    "Phase",
                    must("id", id("short name")),
                    must("title", text("title")),
                    must("starts", new Span("exercise time since STARTEX")),
                    may("summary", text("what happens"))))));
  }

  private static Shape rules() {
    Shape terms =
        struct(
            "Terms of an action",
            must("takes", new Span("exercise time from order to completion")),
            may("outage", new Span("how long the services are down at its end")),
            may("points", new Whole("price of the first request", 0, 10_000)),
            may("growth", choice(Rules.Growth.class, "how the price grows")));
    List<Key> actions =
        Section.words(ActionKind.class).stream().map(word -> must(word, terms)).toList();
    return struct(
        "Rules of engagement",
        must("scope", oneOrMore(NETWORKS)),
        may("exclude", oneOrMore(NETWORKS)),
        may(
            "holds",
            listOf(
                struct(
                    "Hold of checks",
                    must("from", new Span("exercise time at which it begins")),
                    must("to", new Span("exercise time at which checks go on")),
                    may("checks", oneOrMore(text("id of a check; all of them by default"))),
                    must("reason", text("why nothing is measured"))))),
        may("forbidden", oneOrMore(text("a sentence that teams agree to"))),
        must("report-window", new Span("how long a report softens a loss")),
        must("actions", new Struct("Actions", actions, List.of())));
  }

  private Shape network() {
    return struct(
        "Network",
        must(
            "zones",
            listOf(
                struct(
                    "Zone",
                    must("id", id("short name")),
                    must("title", text("name")),
                    must("network", CIDR),
                    must("kind", choice(Network.ZoneKind.class, "who runs it"))))),
        must(
            "systems",
            listOf(
                struct(
                    "System",
                    must("id", id("short name")),
                    must("title", text("name")),
                    must("zone", id("id of its zone")),
                    must("address", ADDRESS),
                    may("address6", ADDRESS6),
                    must("host", HOST),
                    must("os", text("operating system")),
                    may("critical", new Flag("whether its loss is felt by the nation")),
                    may("depends-on", oneOrMore(id("id of a system"))),
                    may("accounts", listOf(account())),
                    must("services", listOf(service())),
                    may("weaknesses", listOf(weakness()))))));
  }

  private static Shape account() {
    return struct(
        "Account",
        must(
            "name",
            new Text("login name", "[a-z][a-z0-9._-]{0,31}", "a login name such as operator")),
        must("kind", choice(Network.AccountKind.class, "whom it serves")));
  }

  private static Shape weakness() {
    return struct(
        "Weakness",
        must("id", id("short name, unique in the scenario")),
        must("title", text("what is wrong")),
        must("kind", choice(Network.WeaknessKind.class, "its nature")),
        may("account", text("account of the system it belongs to")),
        may("service", id("service of the system it belongs to")),
        must("fix", oneOrMore(choice(ActionKind.class, "action that removes it"))));
  }

  private Shape service() {
    return struct(
        "Service",
        must("id", id("short name")),
        may("title", text("name")),
        must("port", new Whole("TCP or UDP port", 1, 65_535)),
        must("content", content()),
        may("budget", new Whole("relative weight of the check", 1, 10_000)),
        may("check", check(List.of())),
        may("checks", listOf(namedCheck())));
  }

  /// A document that holds nothing but checks.
  Shape checks() {
    return struct("Checks", must("checks", listOf(namedCheck())));
  }

  private Struct namedCheck() {
    return check(
        List.of(
            must("id", id("short name")), must("budget", new Whole("relative weight", 1, 10_000))));
  }

  private Struct check(List<Key> first) {
    List<Key> keys = new ArrayList<>(first);
    keys.add(must("every", new Span("interval between two measurements")));
    keys.add(must("timeout", new Span("hard deadline of one measurement")));
    keys.add(
        may(
            "confirm",
            choice(Network.Confirmation.class, "what must fail too before a result is bad")));
    keys.add(may("ipv6", new Flag("whether the system's IPv6 address is measured")));
    keys.addAll(probes());
    return new Struct("Check", keys, kindNames());
  }

  private List<String> kindNames() {
    return kinds.stream().map(ProbeKind::name).toList();
  }

  private List<Key> probes() {
    return kinds.stream()
        .map(kind ->
            may(
                kind.name(),
                new Struct(
                    kind.summary(),
                    kind.parameters().stream().map(Shapes::parameter).toList(),
                    List.of())))
        .toList();
  }

  private static Key parameter(ProbeKind.Parameter parameter) {
    String summary = parameter.summary();
    Shape shape =
        switch (parameter.type()) {
          case TEXT ->
              parameter.choices().isEmpty()
                  ? text(summary)
                  : new Choice(summary, parameter.choices());
          case NUMBER ->
              new Whole(
                  summary,
                  Math.max(parameter.minimum(), -1_000_000_000L),
                  Math.min(parameter.maximum(), 1_000_000_000L));
          case FLAG -> new Flag(summary);
          case DURATION -> new Span(summary);
          case TEXTS -> oneOrMore(text(summary));
          case MAP -> new Table(summary);
          case RECORDS ->
              listOf(
                  new Struct(
                      "Step",
                      parameter.choices().stream().map(key -> may(key, text(key))).toList(),
                      List.of()));
          case ACCOUNT -> text(summary);
        };
    return new Key(parameter.name(), shape, parameter.required());
  }

  private static Shape content() {
    Shape page =
        struct(
            "Page",
            must("path", new Text("absolute path", "/\\S*", "a path such as /login")),
            may("title", text("title")),
            may("text", text("text, a template of the team")),
            may("type", text("media type, text/html by default")),
            may("status", new Whole("HTTP status code", 200, 599)),
            may("location", text("target of a redirect")),
            may(
                "record",
                new Text("data record and its first value", "[a-z0-9-]+=.+", "name=value")));
    Shape name =
        struct(
            "Name record",
            must("name", HOST),
            must(
                "type",
                new Choice("type", List.of("A", "AAAA", "MX", "TXT", "CNAME", "NS", "SRV"))),
            must("value", text("value, a template of the team")));
    Shape point =
        struct(
            "Point",
            must("name", id("short name")),
            must("kind", choice(Content.RegisterKind.class, "table")),
            must("address", WORD),
            must("value", WORD),
            may("measure", text("unit of measure")));
    Struct mail = struct("Mail", may("banner", text("greeting")), must("domains", oneOrMore(HOST)));
    Struct registers =
        struct(
            "Registers", may("unit", new Whole("unit id", 0, 255)), must("points", listOf(point)));
    Struct banner =
        struct(
            "Banner",
            must("greeting", text("first line")),
            may("answer", text("reply to any line")));
    return new Struct(
        "Content",
        List.of(
            may(
                "web",
                struct("Web site", may("tls", new Flag("over TLS")), must("pages", listOf(page)))),
            may("names", struct("Name server", must("records", listOf(name)))),
            may("mail", mail),
            may("shell", struct("SSH server", may("banner", text("greeting")))),
            may("registers", registers),
            may("banner", banner),
            may("elsewhere", struct("A service of a real range only"))),
        List.of("web", "names", "mail", "shell", "registers", "banner", "elsewhere"));
  }

  private static Shape campaign() {
    return struct(
        "Campaign",
        must(
            "actors",
            listOf(
                struct(
                    "Actor",
                    must("id", id("short name")),
                    must("title", text("name")),
                    may("motive", text("why it acts"))))),
        must("objectives", listOf(objective())));
  }

  private static Shape objective() {
    return struct(
        "Objective",
        must("id", id("short name")),
        must("title", text("title")),
        must(
            "technique",
            new Text(
                "MITRE ATT&CK technique",
                "T\\d{4}(\\.\\d{3})?",
                "a technique id such as T1491.002")),
        must("actor", id("id of an actor")),
        must("phase", id("id of a phase")),
        must("window", new Window("exercise time since STARTEX")),
        must("target", id("id of a system")),
        may("exploits", id("id of a weakness of the target")),
        may("needs", oneOrMore(id("id of an objective"))),
        must("effect", effect()),
        may("persists", new Flag("whether it stays until evicted")),
        must("budget", new Whole("relative weight", 1, 10_000)),
        must("trace", text("what the logs of the target show, a template of the team")),
        must("countermeasure", text("what prevents, detects or contains it")));
  }

  private static Shape effect() {
    Key service = must("service", id("service of the target"));
    Struct none = struct("");
    return new Struct(
        "Effect",
        List.of(
            may("foothold", none),
            may("steal-credentials", none),
            may("steal-data", none),
            may(
                "deface",
                struct(
                    "",
                    service,
                    may("path", text("page")),
                    must("text", text("what it says then")))),
            may("flood", struct("", service, must("lasts", new Span("how long")))),
            may(
                "alter-record",
                struct(
                    "",
                    service,
                    must("record", text("name of a record")),
                    must("value", text("false value")))),
            may(
                "operate",
                struct("", service, must("register", id("name of a point")), must("value", WORD))),
            may(
                "spoof",
                struct("", service, must("register", id("name of a point")), must("value", WORD))),
            may(
                "redirect-name",
                struct("", service, must("name", HOST), must("value", text("false value")))),
            may("stop-service", struct("", service)),
            may("wipe", none),
            may("lock-out", struct("", must("account", text("account of the target"))))),
        Section.words(Campaign.EffectKind.class));
  }

  private Shape users() {
    return struct(
        "Simulated users",
        must(
            "personas",
            listOf(
                struct(
                    "Persona",
                    must("id", id("short name")),
                    must("name", text("name")),
                    must("occupation", text("what the person does")),
                    must("zone", id("id of a zone"))))),
        must(
            "tests",
            listOf(
                struct(
                    "User test",
                    must("id", id("short name")),
                    must("title", text("title")),
                    must("persona", id("id of a persona")),
                    must("system", id("id of a system")),
                    must("service", id("id of a service of the system")),
                    must("every", new Span("interval between two tries")),
                    must("timeout", new Span("patience")),
                    must(
                        "severity",
                        choice(UserSimulation.Severity.class, "how much a failure hurts")),
                    must("try", new Struct("Try", probes(), kindNames())),
                    must("complaint", text("what the user writes in a ticket"))))));
  }

  private static Shape scoring() {
    Decimal points = new Decimal("points a minute", 0, 1000);
    Decimal fraction = new Decimal("share from 0 to 1", 0, 1);
    Shape category =
        struct(
            "Category",
            must("id", new Choice("category", ScoringRules.CATEGORY_IDS)),
            must("title", text("title")),
            must("share", new Decimal("percent of the total", 0, 100)),
            may("release", choice(ScoringRules.Release.class, "when it is seen")));
    return struct(
        "Scoring",
        must("preset", new Choice("preset", Presets.names())),
        may("total", new Whole("points of a perfect team", 1, 10_000_000)),
        may("categories", listOf(category)),
        may("curve", choice(ScoringRules.Curve.class, "shape of the scoring curve")),
        may(
            "attack-outcome",
            struct(
                "Attack outcome",
                may("blocked", fraction),
                may("partial", fraction),
                may("success", fraction),
                may("persistent", fraction))),
        may("report-returns", fraction),
        may(
            "ticket-rates",
            struct(
                "Ticket rates",
                may("low", points),
                may("normal", points),
                may("high", points),
                may("critical", points))),
        may(
            "false-fix",
            struct(
                "False fix",
                may("minutes", new Whole("extra minutes", 0, 1000)),
                may("points", new Whole("flat fine", 0, 10_000)))),
        may("penalty-cap", new Decimal("percent of the total", 0, 100)),
        may("special-cap", new Decimal("percent of the total", 0, 100)),
        may(
            "deadline-factors",
            struct(
                "Deadline factors",
                may("early", fraction),
                may("on-time", fraction),
                may("late", fraction),
                may("very-late", fraction))));
  }

  private static Shape msel() {
    Shape task =
        struct(
            "Task",
            must("track", choice(Inject.Track.class, "discipline")),
            must("due", new Span("time from delivery to the deadline")),
            must("form", id("name of the form")),
            must("rubric", PATH),
            must("budget", new Whole("relative weight within the track", 1, 10_000)));
    return struct(
        "MSEL",
        must(
            "injects",
            listOf(
                struct(
                    "Inject",
                    must("id", id("short name")),
                    must("title", text("title")),
                    must("when", condition()),
                    must("from", text("who speaks, a template of the team")),
                    must("to", oneOrMore(id("blue, or ids of teams"))),
                    must("via", oneOrMore(choice(Inject.Channel.class, "channel"))),
                    must("body", PATH),
                    may("task", task),
                    may("expected", text("what the White cell expects; never shown to Blue"))))));
  }

  private static Shape condition() {
    return new Named("condition", Shapes::conditionStruct);
  }

  private static Shape conditionStruct() {
    Span delay = new Span("delay in exercise time");
    Choice outcome = new Choice("state", List.of("OK", "WARNING", "CRITICAL", "UNKNOWN"));
    Choice result = new Choice("result", List.of("blocked", "partial", "success", "persistent"));
    return new Struct(
        "Condition",
        List.of(
            may("at", new Span("exercise time since STARTEX")),
            may("hand", new Flag("by hand")),
            may("objective", id("id of an objective")),
            may("result", oneOrMore(result)),
            may("check", text("id of a check")),
            may("is", outcome),
            may("lasting", delay),
            may("submitted", id("id of an inject with a task")),
            may("fired", id("id of an inject")),
            may("phase", id("id of a phase")),
            may("after", delay),
            may("all", listOf(condition())),
            may("any", listOf(condition())),
            may("not", condition())),
        ConditionReader.KINDS);
  }

  private static <E extends Enum<E>> Choice choice(Class<E> type, String summary) {
    return new Choice(summary, Section.words(type));
  }
}
