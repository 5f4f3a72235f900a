package io.shieldwall.server.live;

import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.PermissionGate;
import io.shieldwall.server.access.Seat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Streams of server-sent events: the parts of a page as they change.
@Controller
public final class LiveController {

  /// A stream that says nothing for so long says that it is alive.
  private static final long HEARTBEAT_NANOS = 10_000_000_000L;

  /// How soon a stream notices that it is to end.
  private static final long LOOK_MILLIS = 1_000;

  private final Broadcast broadcast;
  private final Stage stage;
  private final StreamPlaces places;
  private final AtomicLong ids = new AtomicLong();

  public LiveController(Broadcast broadcast, Stage stage, StreamPlaces places) {
    this.broadcast = broadcast;
    this.stage = stage;
    this.places = places;
  }

  @GetMapping("/live")
  @Permission(Permission.Audience.TOPIC)
  public void live(
      @RequestParam String topic, HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    Optional<Topic> wanted = Topic.parse(topic).filter(LiveController::mayFollow);
    if (wanted.isEmpty()) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    if (!stage.read(wanted.get()::isOf)) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    Optional<StreamPlaces.Place> place = places.take(whose(request));
    if (place.isEmpty()) {
      response.setHeader("Retry-After", "5");
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    BooleanSupplier stillThere = stillThere(request);
    try (StreamPlaces.Place own = place.get();
        Broadcast.Viewer viewer = broadcast.follow(wanted.get())) {
      write(viewer, () -> !own.givesWay() && stillThere.getAsBoolean(), response);
    }
  }

  /// The session of somebody who is signed in; empty for a visitor.
  private static String whose(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session == null || PermissionGate.seat().isEmpty() ? "" : session.getId();
  }

  /// Whether the session that a stream was opened in is still valid. A visitor has none to lose.
  private static BooleanSupplier stillThere(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null || PermissionGate.seat().isEmpty()) {
      return () -> true;
    }
    return () -> {
      try {
        return session.getCreationTime() >= 0;
      } catch (IllegalStateException _) {
        return false;
      }
    };
  }

  /// Judged for the topic: the public ones for all, a team's for itself, the rest for the director.
  static boolean mayFollow(Topic topic) {
    Optional<Seat> seat = PermissionGate.seat();
    if (topic.isPublic() || seat.filter(Seat::isDirector).isPresent()) {
      return true;
    }
    return topic.isOfTeam()
        && seat.filter(own -> own.isBlue() && own.team().equals(topic.team())).isPresent();
  }

  private void write(Broadcast.Viewer viewer, BooleanSupplier goesOn, HttpServletResponse response)
      throws IOException, InterruptedException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    PrintWriter out = response.getWriter();
    out.print("retry: 2000\n\n");
    long quietSince = System.nanoTime();
    while (!viewer.isCut()) {
      List<Broadcast.Part> parts = viewer.next(LOOK_MILLIS);
      if (!goesOn.getAsBoolean()) {
        return;
      }
      if (parts.isEmpty() && System.nanoTime() - quietSince < HEARTBEAT_NANOS) {
        continue;
      }
      quietSince = System.nanoTime();
      parts.forEach(part -> write(out, part));
      out.print(": alive\n\n");
      if (out.checkError()) {
        return;
      }
    }
  }

  private void write(PrintWriter out, Broadcast.Part part) {
    out.print("id: " + ids.incrementAndGet() + "\nevent: " + part.name() + "\n");
    part.html().lines().forEach(line -> out.print("data: " + line + "\n"));
    out.print("\n");
  }
}
