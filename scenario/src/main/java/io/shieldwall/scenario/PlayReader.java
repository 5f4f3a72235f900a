package io.shieldwall.scenario;

import io.shieldwall.scenario.Inject.Channel;
import io.shieldwall.scenario.Inject.Task;
import io.shieldwall.scenario.Inject.Track;
import io.shieldwall.scenario.UserSimulation.Persona;
import io.shieldwall.scenario.UserSimulation.Severity;
import io.shieldwall.scenario.UserSimulation.UserTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `users.yaml` and `msel.yaml`.
final class PlayReader {

  private final Names names;
  private final Problems problems;
  private final ProbeReader probes;
  private final Duration duration;

  PlayReader(Names names, Problems problems, ProbeReader probes, Duration duration) {
    this.names = names;
    this.problems = problems;
    this.probes = probes;
    this.duration = duration;
  }

  UserSimulation users(Section file, Network network) {
    List<Persona> personas = new ArrayList<>();
    for (Section section : file.sections("personas")) {
      names.define("persona", section.text("id"), section.place("id"));
      names.refer("zone", section.text("zone"), section.place("zone"));
      personas.add(
          new Persona(
              section.text("id"),
              section.text("name"),
              section.text("occupation"),
              section.text("zone")));
    }
    List<UserTest> tests = new ArrayList<>();
    for (Section section : file.sections("tests")) {
      test(section, network).ifPresent(tests::add);
    }
    return new UserSimulation(personas, tests);
  }

  private Optional<UserTest> test(Section section, Network network) {
    names.define("user test", section.text("id"), section.place("id"));
    names.refer("persona", section.text("persona"), section.place("persona"));
    names.refer("system", section.text("system"), section.place("system"));
    if (network.system(section.text("system")).isPresent()) {
      names.refer(
          "service",
          section.text("system") + "/" + section.text("service"),
          section.place("service"));
    }
    Section trial = section.section("try");
    Optional<Probe> probe = probes.read(trial);
    Optional<Network.DefendedSystem> tried = network.system(section.text("system"));
    tried
        .flatMap(system -> system.service(section.text("service")))
        .ifPresent(service ->
            probe.ifPresent(each -> ContentFit.check(each, service.content(), trial, problems)));
    tried.ifPresent(system -> accountsKnown(trial, system));
    Duration every = section.span("every", Duration.ofMinutes(10));
    Duration timeout = section.span("timeout", Duration.ofSeconds(8));
    NetworkReader.pace(section, every, timeout, problems);
    return probe.map(each ->
        new UserTest(
            section.text("id"),
            section.text("title"),
            section.text("persona"),
            section.text("system"),
            section.text("service"),
            every,
            timeout,
            section.choice("severity", Severity.class, Severity.NORMAL),
            each,
            section.text("complaint")));
  }

  private void accountsKnown(Section trial, Network.DefendedSystem system) {
    List<String> known = system.accounts().stream().map(Network.Account::name).toList();
    probes.accounts(trial).forEach(item -> NetworkReader.accountKnown(item, known, problems));
  }

  List<Inject> injects(Section file, List<Team> teams) {
    List<Inject> injects = new ArrayList<>();
    for (Section section : file.sections("injects")) {
      injects.add(inject(section, teams));
    }
    return injects;
  }

  private Inject inject(Section section, List<Team> teams) {
    String id = section.text("id");
    names.define("inject", id, section.place("id"));
    Optional<Task> task = Optional.empty();
    if (section.has("task")) {
      names.define("task", id, section.place("task"));
      task = Optional.of(task(section.section("task")));
    }
    audience(section, teams);
    names.refer("inject body", section.text("body"), section.place("body"));
    Condition when = new ConditionReader(names, problems, duration).read(section.section("when"));
    return new Inject(
        id,
        section.text("title"),
        when,
        section.text("from"),
        section.texts("to"),
        section.texts("via").stream()
            .flatMap(word -> Section.constant(word, Channel.class).stream())
            .toList(),
        section.text("body"),
        task,
        section.text("expected"));
  }

  private void audience(Section section, List<Team> teams) {
    List<String> known = new ArrayList<>(teams.stream().map(Team::id).toList());
    known.add(Inject.EVERY_TEAM);
    for (Section.Item item : section.items("to")) {
      if (!teams.isEmpty() && !known.contains(item.value())) {
        problems.add(
            item.place(),
            "there is no team '" + item.value() + "'",
            Spelling.suggestion(item.value(), known));
      }
    }
  }

  private Task task(Section section) {
    names.refer("rubric", section.text("rubric"), section.place("rubric"));
    return new Task(
        section.choice("track", Track.class, Track.SITREP),
        section.span("due", Duration.ofMinutes(45)),
        section.text("form"),
        section.text("rubric"),
        (int) section.number("budget", 1));
  }
}
