package io.shieldwall.range.nation;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a web site answers.
///
/// @param location target of a redirect; empty when it is none
public record WebReply(int status, String type, String location, String body) {

  /// Headers in the order in which they are written.
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Server", "berylia");
    headers.put("Content-Type", type + "; charset=utf-8");
    if (!location.isEmpty()) {
      headers.put("Location", location);
    }
    if (status == 401) {
      headers.put("WWW-Authenticate", "Basic realm=\"berylia\"");
    }
    if (status == 405) {
      headers.put("Allow", "GET, HEAD, POST");
    }
    headers.put("Content-Length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
    return headers;
  }

  static WebReply plain(int status, String text) {
    return new WebReply(status, "text/plain", "", text + "\n");
  }
}
