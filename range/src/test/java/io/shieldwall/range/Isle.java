package io.shieldwall.range;

import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign;
import io.shieldwall.scenario.Campaign.Effect;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Campaign.ThreatActor;
import io.shieldwall.scenario.Condition;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Presets;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.Rubric;
import io.shieldwall.scenario.Rules;
import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Rules.Growth;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Scenario.DuePolicy;
import io.shieldwall.scenario.Team;
import io.shieldwall.scenario.UserSimulation;
import io.shieldwall.scenario.UserSimulation.Persona;
import io.shieldwall.scenario.UserSimulation.Severity;
import io.shieldwall.scenario.UserSimulation.UserTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A small nation for the tests of this room: five systems with every content and protocol, one
/// objective for every effect, chains of two and three, tasks and users. Four hours, two teams.
public final class Isle {

  public static final String HERON = "heron";
  public static final String OTTER = "otter";
  public static final String LYNX = "lynx";
  public static final List<String> TEAMS = List.of(HERON, OTTER, LYNX);
  public static final long MINUTE = 60_000;

  private Isle() {}

  public static Scenario scenario() {
    return scenario(campaign());
  }

  public static Scenario scenario(Campaign campaign) {
    return new Scenario(
        "isle",
        "The isle",
        "Four hours at five systems.",
        Instant.parse("2026-05-05T06:00:00Z"),
        Duration.ofHours(4),
        List.of("en"),
        DuePolicy.FIRE,
        List.of(new Scenario.Nation("aldmark", "Aldmark")),
        List.of(
            new Team(HERON, 1, "Team Heron", List.of("aldmark")),
            new Team(OTTER, 2, "Team Otter", List.of("aldmark")),
            new Team(LYNX, 3, "Team Lynx", List.of("aldmark"))),
        List.of(
            new Scenario.Phase("calm", "Calm", Duration.ZERO, ""),
            new Scenario.Phase("storm", "Storm", Duration.ofHours(2), "")),
        rules(),
        IsleNetwork.network(),
        campaign,
        users(),
        Presets.named("locked-shields").orElseThrow(),
        injects(),
        Map.of("injects/report.md", "# Report", "injects/press.md", "# Press"),
        Map.of(
            "rubrics/plain.yaml",
            new Rubric(
                "Plain",
                List.of(
                    new Rubric.Criterion("truth", "True", 2, ""),
                    new Rubric.Criterion("clarity", "Clear", 1, "")),
                "",
                List.of())),
        "0".repeat(64));
  }

  private static Rules rules() {
    Map<ActionKind, ActionTerms> actions = new EnumMap<>(ActionKind.class);
    for (ActionKind kind : ActionKind.values()) {
      actions.put(kind, new ActionTerms(Duration.ofMinutes(5), Duration.ZERO, 0, Growth.FLAT));
    }
    actions.put(
        ActionKind.PATCH,
        new ActionTerms(Duration.ofMinutes(10), Duration.ofMinutes(2), 0, Growth.FLAT));
    actions.put(
        ActionKind.REVERT,
        new ActionTerms(Duration.ofMinutes(15), Duration.ofMinutes(5), 30, Growth.FIBONACCI));
    return new Rules(
        List.of("10.{n}.0.0/16"),
        List.of("10.{n}.250.0/24"),
        List.of("Attacking others."),
        actions,
        Duration.ofHours(1));
  }

