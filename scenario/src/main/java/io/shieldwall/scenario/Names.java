package io.shieldwall.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The ids that a folder defines and refers to, with their places. References are resolved when
/// every file has been read, so that files may stand in any order.
final class Names {

  private final Map<String, Map<String, Place>> defined = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();
  private final Problems problems;

  Names(Problems problems) {
    this.problems = problems;
  }

  private record Reference(String kind, String id, Place place) {}

  /// @param kind the field's word for what is named, such as `system`
  void define(String kind, String id, Place place) {
    if (id.isEmpty()) {
      return;
    }
    Place first = defined.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).putIfAbsent(id, place);
    if (first != null) {
      problems.add(
          place,
          "%s '%s' is defined twice, first at %s:%d"
              .formatted(kind, id, first.file(), first.line()),
          "give one of them another id");
    }
  }

  void refer(String kind, String id, Place place) {
    if (!id.isEmpty()) {
      references.add(new Reference(kind, id, place));
    }
  }

  /// Reports every reference to what is not defined.
  ///
  /// @param allRead whether every file could be read; else what nothing is known of is passed over,
  ///   because its file has been reported
  void resolve(boolean allRead) {
    for (Reference reference : references) {
      Set<String> known = known(reference.kind());
      boolean judged = allRead || !known.isEmpty();
      if (judged && !known.contains(reference.id())) {
        problems.add(
            reference.place(),
            "there is no %s '%s'".formatted(reference.kind(), reference.id()),
            Spelling.suggestion(reference.id(), known));
      }
    }
  }

  Set<String> known(String kind) {
    return defined.getOrDefault(kind, Map.of()).keySet();
  }
}
