package io.shieldwall.server.pages;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.server.access.Seat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Hands in what a form asks for and says what came of it.
public final class Notices {

  /// Header in which a page may name what it asks for.
  public static final String COMMAND_ID = "X-Command-Id";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{8,64}");

  private final Desk desk;
  private final Parts parts;

  public Notices(Desk desk, Parts parts) {
    this.desk = desk;
    this.parts = parts;
  }

  /// What is shown after a form was sent.
  ///
  /// @param good whether it was done
  public record Notice(boolean good, String text) {}

  /// Hands a command in for a seat; `done` is the text when it was accepted.
  public ResponseEntity<String> submit(Seat seat, Command command, String done) {
    return submit(seat.actor(), command, done);
  }

  private ResponseEntity<String> submit(Actor actor, Command command, String done) {
    Reply reply = desk.submit("web-" + commandId(), actor, command);
    return switch (reply) {
      case Reply.Done _ -> say(HttpStatus.OK, true, done);
      case Reply.No no -> say(status(no), false, no.message());
      case Reply.Unknown unknown -> say(HttpStatus.SERVICE_UNAVAILABLE, false, unknown.message());
    };
  }

  /// The id that the page gave to what was asked for, so that a form sent twice is done once; a
  /// fresh one when it gave none. Ids are the seat's own: see [io.shieldwall.exercise.State.Asked].
  private static String commandId() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
        ? Optional.ofNullable(request.getRequest().getHeader(COMMAND_ID))
            .filter(id -> ID.matcher(id).matches())
            .orElseGet(() -> UUID.randomUUID().toString())
        : UUID.randomUUID().toString();
  }

  /// Says that something is not there, in the desk's words.
  public ResponseEntity<String> missing(String text) {
    return say(HttpStatus.NOT_FOUND, false, text);
  }

  private static HttpStatus status(Reply.No no) {
    return switch (no.refusal()) {
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case NOT_NOW -> HttpStatus.CONFLICT;
      case NOT_ALLOWED -> HttpStatus.FORBIDDEN;
      case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
      case BUSY -> HttpStatus.SERVICE_UNAVAILABLE;
    };
  }

  /// Says that a form is filled in wrongly.
  public ResponseEntity<String> invalid(String text) {
    return say(HttpStatus.UNPROCESSABLE_CONTENT, false, text);
  }

  private ResponseEntity<String> say(HttpStatus status, boolean good, String text) {
    return ResponseEntity.status(status)
        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
        .body(parts.render("parts/notice.jte", new Notice(good, text)));
  }
}
