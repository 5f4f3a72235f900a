package io.shieldwall.bench;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command.CreateExercise;
import io.shieldwall.exercise.Event.Mode;
import io.shieldwall.probing.AddressPlan;
import io.shieldwall.probing.DeclaredEndpoint;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.AccountKind;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Presets;
import io.shieldwall.scenario.Rules;
import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Rules.Growth;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import io.shieldwall.scenario.UserSimulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A nation made for measuring: teams with systems of one service and one check each. Scenario
/// address `10.T.0.S` really is `127.10.T.S`.
///
/// @param teams at most 250
/// @param systems a team, at most 250
/// @param holes percent of the services that accept and never answer
record Layout(int teams, int systems, int holes) implements AddressPlan {

  static final String ACCOUNT = "monitor";
  static final String PASSWORD = "correct horse battery staple";
  static final Actor DIRECTOR = Actor.of(Actor.Role.DIRECTOR, "bench");

  private static final Duration LENGTH = Duration.ofDays(30);

  static String realHost(int team, int system) {
    return "127.10." + team + "." + system;
  }

  boolean isHole(int team, int system) {
    return Math.floorMod(team * 37 + system * 61 + system / 10 * 13, 100) < holes;
  }

  @Override
  public InetSocketAddress realise(String scenarioAddress, int port) {
    String[] octets = scenarioAddress.split("\\.", -1);
    for (Kind kind : Kind.values()) {
      if (kind.port() == port) {
        return new InetSocketAddress("127.10." + octets[1] + "." + octets[3], kind.realPort());
      }
    }
    throw new IllegalArgumentException("nothing is at port " + port);
  }

  @Override
  public Optional<DeclaredEndpoint> declared(InetSocketAddress real) {
    byte[] octets = real.getAddress().getAddress();
    for (Kind kind : Kind.values()) {
      if (kind.realPort() == real.getPort()) {
        String address = "10." + (octets[2] & 0xFF) + ".0." + (octets[3] & 0xFF);
        return Optional.of(new DeclaredEndpoint(address, kind.port()));
      }
    }
    return Optional.empty();
  }

  List<Team> teamList() {
    List<Team> list = new ArrayList<>();
    for (int number = 1; number <= teams; number++) {
      list.add(new Team("blue" + number, number, "Blue " + number, List.of()));
    }
    return list;
  }

  CreateExercise creation() {
    return new CreateExercise(
        "bench", "", teamList().stream().map(Team::id).toList(), 7, Mode.LIVE);
  }

  /// @param every interval of every check
  /// @param timeout deadline of every check
  Scenario scenario(Duration every, Duration timeout) {
    List<DefendedSystem> list = new ArrayList<>();
    for (int system = 1; system <= systems; system++) {
      list.add(system(system, every, timeout));
    }
    Network.Zone zone = new Network.Zone("all", "All", "10.{n}.0.0/24", Network.ZoneKind.CIVILIAN);
    return new Scenario(
        "bench",
        "Bench",
        "Made for measuring.",
        Instant.parse("2026-05-05T06:00:00Z"),
        LENGTH,
        List.of("en"),
        Scenario.DuePolicy.FIRE,
        List.of(),
        teamList(),
        List.of(new Scenario.Phase("all", "All", Duration.ZERO, "")),
        rules(),
        new Network(List.of(zone), list),
        new Campaign(List.of(), List.of()),
        new UserSimulation(List.of(), List.of()),
        Presets.named("locked-shields").orElseThrow(),
        List.of(),
        Map.of(),
        Map.of(),
        "00".repeat(32));
  }

  private static Rules rules() {
    Map<ActionKind, ActionTerms> actions = new EnumMap<>(ActionKind.class);
    for (ActionKind kind : ActionKind.values()) {
      actions.put(kind, new ActionTerms(Duration.ofMinutes(5), Duration.ZERO, 0, Growth.FLAT));
    }
    return new Rules(
        List.of("10.{n}.0.0/16"),
        List.of("10.{n}.250.0/24"),
        List.of(),
        actions,
        Duration.ofMinutes(60));
  }

  private static DefendedSystem system(int number, Duration every, Duration timeout) {
    Kind kind = Kind.of(number);
    String id = "system" + number;
    Check check =
        new Check(id + "/" + kind.word(), id, kind.word(), 10, every, timeout, kind.probe());
    return new DefendedSystem(
        id,
        "System " + number,
        "all",
        "10.{n}.0." + number,
        id + ".{nn}.berylia.example",
        "debian-12",
        false,
        List.of(),
        List.of(new Account(ACCOUNT, AccountKind.SERVICE)),
        List.of(
            new Service(
                kind.word(), kind.name(), kind.port(), new Content.Banner("", ""), List.of(check))),
        List.of());
  }
}
