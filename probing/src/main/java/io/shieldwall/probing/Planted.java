package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// A token that a check left with a service: it must still be there in the next round. Only a
/// service that really stores things can give it back.
///
/// One that is gone is looked for once more before a new one is planted. So a second try at once
/// ([io.shieldwall.scenario.Network.Confirmation]) finds it missing too, and a service that was set
/// back to an earlier state is fine again after that.
///
/// @param token what was planted
/// @param place where, such as the path of a file; may be empty
/// @param at when
/// @param missed whether it was looked for before, and not found
public record Planted(String token, String place, Instant at, boolean missed) {

  /// How a service keeps a token.
  public interface Keeper<X extends Exception> {

    /// What is there where the token was left; empty when nothing is.
    String fetch(Planted earlier) throws IOException, X;

    /// Comes back once the service has confirmed that it took it.
    void store(Planted fresh) throws IOException, X;

    /// Deletes a token that was fetched, where a new one does not replace it.
    default void remove(Planted earlier) throws IOException, X {}
  }

  /// Fetches the token of the round before and plants a new one.
  ///
  /// @param place of the new one, with `{token}` for the token itself
  /// @param what is fetched, such as "the row"
  /// @throws ProbeFailure with cause `WRONG_CONTENT` when the earlier one is gone
  public static <X extends Exception> void putAndGet(
      Session session, String place, String what, Keeper<X> keeper) throws IOException, X {
    Optional<Planted> before = before(session);
    Optional<ProbeFailure> lost = Optional.empty();
    if (before.isPresent()) {
      session.stage("fetching the token of the round before");
      lost = before.get().lost(keeper.fetch(before.get()), what);
      if (lost.isPresent() && !before.get().missed()) {
        before.get().miss(session);
        throw lost.get();
      }
    }
    session.stage("storing a token");
    Planted fresh = fresh(session, place);
    keeper.store(fresh);
    fresh.remember(session);
    if (lost.isPresent()) {
      throw lost.get();
    }
    if (before.isPresent()) {
      keeper.remove(before.get());
    }
  }

  /// What the round before planted; empty in the first round.
  public static Optional<Planted> before(Session session) {
    List<String> lines = session.memory().lines().toList();
    if (lines.size() != 4) {
      return Optional.empty();
    }
    try {
      Planted planted =
          new Planted(
              lines.get(0),
              lines.get(1),
              Instant.parse(lines.get(2)),
              lines.get(3).equals("missed"));
      session.transcript().secret(planted.token());
      return Optional.of(planted);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// A fresh token, not yet remembered.
  public static Planted fresh(Session session) {
    return fresh(session, "");
  }

  private static Planted fresh(Session session, String place) {
    String token = session.freshToken();
    return new Planted(
        token,
        place.replace("{token}", token),
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        false);
  }

  /// Lets the next try look for it once more: it was not found.
  public void miss(Session session) {
    new Planted(token, place, at, true).remember(session);
  }

  /// Lets the next round look for it; said once the service has confirmed that it took it.
  public void remember(Session session) {
    String where = place.replace('\n', ' ').replace('\r', ' ');
    session.remember("%s\n%s\n%s\n%s\n".formatted(token, where, at, missed ? "missed" : "planted"));
  }

  private Optional<ProbeFailure> lost(String text, String what) {
    return text.contains(token)
        ? Optional.empty()
        : Optional.of(
            new ProbeFailure(
                Cause.WRONG_CONTENT,
                "Expected %s to hold the token that was planted at %s, got %s."
                    .formatted(what, at, text.isBlank() ? "nothing" : Verdict.quote(text))));
  }

  /// A planner's template with the token filled in.
  public String in(String template) {
    return template.replace("{token}", token);
  }
}
