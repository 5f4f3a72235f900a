package io.shieldwall.range.nation;

/// Something that a close look at a system's logs brought to light.
///
/// @param subject account, service or objective it concerns; empty when the whole system
/// @param text one sentence for the team
public record Finding(Kind kind, String subject, String text) {

  /// What was found.
  public enum Kind {
    PERSISTENCE,
    FOOTHOLD,
    MISUSED_CREDENTIAL,
    DATA_TAKEN,
    /// a back door of earlier months that lies still
    PLANTED_BACK_DOOR,
    CHANGED_CONTENT,
    OPERATED,
    FALSE_MEASUREMENT,
    FLOOD,
    STOPPED_SERVICE,
    LOCKED_ACCOUNT,
    DESTROYED
  }
}
