package io.shieldwall.testkit;

import io.shieldwall.exercise.Command.CreateExercise;
import io.shieldwall.exercise.Event.Mode;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign;
import io.shieldwall.scenario.Campaign.Effect;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Condition;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.AccountKind;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Network.Weakness;
import io.shieldwall.scenario.Network.WeaknessKind;
import io.shieldwall.scenario.Presets;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.Rubric;
import io.shieldwall.scenario.Rules;
import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Rules.Growth;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Scenario.DuePolicy;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.Team;
import io.shieldwall.scenario.UserSimulation;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A small but complete scenario, made in code: two zones, three systems with eight checks, four
/// objectives, six injects with every kind of condition and two tasks, two user tests, terms for
/// every action, three teams, four hours in two phases.
public final class TinyScenario {

  public static final String HERON = "heron";
  public static final String OTTER = "otter";
  public static final String LYNX = "lynx";
  public static final List<String> TEAMS = List.of(HERON, OTTER, LYNX);

  public static final Duration DURATION = Duration.ofHours(4);

  /// The digest that stands in the scenario; there is no folder behind it.
  public static final String DIGEST = "71".repeat(32);

  private TinyScenario() {}

  public static Scenario scenario() {
    return new Scenario(
        "tiny",
        "A tiny nation",
        "Four hours at three systems.",
        Instant.parse("2026-05-05T06:00:00Z"),
        DURATION,
        List.of("en"),
        DuePolicy.FIRE,
        List.of(new Scenario.Nation("aldmark", "Aldmark")),
        List.of(
            new Team(HERON, 1, "Team Heron", List.of("aldmark")),
            new Team(OTTER, 2, "Team Otter", List.of("aldmark")),
            new Team(LYNX, 3, "Team Lynx", List.of())),
        List.of(
            new Scenario.Phase("noise", "Noise", Duration.ZERO, "Hacktivists."),
            new Scenario.Phase("storm", "Storm", Duration.ofHours(2), "Sabotage.")),
        rules(),
        network(),
        campaign(),
        users(),
        Presets.named("locked-shields").orElseThrow(),
        injects(),
        Map.of(
            "injects/welcome.md", "# Welcome, {team-name}",
            "injects/sitrep.md", "# Situation report",
            "injects/press.md", "# Blackout",
            "injects/reminder.md", "# Where is your report?",
            "injects/order.md", "# Day two",
            "injects/extra.md", "# By hand"),
        Map.of("rubrics/sitrep.yaml", sitrepRubric(), "rubrics/press.yaml", pressRubric()),
        DIGEST);
  }

  /// The same scenario with other rules of scoring.
  public static Scenario scoredBy(ScoringRules scoring) {
    Scenario scenario = scenario();
    return copy(scenario, scenario.teams(), DuePolicy.FIRE, scoring);
  }

  /// The same scenario with one team more.
  public static Scenario joinedBy(Team team) {
    Scenario scenario = scenario();
    List<Team> teams = Stream.concat(scenario.teams().stream(), Stream.of(team)).toList();
    return copy(scenario, teams, DuePolicy.FIRE, scenario.scoring());
  }

  /// The same scenario with another policy for what falls due while the clock stands still.
  public static Scenario afterPause(DuePolicy policy) {
    Scenario scenario = scenario();
    return copy(scenario, scenario.teams(), policy, scenario.scoring());
  }

  private static Scenario copy(
      Scenario scenario, List<Team> teams, DuePolicy policy, ScoringRules scoring) {
    return new Scenario(
        scenario.id(),
        scenario.title(),
        scenario.summary(),
        scenario.startsAt(),
        scenario.duration(),
        scenario.languages(),
        policy,
        scenario.nations(),
        teams,
        scenario.phases(),
        scenario.rules(),
        scenario.network(),
        scenario.campaign(),
        scenario.users(),
        scoring,
        scenario.injects(),
        scenario.bodies(),
        scenario.rubrics(),
        scenario.digest());
  }

  /// What makes an exercise of it with all three teams.
  public static CreateExercise creation() {
    return new CreateExercise("tiny-1", "", TEAMS, 7, Mode.FAST);
  }

  private static Rules rules() {
    Map<ActionKind, ActionTerms> actions = new EnumMap<>(ActionKind.class);
    for (ActionKind kind : ActionKind.values()) {
      actions.put(kind, new ActionTerms(Duration.ofMinutes(5), Duration.ZERO, 0, Growth.FLAT));
    }
    Duration takes = Duration.ofMinutes(15);
    Duration outage = Duration.ofMinutes(5);
    actions.put(ActionKind.EVICT, new ActionTerms(takes, Duration.ZERO, 5, Growth.FLAT));
    actions.put(ActionKind.RESTORE, new ActionTerms(takes, outage, 10, Growth.LINEAR));
    actions.put(ActionKind.REVERT, new ActionTerms(takes, outage, 30, Growth.FIBONACCI));
    return new Rules(
        List.of("10.{n}.0.0/16"),
        List.of("10.{n}.250.0/24"),
        List.of("Attacking anything outside your own network."),
        actions,
        Duration.ofMinutes(60));
  }

