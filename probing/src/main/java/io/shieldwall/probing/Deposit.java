package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// A token that a check left with a service, and where. What was planted in one round is fetched in
/// the next, so that a façade which stores nothing is found out.
///
/// @param token what nobody can guess
/// @param place where it was left, such as the path of a file; may be empty
/// @param when time of day (UTC) in ISO 8601
public record Deposit(String token, String place, String when) {

  /// Fact of an [Exchange.Answer]: a sentence where the token was lost.
  public static final String LOST = "lost";

  /// What this check of this team planted in the round before.
  public static Optional<Deposit> recall(Session session) {
    List<String> lines = session.memory().lines().toList();
    if (lines.size() < 3) {
      return Optional.empty();
    }
    session.transcript().secret(lines.getFirst());
    return Optional.of(new Deposit(lines.get(0), lines.get(2), lines.get(1)));
  }

  /// A new token for a place.
  ///
  /// @param place may contain `{token}`, for which the token is put
  public static Deposit fresh(Session session, String place) {
    String token = session.freshToken();
    return new Deposit(
        token,
        place.replace("{token}", token),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /// Keeps it for the next round. To be called once the service has stored it.
  public void remember(Session session) {
    session.remember(token + "\n" + when + "\n" + place.replace('\n', ' ') + "\n");
  }

  /// A sentence where what came does not contain the token; empty when it does.
  ///
  /// @param what what was fetched, such as "the file"
  public String lost(String what, String came) {
    return came.contains(token)
        ? ""
        : "Expected %s to hold the token planted at %s, got %s."
            .formatted(what, when, came.isBlank() ? "nothing" : Verdict.quote(came));
  }

  /// What is wrong with the token of the round before; empty when it was there or none was due.
  public static Optional<Verdict> flaw(Exchange.Answer answer) {
    String lost = answer.fact(LOST);
    return lost.isEmpty()
        ? Optional.empty()
        : Optional.of(Verdict.critical(Cause.WRONG_CONTENT, lost));
  }
}
