package io.shieldwall.range.blue;

import io.shieldwall.range.Chance;
import io.shieldwall.range.nation.Finding;
import io.shieldwall.range.nation.Inspection;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Team;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How a stand-in answers alarms and what it makes of logs.
final class Response {

  private static final List<ActionKind> RASH =
      List.of(ActionKind.PATCH, ActionKind.HARDEN, ActionKind.RESTORE, ActionKind.REVERT);

  private final Nation nation;
  private final Team team;
  private final Profile profile;
  private final Chance chance;
  private final Hands hands;
  private final Watch watch;
  private final List<DefendedSystem> beat;

  Response(Nation nation, Team team, Profile profile, Chance chance, Hands hands, Watch watch) {
    this.nation = nation;
    this.team = team;
    this.profile = profile;
    this.chance = chance;
    this.hands = hands;
    this.watch = watch;
    beat = new ArrayList<>(nation.scenario().network().systems());
    beat.sort(Comparator.comparing(system -> !system.critical()));
  }

  /// Answers a critical check: look first, then by the cause; whoever has tried twice restores, and
  /// then asks Green for a revert.
  ///
  /// @return whether it is still critical
  boolean alarm(String check, int time) {
    Optional<Cause> cause = watch.cause(check);
    if (cause.isEmpty()) {
      return false;
    }
    String id = check.substring(0, check.indexOf('/'));
    String system = culprit(id);
    if (chance.favours(profile.mistakes())) {
      hands.want(Job.NOW, system, chance.oneOf(RASH), "");
    } else if (time >= 5) {
      hands.want(Job.NOW, system, ActionKind.REVERT, "");
    } else if (time >= 3) {
      hands.want(Job.NOW, system, ActionKind.RESTORE, "");
    } else {
      first(system, check, cause.get());
    }
    return true;
  }

  /// A system that fails because another one does is not to blame.
  private String culprit(String id) {
    return nation
        .scenario()
        .network()
        .system(id)
        .flatMap(system -> system.dependsOn().stream().filter(watch::isDown).findFirst())
        .orElse(id);
  }

  private void first(String system, String check, Cause cause) {
    switch (cause) {
      case WRONG_CREDENTIALS ->
          nation
              .scenario()
              .network()
              .check(check)
              .flatMap(known -> known.probe().text("account"))
              .filter(account -> hasAccount(system, account))
              .ifPresent(
                  account -> hands.want(Job.NOW, system, ActionKind.ROTATE_CREDENTIAL, account));
      case TIMEOUT -> hands.want(Job.NOW, system, ActionKind.HARDEN, "");
      default -> {}
    }
    hands.want(Job.NOW, system, ActionKind.INSPECT_LOGS, "");
  }

  private boolean hasAccount(String system, String account) {
    return nation.scenario().network().system(system).stream()
        .flatMap(known -> known.accounts().stream())
        .map(Account::name)
        .anyMatch(account::equals);
  }

  /// A look at the next system's logs, critical ones first; idle hands only.
  void patrol(int round) {
    DefendedSystem system = beat.get(round % beat.size());
    if (!hands.hasPlansFor(system.id())) {
      hands.want(Job.IDLE, system.id(), ActionKind.INSPECT_LOGS, "");
    }
  }

  /// Acts on what a look at the logs brought to light.
  ///
  /// @return the attacks that it recognises
  List<Objective> findings(String system, long at) {
    Inspection inspection = nation.inspect(team.id(), system, at);
    for (Finding finding : inspection.findings()) {
      if (chance.favours(profile.insight())) {
        Diagnosis.of(finding)
            .ifPresent(remedy -> {
              boolean revert =
                  remedy.kind() == ActionKind.RESTORE && chance.favours(profile.mistakes() / 2);
              hands.want(
                  Job.SOON, system, revert ? ActionKind.REVERT : remedy.kind(), remedy.subject());
            });
      }
    }
    List<Objective> recognised = recognised(system, inspection);
    recognised.forEach(this::closeTheWay);
    return recognised;
  }

  private List<Objective> recognised(String system, Inspection inspection) {
    return nation.scenario().campaign().objectives().stream()
        .filter(objective -> objective.target().equals(system))
        .filter(objective -> {
          String trace = team.expand(objective.trace());
          return inspection.lines().stream().anyMatch(line -> line.text().equals(trace));
        })
        .toList();
  }

  /// Whoever understands an attack removes the weakness behind it.
  private void closeTheWay(Objective objective) {
    nation
        .scenario()
        .network()
        .system(objective.target())
        .ifPresent(system ->
            system.weaknesses().stream()
                .filter(weakness -> objective.exploits().equals(Optional.of(weakness.id())))
                .filter(_ -> chance.favours(profile.insight()))
                .forEach(weakness -> Hardening.remove(system, weakness, Job.SOON, hands)));
  }
}
