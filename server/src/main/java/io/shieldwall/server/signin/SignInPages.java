package io.shieldwall.server.signin;

import io.shieldwall.exercise.Actor.Role;
import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.Seat;
import io.shieldwall.server.access.SignInLinks;
import io.shieldwall.server.pages.JteView;
import io.shieldwall.server.pages.Texts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/// Signing in by link, and out. Opening the link shows whose it is; only the button uses it up, so
/// that a link preview cannot.
@Controller
public final class SignInPages {

  private final SignInLinks links;
  private final SecurityContextRepository contexts;
  private final JteView view;
  private final Texts texts;

  public SignInPages(
      SignInLinks links, SecurityContextRepository contexts, JteView view, Texts texts) {
    this.links = links;
    this.contexts = contexts;
    this.view = view;
    this.texts = texts;
  }

  @GetMapping("/enter/{token}")
  @Permission(Permission.Audience.PUBLIC)
  public ResponseEntity<String> enter(HttpServletRequest request, @PathVariable String token) {
    Optional<Seat> seat = links.peek(token);
    String title = texts.of("enter.title");
    Map<String, Object> shown = Map.of("token", token, "name", seat.map(Seat::name).orElse(""));
    return seat.isPresent()
        ? view.form(request, "access/enter.jte", title, shown)
        : view.still(request, "access/enter.jte", title, shown);
  }

  @PostMapping("/enter/{token}")
  @Permission(Permission.Audience.PUBLIC)
  public void redeem(
      HttpServletRequest request, HttpServletResponse response, @PathVariable String token)
      throws IOException {
    Optional<Seat> seat = links.redeem(token);
    if (seat.isEmpty()) {
      response.sendRedirect("/enter/" + "used");
      return;
    }
    leaveEarlier(request);
    request.getSession(true);
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(seat.get(), "", List.of()));
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
    response.sendRedirect(seat.get().role() == Role.BLUE ? "/team" : "/director");
  }

  @PostMapping("/leave")
  @Permission(Permission.Audience.PUBLIC)
  public void leave(HttpServletRequest request, HttpServletResponse response) throws IOException {
    leaveEarlier(request);
    SecurityContextHolder.clearContext();
    response.sendRedirect("/");
  }

  /// Ends the session that a browser came with, and whatever was followed in it.
  private static void leaveEarlier(HttpServletRequest request) {
    HttpSession earlier = request.getSession(false);
    if (earlier != null) {
      earlier.invalidate();
    }
  }
}