  private static Network network() {
    return new Network(
        List.of(
            new Network.Zone("bank", "Bank", "10.{n}.20.0/24", Network.ZoneKind.CIVILIAN),
            new Network.Zone("grid", "Grid", "10.{n}.30.0/24", Network.ZoneKind.INDUSTRIAL)),
        List.of(netbank(), names(), substation()));
  }

  private static DefendedSystem netbank() {
    Content site =
        new Content.Web(
            true,
            List.of(
                new Content.Page("/login", "Sign in", "Bank of Berylia", "text/html", 200, "", ""),
                new Content.Page(
                    "/rates", "", "{value}", "application/json", 200, "", "base-rate=3.25")));
    return new DefendedSystem(
        "netbank",
        "Internet banking",
        "bank",
        "10.{n}.20.11",
        "netbank.{nn}.berylia.example",
        "debian-12",
        true,
        List.of("names"),
        accounts(),
        List.of(
            new Service(
                "https",
                "Customer web site",
                443,
                site,
                List.of(
                    check("netbank/https/login", 40, http("/login")),
                    check("netbank/https/rates", 20, http("/rates")))),
            shell("netbank", 10)),
        List.of(
            weakness("netbank-default-admin", WeaknessKind.WEAK_CREDENTIAL, "admin"),
            weakness("netbank-old-cms", WeaknessKind.UNPATCHED, "")));
  }

  private static DefendedSystem names() {
    Content zone =
        new Content.Names(List.of(new Content.NameRecord("www.bank.example", "A", "10.{n}.20.11")));
    Probe probe = new Probe("dns", Map.of("name", "www.bank.example"));
    return new DefendedSystem(
        "names",
        "Name server",
        "bank",
        "10.{n}.20.53",
        "ns.{nn}.berylia.example",
        "debian-12",
        false,
        List.of(),
        accounts(),
        List.of(
            new Service(
                "dns",
                "Names",
                53,
                zone,
                List.of(check("names/dns/address", 15, probe), check("names/dns/mail", 5, probe)))),
        List.of(weakness("names-open-update", WeaknessKind.MISCONFIGURATION, "")));
  }

  private static DefendedSystem substation() {
    Content device =
        new Content.Registers(
            1,
            List.of(
                new Content.Register("breaker", Content.RegisterKind.COIL, 0, 1, ""),
                new Content.Register("voltage", Content.RegisterKind.HOLDING, 1, 110, "kV")));
    return new DefendedSystem(
        "substation",
        "Substation North",
        "grid",
        "10.{n}.30.5",
        "sub.{nn}.berylia.example",
        "rtos-3",
        true,
        List.of(),
        accounts(),
        List.of(
            new Service(
                "modbus",
                "Control",
                502,
                device,
                List.of(
                    check("substation/modbus/breaker", 30, modbus("coil", 0)),
                    check("substation/modbus/voltage", 20, modbus("holding", 1)))),
            shell("substation", 10)),
        List.of(weakness("substation-open", WeaknessKind.EXPOSED_SERVICE, "")));
  }

  private static List<Account> accounts() {
    return List.of(
        new Account("operator", AccountKind.DEFENDER),
        new Account("monitor", AccountKind.SERVICE),
        new Account("admin", AccountKind.PERSON));
  }

  private static Service shell(String system, int budget) {
    Probe probe = new Probe("ssh", Map.of("account", "monitor"));
    return new Service(
        "ssh",
        "Administration",
        22,
        new Content.Shell("Authorised staff only"),
        List.of(check(system + "/ssh", budget, probe)));
  }

  private static Check check(String id, int budget, Probe probe) {
    String[] parts = id.split("/", -1);
    return new Check(
        id, parts[0], parts[1], budget, Duration.ofSeconds(60), Duration.ofSeconds(8), probe);
  }

  private static Probe http(String path) {
    return new Probe("http", Map.of("path", path));
  }

  private static Probe modbus(String kind, long register) {
    return new Probe("modbus", Map.of("kind", kind, "register", register));
  }

  private static Weakness weakness(String id, WeaknessKind kind, String account) {
    return new Weakness(
        id,
        "Weakness " + id,
        kind,
        account.isEmpty() ? Optional.empty() : Optional.of(account),
        Optional.empty(),
        List.of(ActionKind.ROTATE_CREDENTIAL, ActionKind.PATCH, ActionKind.HARDEN));
  }

