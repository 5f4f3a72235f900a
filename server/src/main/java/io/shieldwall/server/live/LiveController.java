package io.shieldwall.server.live;

import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.PermissionGate;
import io.shieldwall.server.access.Seat;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Streams of server-sent events: the parts of a page as they change.
@Controller
public final class LiveController {

  /// Streams open at once; one more is told to come back later.
  private static final int MOST_STREAMS = 5_000;

  /// A stream that says nothing for so long says that it is alive.
  private static final long HEARTBEAT_MILLIS = 10_000;

  private final Broadcast broadcast;
  private final Semaphore streams = new Semaphore(MOST_STREAMS);
  private final AtomicLong ids = new AtomicLong();

  public LiveController(Broadcast broadcast) {
    this.broadcast = broadcast;
  }

  @GetMapping("/live")
  @Permission(Permission.Audience.TOPIC)
  public void live(@RequestParam String topic, HttpServletResponse response)
      throws IOException, InterruptedException {
    Optional<Topic> wanted = Topic.parse(topic).filter(LiveController::mayFollow);
    if (wanted.isEmpty()) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    if (!streams.tryAcquire()) {
      response.setHeader("Retry-After", "5");
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    try (Broadcast.Viewer viewer = broadcast.follow(wanted.get())) {
      write(viewer, response);
    } finally {
      streams.release();
    }
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

  private void write(Broadcast.Viewer viewer, HttpServletResponse response)
      throws IOException, InterruptedException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    PrintWriter out = response.getWriter();
    out.print("retry: 2000\n\n");
    while (!viewer.isCut()) {
      for (Broadcast.Part part : viewer.next(HEARTBEAT_MILLIS)) {
        write(out, part);
      }
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
