package io.shieldwall.scenario;

import io.shieldwall.scenario.Campaign.Effect;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Campaign.ThreatActor;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `campaign.yaml` against the network it attacks.
final class CampaignReader {

  private final Names names;
  private final Problems problems;
  private final Network network;
  private final Duration duration;
  private final List<Scenario.Phase> phases;

  CampaignReader(
      Names names,
      Problems problems,
      Network network,
      Duration duration,
      List<Scenario.Phase> phases) {
    this.names = names;
    this.problems = problems;
    this.network = network;
    this.duration = duration;
    this.phases = phases;
  }

  Campaign read(Section file) {
    List<ThreatActor> actors = new ArrayList<>();
    for (Section section : file.sections("actors")) {
      names.define("actor", section.text("id"), section.place("id"));
      actors.add(
          new ThreatActor(section.text("id"), section.text("title"), section.text("motive")));
    }
    List<Objective> objectives = new ArrayList<>();
    Map<String, Objective> byId = new HashMap<>();
    for (Section section : file.sections("objectives")) {
      Objective objective = objective(section);
      objectives.add(objective);
      byId.put(objective.id(), objective);
    }
    for (Section section : file.sections("objectives")) {
      order(section, byId);
    }
    return new Campaign(actors, objectives);
  }

  private Objective objective(Section section) {
    names.define("objective", section.text("id"), section.place("id"));
    names.refer("actor", section.text("actor"), section.place("actor"));
    names.refer("phase", section.text("phase"), section.place("phase"));
    names.refer("system", section.text("target"), section.place("target"));
    section.items("needs").forEach(item -> names.refer("objective", item.value(), item.place()));
    Optional<DefendedSystem> target = network.system(section.text("target"));
    exploits(section, target);
    Spans.Window window =
        Spans.window(section.text("window")).orElse(new Spans.Window(Duration.ZERO, duration));
    window(section, window);
    Effect effect = effect(section.section("effect"));
    target.ifPresent(system -> effectFits(section.section("effect"), effect, system));
    return new Objective(
        section.text("id"),
        section.text("title"),
        section.text("technique"),
        section.text("actor"),
        section.text("phase"),
        window.opens(),
        window.closes(),
        section.text("target"),
        section.scalar("exploits"),
        section.texts("needs"),
        effect,
        section.flag("persists", false),
        (int) section.number("budget", 1),
        section.text("trace"),
        section.text("countermeasure"));
  }

  private void exploits(Section section, Optional<DefendedSystem> target) {
    Optional<String> weakness = section.scalar("exploits");
    if (weakness.isEmpty()) {
      if (!section.has("needs")) {
        problems.add(
            section.place(),
            "the objective neither exploits a weakness nor needs another objective",
            "add exploits: or needs:, so that a defender can prevent it");
      }
      return;
    }
    target.ifPresent(system -> {
      List<String> known = system.weaknesses().stream().map(Network.Weakness::id).toList();
      if (!known.contains(weakness.get())) {
        problems.add(
            section.place("exploits"),
            "system %s has no weakness '%s'".formatted(system.id(), weakness.get()),
            Spelling.suggestion(weakness.get(), known));
      }
    });
  }

  private void window(Section section, Spans.Window window) {
    if (window.closes().compareTo(duration) > 0) {
      problems.add(
          section.place("window"), "the window closes after ENDEX", "close it before the end");
    }
    phases.stream()
        .filter(phase -> phase.id().equals(section.text("phase")))
        .findFirst()
        .filter(phase -> window.opens().compareTo(phase.startsAt()) < 0)
        .ifPresent(phase ->
            problems.add(
                section.place("window"),
                "the window opens before its phase " + phase.id() + " starts",
                "open it later or name another phase"));
  }

  private void order(Section section, Map<String, Objective> byId) {
    Objective objective = byId.get(section.text("id"));
    for (Section.Item need : section.items("needs")) {
      Objective needed = byId.get(need.value());
      if (objective != null
          && needed != null
          && !needed.opens().minus(objective.opens()).isNegative()) {
        problems.add(
            need.place(),
            "objective '%s' is needed but opens no earlier".formatted(need.value()),
            "open its window before that of " + objective.id());
      }
    }
  }