  private static Campaign campaign() {
    return new Campaign(
        List.of(new Campaign.ThreatActor("grey-tide", "Grey Tide", "Unknown.")),
        List.of(
            objective(
                "foothold-bank",
                "T1078",
                "netbank",
                "netbank-default-admin",
                List.of(),
                new Effect(EffectKind.FOOTHOLD, Optional.empty(), Map.of()),
                60),
            objective(
                "deface-bank",
                "T1491.002",
                "netbank",
                "netbank-old-cms",
                List.of("foothold-bank"),
                new Effect(
                    EffectKind.DEFACE,
                    Optional.of("https"),
                    Map.of("path", "/login", "text", "Ours")),
                120),
            objective(
                "trip-breaker",
                "T0831",
                "substation",
                "substation-open",
                List.of(),
                new Effect(
                    EffectKind.OPERATE,
                    Optional.of("modbus"),
                    Map.of("register", "breaker", "value", "0")),
                200),
            objective(
                "redirect-names",
                "T1584.002",
                "names",
                "names-open-update",
                List.of(),
                new Effect(
                    EffectKind.REDIRECT_NAME,
                    Optional.of("dns"),
                    Map.of("name", "www.bank.example", "value", "10.9.9.9")),
                80)));
  }

  private static Objective objective(
      String id,
      String technique,
      String target,
      String exploits,
      List<String> needs,
      Effect effect,
      int budget) {
    return new Objective(
        id,
        "Objective " + id,
        technique,
        "grey-tide",
        "noise",
        Duration.ofMinutes(needs.isEmpty() ? 10 : 30),
        Duration.ofHours(3),
        target,
        Optional.of(exploits),
        needs,
        effect,
        effect.kind() == EffectKind.OPERATE,
        budget,
        "trace of " + id,
        "Countermeasure of " + id + ".");
  }

  private static UserSimulation users() {
    return new UserSimulation(
        List.of(
            new UserSimulation.Persona("ada", "Ada Lindqvist", "Ward nurse", "bank"),
            new UserSimulation.Persona("ben", "Ben Okoro", "Dispatcher", "grid")),
        List.of(
            new UserSimulation.UserTest(
                "pay-a-bill",
                "Pay a bill",
                "ada",
                "netbank",
                "https",
                Duration.ofMinutes(10),
                Duration.ofSeconds(8),
                UserSimulation.Severity.HIGH,
                http("/login"),
                "I can't pay my bill."),
            new UserSimulation.UserTest(
                "read-voltage",
                "Read the voltage",
                "ben",
                "substation",
                "modbus",
                Duration.ofMinutes(10),
                Duration.ofSeconds(8),
                UserSimulation.Severity.CRITICAL,
                modbus("holding", 1),
                "The screen is blank.")));
  }

  private static List<Inject> injects() {
    List<String> everybody = List.of("blue");
    return List.of(
        inject("welcome", new Condition.At(Duration.ofMinutes(5)), everybody, "welcome.md"),
        task(
            inject("sitrep-1", new Condition.At(Duration.ofMinutes(30)), everybody, "sitrep.md"),
            new Inject.Task(
                Inject.Track.SITREP, Duration.ofMinutes(40), "sitrep", "rubrics/sitrep.yaml", 50)),
        task(
            inject("press-blackout", blackout(), everybody, "press.md"),
            new Inject.Task(
                Inject.Track.MEDIA,
                Duration.ofMinutes(30),
                "press-line",
                "rubrics/press.yaml",
                60)),
        inject("reminder", unanswered(), everybody, "reminder.md"),
        inject(
            "day-two",
            new Condition.PhaseBegun("storm", Duration.ofMinutes(10)),
            List.of(HERON, OTTER),
            "order.md"),
        inject("extra", new Condition.ByHand(), everybody, "extra.md"));
  }

  private static Condition blackout() {
    return new Condition.AnyOf(
        List.of(
            new Condition.ObjectiveEnded(
                "trip-breaker", Set.of("success", "persistent"), Duration.ofMinutes(10)),
            new Condition.CheckIs("substation/modbus/breaker", "CRITICAL", Duration.ofMinutes(5))));
  }

  private static Condition unanswered() {
    return new Condition.All(
        List.of(
            new Condition.Fired("sitrep-1", Duration.ofMinutes(20)),
            new Condition.Not(new Condition.Submitted("sitrep-1", Duration.ZERO))));
  }

  private static Inject inject(String id, Condition when, List<String> to, String body) {
    return new Inject(
        id,
        "Inject " + id,
        when,
        "Newsroom",
        to,
        List.of(Inject.Channel.MAILBOX),
        "injects/" + body,
        Optional.empty(),
        "");
  }

  private static Inject task(Inject inject, Inject.Task task) {
    return new Inject(
        inject.id(),
        inject.title(),
        inject.when(),
        inject.from(),
        inject.to(),
        inject.via(),
        inject.body(),
        Optional.of(task),
        "A true, short answer.");
  }

  private static Rubric sitrepRubric() {
    return new Rubric(
        "Situation report",
        List.of(
            new Rubric.Criterion("facts", "Facts in hand", 3, ""),
            new Rubric.Criterion("clarity", "Clear to read", 1, "")),
        "What a very good report says.",
        List.of());
  }

  private static Rubric pressRubric() {
    return new Rubric(
        "Press line",
        List.of(new Rubric.Criterion("truth", "True and not speculative", 1, "")),
        "A short, true line.",
        List.of());
  }
}
