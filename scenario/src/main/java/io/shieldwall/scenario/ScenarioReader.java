package io.shieldwall.scenario;

import io.shieldwall.scenario.Scenario.DuePolicy;
import io.shieldwall.scenario.Scenario.Nation;
import io.shieldwall.scenario.Scenario.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a scenario folder: every mistake of every file in one pass, or a [Scenario].
public final class ScenarioReader {

  private static final Set<String> VARIABLES = Set.of("{n}", "{nn}", "{team}", "{team-name}");

  /// What a planner may have meant as a variable: a word in braces.
  private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z_-]{1,30}}");

  private final List<? extends ProbeKind> kinds;

  /// @param kinds the protocols that checks and user tests may speak
  public ScenarioReader(List<? extends ProbeKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /// Reads what an earlier build has read before, out of a journal. What only a protocol can see
  /// was that build's to judge: a journal stays readable when a later one sees more.
  public static ScenarioReader ofArchives(List<? extends ProbeKind> kinds) {
    return new ScenarioReader(
        kinds.stream()
            .map(kind -> new Accepted(kind.name(), kind.summary(), kind.parameters()))
            .toList());
  }

  private record Accepted(String name, String summary, List<Parameter> parameters)
      implements ProbeKind {}

  /// What reading a folder came to.
  public sealed interface Reading {
    record Good(Scenario scenario) implements Reading {}

    record Bad(List<Problem> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  public Reading read(ScenarioFolder folder) {
    Problems problems = new Problems();
    Map<String, Section> files = parse(folder, problems);
    Scenario scenario = build(folder, files, problems);
    return problems.isEmpty() ? new Reading.Good(scenario) : new Reading.Bad(problems.sorted());
  }

  private Map<String, Section> parse(ScenarioFolder folder, Problems problems) {
    Map<String, Section> sections = new LinkedHashMap<>();
    Map<String, Shape> shapes = new Shapes(kinds).files();
    shapes.forEach((file, shape) -> sections.put(file, parse(folder, file, shape, problems)));
    for (String file : folder.files().keySet()) {
      if (isRubric(file)) {
        sections.put(file, parse(folder, file, Shapes.rubric(), problems));
      } else if (!shapes.containsKey(file) && !isBody(file) && !isReadme(file)) {
        problems.add(
            Place.startOf(file),
            "the file has no place in a scenario",
            Spelling.nearest(file, shapes.keySet())
                .map(near -> "name it " + near)
                .orElse("injects stand as injects/*.md, rubrics as rubrics/*.yaml; remove others"));
      }
    }
    return sections;
  }

  private static boolean isReadme(String file) {
    return file.equals("README.md") || file.endsWith("/README.md");
  }

  private static boolean isRubric(String file) {
    return file.startsWith("rubrics/") && file.endsWith(".yaml");
  }

  private static boolean isBody(String file) {
    return file.startsWith("injects/") && file.endsWith(".md") && !isReadme(file);
  }

  private static Section parse(ScenarioFolder folder, String file, Shape shape, Problems problems) {
    byte[] bytes = folder.files().get(file);
    if (bytes == null) {
      problems.add(
          Place.startOf(file), "the file is missing", "add it; see docs/scenario-format.md");
      return Section.empty(file);
    }
    return YamlFile.read(file, bytes, problems)
        .filter(node -> new ShapeCheck(file, problems).isReadable(node, shape))
        .map(node -> new Section(file, node))
        .orElseGet(() -> Section.unread(file));
  }

  private Scenario build(ScenarioFolder folder, Map<String, Section> files, Problems problems) {
    Names names = new Names(problems);
    Section header = file(files, "scenario.yaml");
    Duration duration = header.span("duration", Duration.ofDays(365));
    if (duration.isZero()) {
      problems.add(header.place("duration"), "the exercise has no length", "write one such as 16h");
    }
    List<Nation> nations = nations(header, names);
    List<Team> teams = teams(header, names, problems);
    List<Phase> phases = phases(header, names, problems, duration);
    ProbeReader probes = new ProbeReader(kinds, problems);
    Network network = new NetworkReader(names, problems, probes).read(file(files, "network.yaml"));
    RulesReader rulesReader = new RulesReader(problems);
    Rules rules = rulesReader.rules(file(files, "rules.yaml"));
    rulesReader.holdsKnown(file(files, "rules.yaml"), network);
    rulesReader.scopeCovers(rules, network, file(files, "network.yaml"));
    Campaign campaign =
        new CampaignReader(names, problems, network, duration, phases)
            .read(file(files, "campaign.yaml"));
    PlayReader play = new PlayReader(names, problems, probes, duration);
    UserSimulation users = play.users(file(files, "users.yaml"), network);
    ScoringRules scoring = rulesReader.scoring(file(files, "scoring.yaml"));
    Map<String, Rubric> rubrics = rubrics(files, names);
    Map<String, String> bodies = bodies(folder, names, problems);
    List<Inject> injects = play.injects(file(files, "msel.yaml"), teams);
    names.resolve(files.values().stream().noneMatch(Section::isUnread));
    return new Scenario(
        header.text("id"),
        header.text("title"),
        header.text("summary"),
        header
            .scalar("starts-at")
            .filter(Spans::isMoment)
            .map(Instant::parse)
            .orElse(Instant.EPOCH),
        duration,
        header.has("languages") ? header.texts("languages") : List.of("en"),
        header.choice("after-pause", DuePolicy.class, DuePolicy.FIRE),
        nations,
        teams,
        phases,
        rules,
        network,
        campaign,
        users,
        scoring,
        injects,
        bodies,
        rubrics,
        ScenarioArchive.digest(folder));
  }

  private static Section file(Map<String, Section> files, String name) {
    return files.getOrDefault(name, Section.empty(name));
  }

  private static List<Nation> nations(Section header, Names names) {
    List<Nation> nations = new ArrayList<>();
    for (Section section : header.sections("nations")) {
      names.define("nation", section.text("id"), section.place("id"));
      nations.add(new Nation(section.text("id"), section.text("title")));
    }
    return nations;
  }

  private static List<Team> teams(Section header, Names names, Problems problems) {
    List<Team> teams = new ArrayList<>();
    Set<Long> numbers = new HashSet<>();
    for (Section section : header.sections("teams")) {
      names.define("team", section.text("id"), section.place("id"));
      if (section.text("id").equals(Inject.EVERY_TEAM)) {
        problems.add(section.place("id"), "'blue' means every team", "give this team another id");
      }
      section.items("nations").forEach(item -> names.refer("nation", item.value(), item.place()));
      long number = section.number("number", 0);
      if (number < 1 || number > 250) {
        continue;
      }
      if (!numbers.add(number)) {
        problems.add(
            section.place("number"),
            "number " + number + " is taken",
            "give this team another one");
      }
      teams.add(
          new Team(
              section.text("id"), (int) number, section.text("name"), section.texts("nations")));
    }
    return teams;
  }

  private static List<Phase> phases(
      Section header, Names names, Problems problems, Duration duration) {
    List<Phase> phases = new ArrayList<>();
    Duration before = Duration.ofMillis(-1);
    for (Section section : header.sections("phases")) {
      names.define("phase", section.text("id"), section.place("id"));
      Duration starts = section.span("starts", Duration.ZERO);
      if (phases.isEmpty() && !starts.isZero()) {
        problems.add(
            section.place("starts"), "the first phase does not start at STARTEX", "write 0h");
      } else if (starts.compareTo(before) <= 0) {
        problems.add(
            section.place("starts"),
            "the phase starts no later than the one before",
            "write a later time");
      }
      if (starts.compareTo(duration) >= 0) {
        problems.add(
            section.place("starts"), "the phase starts after ENDEX", "write an earlier time");
      }
      before = starts;
      phases.add(
          new Phase(section.text("id"), section.text("title"), starts, section.text("summary")));
    }
    return phases;
  }

  private static Map<String, Rubric> rubrics(Map<String, Section> files, Names names) {
    Map<String, Rubric> rubrics = new HashMap<>();
    files.forEach((file, section) -> {
      if (isRubric(file)) {
        names.define("rubric", file, section.place());
        rubrics.put(file, rubric(section, names));
      }
    });
    return rubrics;
  }

  private static Rubric rubric(Section section, Names names) {
    List<Rubric.Criterion> criteria = new ArrayList<>();
    for (Section each : section.sections("criteria")) {
      names.define("criterion in " + section.file(), each.text("id"), each.place("id"));
      criteria.add(
          new Rubric.Criterion(
              each.text("id"),
              each.text("title"),
              (int) each.number("weight", 1),
              each.text("guidance")));
    }
    return new Rubric(
        section.text("title"), criteria, section.text("reference"), section.texts("references"));
  }

  private static Map<String, String> bodies(ScenarioFolder folder, Names names, Problems problems) {
    Map<String, String> bodies = new HashMap<>();
    folder
        .files()
        .forEach((file, bytes) -> {
          if (isBody(file)) {
            names.define("inject body", file, Place.startOf(file));
            YamlFile.text(file, bytes, problems)
                .ifPresent(text -> {
                  body(file, text, problems);
                  bodies.put(file, text);
                });
          }
        });
    return bodies;
  }

  private static void body(String file, String text, Problems problems) {
    if (text.isBlank()) {
      problems.add(Place.startOf(file), "the body is empty", "write what the team reads");
    }
    int line = 0;
    for (String content : text.lines().toList()) {
      line++;
      Matcher variable = VARIABLE.matcher(content);
      while (variable.find()) {
        if (!VARIABLES.contains(variable.group())) {
          problems.add(
              new Place(file, line, variable.start() + 1),
              "unknown variable " + variable.group(),
              Spelling.suggestion(variable.group(), VARIABLES));
        }
      }
    }
  }
}