  private static Effect effect(Section section) {
    String word = section.names().isEmpty() ? "foothold" : section.names().getFirst();
    Map<String, String> values = new HashMap<>(section.table(word));
    Optional<String> service = Optional.ofNullable(values.remove("service"));
    return new Effect(
        Section.constant(word, EffectKind.class).orElse(EffectKind.FOOTHOLD), service, values);
  }

  private void effectFits(Section section, Effect effect, DefendedSystem target) {
    String word = section.names().isEmpty() ? "" : section.names().getFirst();
    Section values = section.section(word);
    List<String> services = target.services().stream().map(Service::id).toList();
    Optional<Service> service = effect.service().flatMap(target::service);
    if (effect.service().isPresent() && service.isEmpty()) {
      problems.add(
          values.place("service"),
          "system %s has no service '%s'".formatted(target.id(), effect.service().get()),
          Spelling.suggestion(effect.service().get(), services));
      return;
    }
    switch (effect.kind()) {
      case DEFACE -> page(values, service);
      case ALTER_RECORD -> record(values, service);
      case OPERATE, SPOOF -> register(values, service);
      case REDIRECT_NAME -> name(values, service);
      case LOCK_OUT -> account(values, target);
      case FOOTHOLD, STEAL_CREDENTIALS, STEAL_DATA, FLOOD, STOP_SERVICE, WIPE -> {}
    }
  }

  private void fits(
      Section values,
      String key,
      Optional<Service> service,
      Class<? extends Content> type,
      String what) {
    if (service.isPresent() && !type.isInstance(service.get().content())) {
      problems.add(
          values.place(key),
          "service '" + service.get().id() + "' is not " + what,
          "name a service that is " + what);
    }
  }

  private void register(Section values, Optional<Service> service) {
    fits(values, "service", service, Content.Registers.class, "a Modbus device");
    if (service.isPresent() && service.get().content() instanceof Content.Registers registers) {
      List<String> known = registers.registers().stream().map(Content.Register::name).toList();
      String name = values.text("register");
      if (!known.contains(name)) {
        problems.add(
            values.place("register"),
            "the device has no point '" + name + "'",
            Spelling.suggestion(name, known));
      }
    }
  }

  private void page(Section values, Optional<Service> service) {
    fits(values, "service", service, Content.Web.class, "a web site");
    if (service.isPresent() && service.get().content() instanceof Content.Web web) {
      List<String> known = web.pages().stream().map(Content.Page::path).toList();
      String path = values.text("path", "/");
      if (values.has("path") && !known.contains(path)) {
        problems.add(
            values.place("path"),
            "the web site has no page " + path,
            Spelling.suggestion(path, known));
      }
    }
  }

  private void name(Section values, Optional<Service> service) {
    fits(values, "service", service, Content.Names.class, "a name server");
    if (service.isPresent() && service.get().content() instanceof Content.Names names) {
      List<String> known = names.records().stream().map(Content.NameRecord::name).toList();
      String name = values.text("name");
      if (!known.contains(name)) {
        problems.add(
            values.place("name"),
            "the name server has no record " + name,
            Spelling.suggestion(name, known));
      }
    }
  }

  private void record(Section values, Optional<Service> service) {
    fits(values, "service", service, Content.Web.class, "a web site");
    if (service.isPresent() && service.get().content() instanceof Content.Web web) {
      List<String> known =
          web.pages().stream()
              .filter(page -> page.record().contains("="))
              .map(page -> page.record().substring(0, page.record().indexOf('=')))
              .toList();
      String name = values.text("record");
      if (!known.contains(name)) {
        problems.add(
            values.place("record"),
            "the web site has no data record '" + name + "'",
            Spelling.suggestion(name, known));
      }
    }
  }

  private void account(Section values, DefendedSystem target) {
    List<String> known = target.accounts().stream().map(Network.Account::name).toList();
    String name = values.text("account");
    if (!known.contains(name)) {
      problems.add(
          values.place("account"),
          "system %s has no account '%s'".formatted(target.id(), name),
          Spelling.suggestion(name, known));
    }
  }
}
