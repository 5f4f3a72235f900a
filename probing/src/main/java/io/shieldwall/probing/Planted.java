package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// A token that a check left with a service: it must still be there in the next round. Only a
/// service that really stores things can give it back.
///
/// @param token what was planted
/// @param at when
public record Planted(String token, Instant at) {

  /// What the round before planted; empty in the first round.
  public static Optional<Planted> before(Session session) {
    String[] written = session.memory().split(" ");
    if (written.length != 2) {
      return Optional.empty();
    }
    try {
      Planted planted = new Planted(written[0], Instant.parse(written[1]));
      session.transcript().secret(planted.token());
      return Optional.of(planted);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// A fresh token, not yet remembered.
  public static Planted fresh(Session session) {
    return new Planted(session.freshToken(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /// Lets the next round look for it; said once the service has confirmed that it took it.
  public void remember(Session session) {
    session.remember(token + " " + at);
  }

  /// Fetched again, the text must hold the token.
  ///
  /// @param what what was fetched, such as "the row"
  /// @throws ProbeFailure with cause `WRONG_CONTENT` when it does not
  public void mustBeIn(String text, String what) throws ProbeFailure {
    if (!text.contains(token)) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected %s to hold the token that was planted at %s, got %s."
              .formatted(what, at, text.isBlank() ? "nothing" : Verdict.quote(text)));
    }
  }

  /// A planner's template with the token filled in.
  public String in(String template) {
    return template.replace("{token}", token);
  }
}
