package io.shieldwall.server.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses what changes something unless it comes from a page of this server in a session that
/// exists. Runs before the token against cross-site requests is looked at, which would begin a
/// session for every stranger who asks. What is announced as too large is refused unread.
public final class SameOriginFilter extends OncePerRequestFilter {

  /// Bytes of a form. Tomcat has the same limit for bodies that do not announce their length.
  public static final int LARGEST_FORM = 256 * 1024;

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final Set<String> OWN = Set.of("same-origin", "none");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > LARGEST_FORM) {
      response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
    } else if (READING.contains(request.getMethod()) || isOurs(request)) {
      chain.doFilter(request, response);
    } else {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }
  }

  private static boolean isOurs(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return (site == null || OWN.contains(site)) && request.getSession(false) != null;
  }
}
