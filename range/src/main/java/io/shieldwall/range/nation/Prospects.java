package io.shieldwall.range.nation;

import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.range.nation.SystemModel.Hold;
import io.shieldwall.scenario.Campaign;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Network.Weakness;
import java.util.Locale;
import java.util.Optional;

/// Judges how an objective ends against a team, from the model alone.
///
/// `BLOCKED` when something it needs has not succeeded or has been taken away since, when the
/// target is isolated or destroyed, when the weakness is removed or the service it strikes is
/// closed. `PARTIAL` when persistence was wanted, the way in was there, and the target had been
/// hardened or the weakness was removed between attempt and end. Otherwise `SUCCESS`, or
/// `PERSISTENT` where persistence was wanted.
final class Prospects {

  private final Campaign campaign;

  Prospects(Campaign campaign) {
    this.campaign = campaign;
  }

  /// @param openAtStart whether the weakness was open when the attempt began
  Prospect judge(TeamModel team, Objective objective, boolean openAtStart) {
    SystemModel target = team.system(objective.target());
    Optional<Weakness> weakness = weakness(target, objective);
    boolean open = weakness.map(target::open).orElse(true);
    boolean settling = objective.persists() && openAtStart;
    Optional<String> block =
        block(team, target, objective)
            .or(() -> open || settling ? Optional.empty() : weakness.map(this::removed));
    if (block.isPresent()) {
      return new Prospect(AttackResult.BLOCKED, "Blocked: " + block.get());
    }
    if (!objective.persists()) {
      return new Prospect(AttackResult.SUCCESS, evidence(team, objective, weakness));
    }
    if (open && !target.hardened) {
      return new Prospect(
          AttackResult.PERSISTENT,
          evidence(team, objective, weakness) + " It stays until evicted.");
    }
    return new Prospect(
        AttackResult.PARTIAL,
        evidence(team, objective, weakness)
            + (open
                ? " The hardened system kept it from settling."
                : " The weakness was removed meanwhile, so it could not settle."));
  }

  static Optional<Weakness> weakness(SystemModel target, Objective objective) {
    return objective
        .exploits()
        .flatMap(id ->
            target.plan.weaknesses().stream()
                .filter(weakness -> weakness.id().equals(id))
                .findFirst());
  }

  private Optional<String> block(TeamModel team, SystemModel target, Objective objective) {
    for (String need : objective.needs()) {
      Optional<String> missing = missing(team, target, need);
      if (missing.isPresent()) {
        return missing;
      }
    }
    if (target.isolated) {
      return Optional.of(target.plan.id() + " is cut off the network.");
    }
    if (target.wiped) {
      return Optional.of(target.plan.id() + " is destroyed and answers nobody.");
    }
    return objective
        .effect()
        .service()
        .map(target::service)
        .filter(service -> service.running == ServiceModel.Running.CLOSED_BY_TEAM)
        .map(service -> "the team has closed " + service.plan.id() + ".");
  }

  /// Why something that is needed is not in hand.
  private Optional<String> missing(TeamModel team, SystemModel target, String need) {
    Objective needed =
        campaign
            .objective(need)
            .orElseThrow(() -> new IllegalArgumentException("there is no objective " + need));
    AttackResult result = team.results.get(need);
    if (result != AttackResult.SUCCESS && result != AttackResult.PERSISTENT) {
      return Optional.of("\"" + needed.title() + "\", which it needs, " + became(result) + ".");
    }
    if (!Effects.isAccess(needed.effect().kind())) {
      return Optional.empty();
    }
    SystemModel way = team.system(needed.target());
    Hold hold = way.holds.get(need);
    if (hold == null) {
      return Optional.of(
          "what \"" + needed.title() + "\" had gained on " + way.plan.id() + " was taken away.");
    }
    boolean cut = way.isolated && way != target && hold.kind() == EffectKind.FOOTHOLD;
    return cut
        ? Optional.of("the way leads through " + way.plan.id() + ", which is cut off the network.")
        : Optional.empty();
  }

  private static String became(@org.jspecify.annotations.Nullable AttackResult result) {
    return result == null
        ? "has not been played"
        : "ended " + result.name().toLowerCase(Locale.ROOT);
  }

  private String removed(Weakness weakness) {
    return "\"" + weakness.title() + "\" is removed.";
  }

  private static String evidence(TeamModel team, Objective objective, Optional<Weakness> weakness) {
    String way =
        weakness
            .map(open -> " by \"" + open.title() + "\"")
            .orElse(objective.needs().isEmpty() ? "" : " with what was gained before");
    return "\"%s\" reached on %s%s. Trace: %s."
        .formatted(objective.title(), objective.target(), way, team.team.expand(objective.trace()));
  }
}
