package io.shieldwall.server.pages;

import io.shieldwall.server.access.Permission;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/// What is shown when something cannot be shown: what is wrong and what to do.
@Controller
public final class Problems implements ErrorController {

  private final JteView view;
  private final Texts texts;

  public Problems(JteView view, Texts texts) {
    this.view = view;
    this.texts = texts;
  }

  @RequestMapping("/error")
  @Permission(Permission.Audience.PUBLIC)
  public ResponseEntity<String> problem(HttpServletRequest request) {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    HttpStatusCode status =
        code instanceof Integer number ? HttpStatusCode.valueOf(number) : HttpStatus.NOT_FOUND;
    String key =
        switch (status.value()) {
          case 400, 422 -> "problem.invalid";
          case 413 -> "problem.toolarge";
          case 401 -> "problem.signin";
          case 403 -> "problem.forbidden";
          case 404, 405 -> "problem.notfound";
          case 429 -> "problem.toofast";
          case 503 -> "problem.busy";
          default -> "problem.internal";
        };
    ResponseEntity<String> page =
        view.still(
            request,
            "pages/problem.jte",
            texts.of(key + ".title"),
            Map.of("heading", texts.of(key + ".title"), "text", texts.of(key + ".text")));
    return ResponseEntity.status(status).headers(page.getHeaders()).body(page.getBody());
  }
}
