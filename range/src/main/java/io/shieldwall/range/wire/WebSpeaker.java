package io.shieldwall.range.wire;

import io.shieldwall.range.nation.Reach;
import io.shieldwall.range.nation.WebReply;
import io.shieldwall.range.nation.WebRequest;
import io.shieldwall.range.nation.WebRequest.Identity;
import io.shieldwall.scenario.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/// HTTP/1.1 (RFC 9112) over TCP or TLS, by hand: pages of the model, connections kept alive.
final class WebSpeaker implements Speaker {

  private static final int LONGEST_LINE = 8192;
  private static final int MOST_HEADERS = 100;
  private static final int LARGEST_BODY = 64 * 1024;
  private static final int MOST_REQUESTS = 100;

  private final Certificates certificates;

  WebSpeaker(Certificates certificates) {
    this.certificates = certificates;
  }

  /// A request as it was read.
  private record Request(
      String method, String target, String version, Map<String, String> headers, String body) {

    boolean keepsAlive() {
      String wish = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
      return version.equals("HTTP/1.1") && !wish.contains("close");
    }
  }

  @Override
  public void speak(Connection connection) throws IOException {
    Content.Web web = (Content.Web) connection.point().service().content();
    if (!web.tls()) {
      converse(connection);
      return;
    }
    try (SSLSocket secure = certificates.secure(connection.socket())) {
      secure.startHandshake();
      connection.layer(secure);
      converse(connection);
    }
  }

  private static void converse(Connection connection) throws IOException {
    for (int count = 0; count < MOST_REQUESTS; count++) {
      Optional<String> line = connection.line(LONGEST_LINE);
      if (line.isEmpty()) {
        return;
      }
      if (count > 0 && connection.reach() != Reach.ANSWERS) {
        return;
      }
      String[] words = line.get().split(" ");
      if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
        reply(connection, "GET", plain(400, "Bad request."), false);
        return;
      }
      if (!answer(connection, words)) {
        return;
      }
    }
  }

  /// @return whether the connection stays open
  private static boolean answer(Connection connection, String[] words) throws IOException {
    Map<String, String> headers = headers(connection);
    if (headers.containsKey("transfer-encoding")) {
      reply(connection, words[0], plain(411, "Say the length."), false);
      return false;
    }
    long length = length(headers);
    if (length < 0 || length > LARGEST_BODY) {
      reply(connection, words[0], plain(413, "Too large."), false);
      return false;
    }
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      connection.say("HTTP/1.1 100 Continue\r\n\r\n");
    }
    String body = new String(connection.in().readNBytes((int) length), StandardCharsets.UTF_8);
    Request request = new Request(words[0], words[1], words[2], headers, body);
    WebRequest question =
        WebRequest.of(request.method(), request.target(), identity(connection, request));
    WebReply reply = connection.point().web(question, connection.now());
    reply(connection, request.method(), reply, request.keepsAlive());
    return request.keepsAlive();
  }

  private static long length(Map<String, String> headers) {
    String declared = headers.getOrDefault("content-length", "0");
    return declared.matches("\\d{1,9}") ? Long.parseLong(declared) : -1;
  }

  private static Map<String, String> headers(Connection connection) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (int count = 0; count < MOST_HEADERS; count++) {
      String line = connection.line(LONGEST_LINE).orElse("");
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    throw new IOException("more than " + MOST_HEADERS + " headers");
  }

  private static Identity identity(Connection connection, Request request) {
    String authorization = request.headers().getOrDefault("authorization", "");
    Optional<Credential> credential =
        authorization.isEmpty()
            ? Credential.inForm(request.headers().getOrDefault("content-type", ""), request.body())
            : Credential.basic(authorization);
    if (credential.isEmpty()) {
      return authorization.isEmpty() ? Identity.ANONYMOUS : Identity.REFUSED;
    }
    return connection.point().signsIn(credential.get().account(), credential.get().password())
        ? Identity.SIGNED_IN
        : Identity.REFUSED;
  }

  private static WebReply plain(int status, String text) {
    return new WebReply(status, "text/plain", "", text + "\n");
  }

  private static void reply(
      Connection connection, String method, WebReply reply, boolean keepsAlive) throws IOException {
    StringBuilder text = new StringBuilder(512);
    text.append("HTTP/1.1 ").append(reply.status()).append(' ').append(reason(reply.status()));
    text.append("\r\n");
    reply
        .headers()
        .forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    text.append("Connection: ").append(keepsAlive ? "keep-alive" : "close").append("\r\n\r\n");
    text.append(method.equals("HEAD") ? "" : reply.body());
    connection.say(text.toString());
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 411 -> "Length Required";
      case 413 -> "Content Too Large";
      case 503 -> "Service Unavailable";
      default -> "Status";
    };
  }
}
