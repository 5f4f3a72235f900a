package io.shieldwall.server.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/// Lets a request through only where the endpoint's [Permission] says so; denies by default.
public final class PermissionGate implements HandlerInterceptor {

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    if (handler instanceof ResourceHttpRequestHandler || isErrorPage(request)) {
      return true;
    }
    Permission permission =
        handler instanceof HandlerMethod method
            ? method.getMethodAnnotation(Permission.class)
            : null;
    if (permission != null && permits(permission.value(), seat())) {
      return true;
    }
    response.sendError(
        seat().isPresent()
            ? HttpServletResponse.SC_FORBIDDEN
            : HttpServletResponse.SC_UNAUTHORIZED);
    return false;
  }

  private static boolean isErrorPage(HttpServletRequest request) {
    return request.getDispatcherType() == jakarta.servlet.DispatcherType.ERROR;
  }

  private static boolean permits(Permission.Audience audience, Optional<Seat> seat) {
    return switch (audience) {
      case PUBLIC, TOPIC -> true;
      case BLUE -> seat.filter(Seat::isBlue).isPresent();
      case DIRECTOR -> seat.filter(Seat::isDirector).isPresent();
    };
  }

  /// Who is signed in on this request.
  public static Optional<Seat> seat() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null && authentication.getPrincipal() instanceof Seat seat
        ? Optional.of(seat)
        : Optional.empty();
  }

  /// The seat of a request that the gate has let through for a role.
  public static Seat present() {
    return seat().orElseThrow(() -> new IllegalStateException("nobody is signed in"));
  }
}
