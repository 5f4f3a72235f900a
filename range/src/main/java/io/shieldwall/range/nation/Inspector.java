package io.shieldwall.range.nation;

import io.shieldwall.range.nation.Finding.Kind;
import io.shieldwall.range.nation.ServiceModel.Running;
import io.shieldwall.range.nation.SystemModel.Hold;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Network.Weakness;
import io.shieldwall.scenario.Network.WeaknessKind;
import java.util.ArrayList;
import java.util.List;

/// Looks closely at a system: finds everything that is there to be found.
final class Inspector {

  private static final int MOST_LINES = 15;

  private final SystemModel system;
  private final long at;
  private final List<Finding> findings = new ArrayList<>();

  private Inspector(SystemModel system, long at) {
    this.system = system;
    this.at = at;
  }

  static Inspection inspect(SystemModel system, long at) {
    Inspector inspector = new Inspector(system, at);
    inspector.holds();
    inspector.condition();
    system.services.values().forEach(inspector::service);
    return new Inspection(system.log.notable(MOST_LINES), inspector.findings);
  }

  private void found(Kind kind, String subject, String text) {
    findings.add(new Finding(kind, subject, text));
  }

  private void holds() {
    for (Hold hold : system.holds.values()) {
      if (hold.persistent()) {
        found(
            Kind.PERSISTENCE,
            hold.objective(),
            "persistence found: something restarts with the system and calls out; evict it");
      } else if (hold.kind() == EffectKind.FOOTHOLD) {
        found(
            Kind.FOOTHOLD,
            hold.account().orElse(""),
            "a session that nobody of yours opened"
                + hold.account().map(name -> " as " + name + "; rotate it").orElse("; evict it"));
      } else {
        found(
            Kind.MISUSED_CREDENTIAL,
            hold.account().orElse(""),
            hold.account()
                .map(name -> "the password of " + name + " is in other hands; rotate it")
                .orElse("a stored secret was read; harden where it is kept"));
      }
    }
    for (String theft : system.thefts) {
      found(Kind.DATA_TAKEN, theft, "data left this system; see the log for how much");
    }
    for (Weakness weakness : system.plan.weaknesses()) {
      if (weakness.kind() == WeaknessKind.PLANTED_BACK_DOOR && system.open(weakness)) {
        found(
            Kind.PLANTED_BACK_DOOR,
            weakness.id(),
            "a back door of earlier months lies still here: " + weakness.title() + "; evict it");
      }
    }
  }

  private void condition() {
    if (system.wiped) {
      found(Kind.DESTROYED, "", "data and services are destroyed; restore or revert");
    }
    for (String account : system.lockedAccounts) {
      found(
          Kind.LOCKED_ACCOUNT,
          account,
          "account " + account + " is locked by somebody else; rotate its password");
    }
  }

  private void service(ServiceModel service) {
    String id = service.plan.id();
    if (service.running == Running.STOPPED_BY_ADVERSARY) {
      found(Kind.STOPPED_SERVICE, id, "service " + id + " was stopped by nobody of yours; open it");
    }
    if (service.floodedAt(at)) {
      found(Kind.FLOOD, id, "service " + id + " is flooded with requests; harden against it");
    }
    if (!service.defaced.isEmpty()) {
      found(Kind.CHANGED_CONTENT, id, "pages of " + id + " differ from your backup; restore");
    }
    if (!service.altered.isEmpty() || !service.redirected.isEmpty()) {
      found(Kind.CHANGED_CONTENT, id, "records of " + id + " differ from your backup; restore");
    }
    if (!service.operated.isEmpty()) {
      found(
          Kind.OPERATED,
          id,
          "points of "
              + id
              + " were written by a stranger: "
              + names(service.operated)
              + "; restore");
    }
    if (!service.spoofed.isEmpty()) {
      found(
          Kind.FALSE_MEASUREMENT,
          id,
          "measurements of " + id + " are false: " + names(service.spoofed) + "; restore");
    }
  }

  private static String names(java.util.Map<String, Integer> points) {
    return String.join(", ", points.keySet().stream().sorted().toList());
  }
}
