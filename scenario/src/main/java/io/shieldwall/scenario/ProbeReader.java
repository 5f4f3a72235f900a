package io.shieldwall.scenario;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads how a service is measured, by the parameters its protocol declares.
final class ProbeReader {

  /// Whose variables stand in a probe while it is looked at.
  private static final Team SOMEBODY = new Team("blue01", 1, "Heron", List.of());

  private final List<? extends ProbeKind> kinds;
  private final Problems problems;

  ProbeReader(List<? extends ProbeKind> kinds, Problems problems) {
    this.kinds = kinds;
    this.problems = problems;
  }

  /// The probe under the key of its protocol; empty when there is none, which was reported.
  Optional<Probe> read(Section section) {
    return kinds.stream()
        .filter(kind -> section.has(kind.name()))
        .findFirst()
        .map(kind -> read(kind, section.section(kind.name())));
  }

  private Probe read(ProbeKind kind, Section section) {
    Probe probe = new Probe(kind.name(), parameters(kind, section));
    boolean complete =
        kind.parameters().stream().allMatch(each -> !each.required() || section.has(each.name()));
    if (complete) {
      for (ProbeKind.Mistake mistake : kind.mistakes(probe.expandedFor(SOMEBODY))) {
        problems.add(place(mistake, section), mistake.message(), mistake.fix());
      }
    }
    return probe;
  }

  private static Place place(ProbeKind.Mistake mistake, Section section) {
    List<Section> steps = section.sections(mistake.parameter());
    if (mistake.step() < 1 || mistake.step() > steps.size()) {
      return section.place(mistake.parameter());
    }
    return steps.get(mistake.step() - 1).place(mistake.key());
  }

  private static Map<String, Object> parameters(ProbeKind kind, Section section) {
    Map<String, Object> parameters = new HashMap<>();
    for (ProbeKind.Parameter parameter : kind.parameters()) {
      String name = parameter.name();
      if (section.has(name)) {
        parameters.put(name, value(parameter.type(), name, section));
      }
    }
    return parameters;
  }

  private static Object value(ProbeKind.Type type, String name, Section section) {
    return switch (type) {
      case TEXT, ACCOUNT -> section.text(name);
      case NUMBER -> section.number(name, 0);
      case FLAG -> section.flag(name, false);
      case DURATION -> section.span(name, Duration.ZERO);
      case TEXTS -> section.texts(name);
      case MAP -> section.table(name);
      case RECORDS ->
          section.sections(name).stream()
              .map(each -> each.names().stream().collect(Collectors.toMap(key -> key, each::text)))
              .toList();
    };
  }

  /// Accounts that the probe of a section logs in with, with their places.
  List<Section.Item> accounts(Section section) {
    return kinds.stream()
        .filter(kind -> section.has(kind.name()))
        .flatMap(kind ->
            kind.parameters().stream()
                .filter(parameter -> parameter.type() == ProbeKind.Type.ACCOUNT)
                .flatMap(
                    parameter -> section.section(kind.name()).items(parameter.name()).stream()))
        .toList();
  }
}
