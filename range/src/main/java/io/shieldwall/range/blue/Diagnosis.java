package io.shieldwall.range.blue;

import io.shieldwall.range.nation.Finding;
import io.shieldwall.scenario.ActionKind;
import java.util.Optional;

/// What a team does about something that it found.
final class Diagnosis {

  private Diagnosis() {}

  /// @param subject account or service that the action concerns
  record Remedy(ActionKind kind, String subject) {}

  static Optional<Remedy> of(Finding finding) {
    String subject = finding.subject();
    return switch (finding.kind()) {
      case PERSISTENCE, PLANTED_BACK_DOOR -> Optional.of(new Remedy(ActionKind.EVICT, ""));
      case FOOTHOLD ->
          Optional.of(
              subject.isEmpty()
                  ? new Remedy(ActionKind.EVICT, "")
                  : new Remedy(ActionKind.ROTATE_CREDENTIAL, subject));
      case MISUSED_CREDENTIAL ->
          Optional.of(
              subject.isEmpty()
                  ? new Remedy(ActionKind.HARDEN, "")
                  : new Remedy(ActionKind.ROTATE_CREDENTIAL, subject));
      case LOCKED_ACCOUNT -> Optional.of(new Remedy(ActionKind.ROTATE_CREDENTIAL, subject));
      case CHANGED_CONTENT, OPERATED, FALSE_MEASUREMENT, DESTROYED ->
          Optional.of(new Remedy(ActionKind.RESTORE, ""));
      case FLOOD -> Optional.of(new Remedy(ActionKind.HARDEN, ""));
      case STOPPED_SERVICE -> Optional.of(new Remedy(ActionKind.OPEN_SERVICE, subject));
      case DATA_TAKEN -> Optional.empty();
    };
  }
}
