package io.shieldwall.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One browser: keeps cookies and the token of the last page, follows no redirects.
final class Browser {

  private static final Pattern TOKEN =
      Pattern.compile("(?:name=\"csrf\" content|name=\"_csrf\" value)=\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String origin;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
  private String token = "";

  Browser(String origin) {
    this.origin = origin;
  }

  HttpResponse<String> get(String path) {
    HttpResponse<String> page = send(request(path).GET(), BodyHandlers.ofString());
    Matcher matcher = TOKEN.matcher(page.body());
    if (matcher.find()) {
      token = matcher.group(1);
    }
    return page;
  }

  /// Sends a form with the token of the last page.
  HttpResponse<String> post(String path, Map<String, String> fields) {
    return post(path, fields, Map.of());
  }

  HttpResponse<String> post(String path, Map<String, String> fields, Map<String, String> headers) {
    HttpRequest.Builder request = form(path, fields).header("X-CSRF-TOKEN", token);
    headers.forEach(request::header);
    return send(request, BodyHandlers.ofString());
  }

  /// Sends a form as another site's page would: without the token.
  HttpResponse<String> postWithoutToken(String path, Map<String, String> fields) {
    return send(form(path, fields), BodyHandlers.ofString());
  }

  private HttpRequest.Builder form(String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
  }

  HttpResponse<String> method(String method, String path) {
    return send(
        request(path).header("X-CSRF-TOKEN", token).method(method, BodyPublishers.noBody()),
        BodyHandlers.ofString());
  }

  /// Follows a topic; whoever asks closes the body.
  HttpResponse<InputStream> live(String topic) {
    return send(request("/live?topic=" + topic).GET(), BodyHandlers.ofInputStream());
  }

  /// Opens a sign-in link and presses its button.
  HttpResponse<String> enter(String link) {
    get("/enter/" + link);
    return post("/enter/" + link, Map.of());
  }

  Optional<String> session() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("JSESSIONID"))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  /// Comes with a session id that it got elsewhere.
  void take(String session) {
    HttpCookie cookie = new HttpCookie("JSESSIONID", session);
    cookie.setPath("/");
    cookie.setVersion(0);
    cookies.getCookieStore().removeAll();
    cookies.getCookieStore().add(URI.create(origin), cookie);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(origin + path)).timeout(PATIENCE);
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler) {
    try {
      return client.send(request.build(), handler);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
