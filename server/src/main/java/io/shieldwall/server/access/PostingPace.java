package io.shieldwall.server.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.web.servlet.HandlerInterceptor;

/// How fast one session may send forms, so that a script in one browser fills neither the journal
/// nor the writer's queue for all. A person does not notice it.
///
/// Each session has a bucket of so many forms that fills again steadily; an empty one answers 429.
public final class PostingPace implements HandlerInterceptor {

  private static final String BUCKET = PostingPace.class.getName();
  private static final int TOO_MANY_REQUESTS = 429;

  private final InstantSource clock;
  private final int most;
  private final Duration oneMore;

  /// @param most forms at once
  /// @param oneMore time until one more is allowed
  public PostingPace(InstantSource clock, int most, Duration oneMore) {
    this.clock = clock;
    this.most = most;
    this.oneMore = oneMore;
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    HttpSession session = request.getSession(false);
    if (!request.getMethod().equals("POST")
        || session == null
        || request.getDispatcherType() == jakarta.servlet.DispatcherType.ERROR
        || bucket(session).take(clock.millis(), most, oneMore.toMillis())) {
      return true;
    }
    response.setHeader("Retry-After", "5");
    response.sendError(TOO_MANY_REQUESTS);
    return false;
  }

  private synchronized Bucket bucket(HttpSession session) {
    if (session.getAttribute(BUCKET) instanceof Bucket known) {
      return known;
    }
    Bucket fresh = new Bucket(clock.millis());
    session.setAttribute(BUCKET, fresh);
    return fresh;
  }

  /// What a session has used. Counted in time: a form costs [#oneMore] of it.
  private static final class Bucket {
    private long paidUntil;

    Bucket(long now) {
      paidUntil = now;
    }

    synchronized boolean take(long now, int most, long price) {
      long next = Math.max(now, paidUntil) + price;
      if (next - now > most * price) {
        return false;
      }
      paidUntil = next;
      return true;
    }
  }
}