  /// One objective for every effect, named after it, and two chains.
  public static Campaign campaign() {
    List<Objective> objectives = new ArrayList<>();
    objectives.add(
        objective("foothold", "shop", "old-cms", List.of(), true, effect(EffectKind.FOOTHOLD)));
    objectives.add(
        objective(
            "steal-credentials",
            "shop",
            "default-admin",
            List.of(),
            false,
            effect(EffectKind.STEAL_CREDENTIALS)));
    objectives.add(
        objective(
            "steal-data", "shop", "", List.of("foothold"), false, effect(EffectKind.STEAL_DATA)));
    objectives.add(
        objective(
            "deface",
            "shop",
            "",
            List.of("steal-credentials"),
            false,
            effect(EffectKind.DEFACE, "https", "path", "/login", "text", "Ours now")));
    objectives.add(
        objective(
            "flood",
            "shop",
            "no-limit",
            List.of(),
            false,
            effect(EffectKind.FLOOD, "https", "lasts", "20m")));
    objectives.add(
        objective(
            "alter-record",
            "shop",
            "",
            List.of("foothold"),
            false,
            effect(EffectKind.ALTER_RECORD, "https", "record", "base-rate", "value", "99.9")));
    objectives.add(
        objective(
            "operate",
            "sub",
            "open-writes",
            List.of(),
            false,
            effect(EffectKind.OPERATE, "modbus", "register", "breaker", "value", "0")));
    objectives.add(
        objective(
            "spoof",
            "sub",
            "open-writes",
            List.of(),
            true,
            effect(EffectKind.SPOOF, "modbus", "register", "voltage", "value", "7")));
    objectives.add(
        objective(
            "redirect-name",
            "dns",
            "open-updates",
            List.of(),
            false,
            effect(
                EffectKind.REDIRECT_NAME,
                "names",
                "name",
                "www.{nn}.berylia.example",
                "value",
                "10.{n}.200.66")));
    objectives.add(
        objective(
            "stop-service",
            "ledger",
            "",
            List.of("foothold"),
            false,
            effect(EffectKind.STOP_SERVICE, "feed")));
    objectives.add(objective("wipe", "mail", "", List.of(), false, effect(EffectKind.WIPE)));
    objectives.add(
        objective(
            "lock-out",
            "shop",
            "",
            List.of("steal-credentials"),
            false,
            new Effect(EffectKind.LOCK_OUT, Optional.empty(), Map.of("account", "operator"))));
    return new Campaign(List.of(new ThreatActor("tide", "Grey Tide", "Sabotage")), objectives);
  }

  private static Effect effect(EffectKind kind) {
    return new Effect(kind, Optional.empty(), Map.of());
  }

  private static Effect effect(EffectKind kind, String service, String... pairs) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return new Effect(kind, Optional.of(service), values);
  }

  private static Objective objective(
      String id,
      String target,
      String weakness,
      List<String> needs,
      boolean persists,
      Effect effect) {
    boolean first = needs.isEmpty();
    return new Objective(
        id,
        "Reach " + id,
        "T1491.002",
        "tide",
        first ? "calm" : "storm",
        Duration.ofMinutes(first ? 40 : 125),
        Duration.ofMinutes(first ? 90 : 200),
        target,
        weakness.isEmpty() ? Optional.empty() : Optional.of(weakness),
        needs,
        effect,
        persists,
        10,
        target + " trace of " + id + " from 10.{n}.200.17",
        "Fix it.");
  }

  private static UserSimulation users() {
    return new UserSimulation(
        List.of(new Persona("ada", "Ada Lindmoor", "Ward nurse", "bank")),
        List.of(
            new UserTest(
                "sign-in",
                "Sign in",
                "ada",
                "shop",
                "https",
                Duration.ofMinutes(5),
                Duration.ofSeconds(2),
                Severity.HIGH,
                new Probe(
                    "http", Map.of("path", "/login", "tls", "verify-off", "contains", "The shop")),
                "I cannot sign in."),
            new UserTest(
                "send-mail",
                "Send a message",
                "ada",
                "mail",
                "smtp",
                Duration.ofMinutes(7),
                Duration.ofSeconds(2),
                Severity.NORMAL,
                new Probe("smtp", Map.of("to", "desk@{nn}.berylia.example")),
                "My mail comes back.")));
  }

  private static List<Inject> injects() {
    return List.of(
        inject("report", Inject.Track.SITREP, 30), inject("press", Inject.Track.MEDIA, 60));
  }

  private static Inject inject(String id, Inject.Track track, long minutes) {
    return new Inject(
        id,
        "Write: " + id,
        new Condition.At(Duration.ofMinutes(minutes)),
        "Headquarters",
        List.of("blue"),
        List.of(Inject.Channel.MAILBOX),
        "injects/" + id + ".md",
        Optional.of(
            new Inject.Task(track, Duration.ofMinutes(45), "plain", "rubrics/plain.yaml", 10)),
        "");
  }
}
