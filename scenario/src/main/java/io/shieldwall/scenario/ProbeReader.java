package io.shieldwall.scenario;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads how a service is measured, by the parameters its protocol declares.
final class ProbeReader {

  private final List<? extends ProbeKind> kinds;

  ProbeReader(List<? extends ProbeKind> kinds) {
    this.kinds = kinds;
  }

  /// The probe under the key of its protocol; empty when there is none, which was reported.
  Optional<Probe> read(Section section) {
    return kinds.stream()
        .filter(kind -> section.has(kind.name()))
        .findFirst()
        .map(kind -> new Probe(kind.name(), parameters(kind, section.section(kind.name()))));
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
