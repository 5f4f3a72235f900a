package io.shieldwall.range.nation;

import io.shieldwall.range.nation.Finding.Kind;
import io.shieldwall.range.nation.ServiceModel.Running;
import io.shieldwall.range.nation.SystemModel.Hold;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Network.Weakness;
import io.shieldwall.scenario.Network.WeaknessKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    system.holds.values().forEach(this::hold);
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

  private void hold(Hold hold) {
    String account = hold.account().orElse("");
    if (hold.persistent()) {
      found(
          Kind.PERSISTENCE,
          hold.objective(),
          "persistence found: something restarts with the system and calls out; evict it");
    } else if (hold.kind() == EffectKind.FOOTHOLD) {
      String what = account.isEmpty() ? "; evict it" : " as " + account + "; rotate it";
      found(Kind.FOOTHOLD, account, "a session that nobody of yours opened" + what);
    } else {
      found(
          Kind.MISUSED_CREDENTIAL,
          account,
          account.isEmpty()
              ? "a stored secret was read; harden where it is kept"
              : "the password of " + account + " is in other hands; rotate it");
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
    points(Kind.OPERATED, service, "were written by a stranger", service.operated);
    points(Kind.FALSE_MEASUREMENT, service, "show false measurements", service.spoofed);
  }

  private void points(Kind kind, ServiceModel service, String what, Map<String, Integer> points) {
    if (!points.isEmpty()) {
      String names = String.join(", ", points.keySet().stream().sorted().toList());
      String id = service.plan.id();
      found(kind, id, "points of " + id + " " + what + ": " + names + "; restore");
    }
  }
}
