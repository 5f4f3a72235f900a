package io.shieldwall.range.nation;

import io.shieldwall.range.nation.ServiceModel.Running;
import io.shieldwall.range.nation.SystemModel.Hold;
import io.shieldwall.scenario.Campaign.Effect;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Network.AccountKind;
import io.shieldwall.scenario.Network.Weakness;
import io.shieldwall.scenario.Team;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// What an objective's success does to its target.
final class Effects {

  private static final Duration USUAL_FLOOD = Duration.ofMinutes(15);

  private Effects() {}

  /// @param persistent whether it leaves something that stays until evicted
  static void apply(
      TeamModel team, SystemModel system, Objective objective, boolean persistent, long at) {
    Effect effect = objective.effect();
    if (isAccess(effect.kind()) || persistent) {
      system.holds.put(objective.id(), hold(system, objective, persistent));
    }
    switch (effect.kind()) {
      case FOOTHOLD, STEAL_CREDENTIALS -> {}
      case STEAL_DATA -> system.thefts.add(objective.id());
      case WIPE -> system.wiped = true;
      case LOCK_OUT -> system.lockedAccounts.add(lockedAccount(system, effect));
      case DEFACE, FLOOD, ALTER_RECORD, OPERATE, SPOOF, REDIRECT_NAME, STOP_SERVICE ->
          struck(system, effect).ifPresent(service -> strike(team, service, effect, at));
    }
  }

  static boolean isAccess(EffectKind kind) {
    return kind == EffectKind.FOOTHOLD || kind == EffectKind.STEAL_CREDENTIALS;
  }

  private static Hold hold(SystemModel system, Objective objective, boolean persistent) {
    Optional<String> account = objective.exploits().flatMap(id -> accountOf(system, id));
    return new Hold(
        objective.id(), objective.effect().kind(), account, objective.exploits(), persistent);
  }

  private static Optional<String> accountOf(SystemModel system, String weaknessId) {
    return system.plan.weaknesses().stream()
        .filter(weakness -> weakness.id().equals(weaknessId))
        .findFirst()
        .flatMap(Weakness::account);
  }

  private static String lockedAccount(SystemModel system, Effect effect) {
    String named = effect.values().get("account");
    return named != null
        ? named
        : system.plan.accounts().stream()
            .filter(account -> account.kind() == AccountKind.DEFENDER)
            .map(account -> account.name())
            .findFirst()
            .orElse("operator");
  }

  private static Optional<ServiceModel> struck(SystemModel system, Effect effect) {
    return effect.service().map(system::service).or(system::main);
  }

  private static void strike(TeamModel team, ServiceModel service, Effect effect, long at) {
    switch (effect.kind()) {
      case DEFACE ->
          service.defaced.put(text(team.team, effect, "path"), text(team.team, effect, "text"));
      case FLOOD -> flood(team, service, effect, at);
      case ALTER_RECORD ->
          service.altered.put(text(team.team, effect, "record"), text(team.team, effect, "value"));
      case OPERATE -> service.operated.put(text(team.team, effect, "register"), number(effect));
      case SPOOF -> service.spoofed.put(text(team.team, effect, "register"), number(effect));
      case REDIRECT_NAME ->
          service.redirected.put(
              canonical(text(team.team, effect, "name")), text(team.team, effect, "value"));
      case STOP_SERVICE -> service.running = Running.STOPPED_BY_ADVERSARY;
      case FOOTHOLD, STEAL_CREDENTIALS, STEAL_DATA, WIPE, LOCK_OUT -> {}
    }
  }

  private static void flood(TeamModel team, ServiceModel service, Effect effect, long at) {
    Duration lasts = Lasting.parse(text(team.team, effect, "lasts"), USUAL_FLOOD);
    service.floodedUntil = Math.max(service.floodedUntil, at + lasts.toMillis());
    team.boundaries.add(service.floodedUntil);
  }

  private static String text(Team team, Effect effect, String name) {
    return team.expand(effect.values().getOrDefault(name, ""));
  }

  private static int number(Effect effect) {
    String value = effect.values().getOrDefault("value", "0").strip();
    try {
      return Integer.parseInt(value) & 0xffff;
    } catch (NumberFormatException _) {
      return Boolean.parseBoolean(value) ? 1 : 0;
    }
  }

  /// A host name as it is compared.
  static String canonical(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
