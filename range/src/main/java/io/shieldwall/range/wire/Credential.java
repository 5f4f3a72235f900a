package io.shieldwall.range.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An account with a password, as it came with a web request.
record Credential(String account, String password) {

  private static final Pattern JSON_TEXT =
      Pattern.compile("\"(\\w+)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

  /// Basic authentication (RFC 7617).
  static Optional<Credential> basic(String header) {
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      byte[] pair = Base64.getDecoder().decode(header.substring(6).strip());
      String text = new String(pair, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credential(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// A form or a JSON object with a field for the account and one for the password.
  static Optional<Credential> inForm(String contentType, String body) {
    if (body.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> fields =
        contentType.startsWith("application/json") ? json(body) : form(body);
    String password = first(fields, "password", "pass", "passwd");
    String account = first(fields, "username", "account", "user", "login", "name");
    return password.isEmpty() || account.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credential(account, password));
  }

  private static String first(Map<String, String> fields, String... names) {
    for (String name : names) {
      String value = fields.get(name);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  private static Map<String, String> form(String body) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : body.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  private static Map<String, String> json(String body) {
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = JSON_TEXT.matcher(body);
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2).replace("\\\"", "\"").replace("\\\\", "\\"));
    }
    return fields;
  }
}
