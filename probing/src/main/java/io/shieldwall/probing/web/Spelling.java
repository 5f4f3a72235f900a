package io.shieldwall.probing.web;

import com.google.re2j.Pattern;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// How a value is written where it is filled in, so that it cannot become something else there.
enum Spelling {
  PLAIN,
  URL,
  JSON,
  HEADER,
  PATTERN;

  String of(String value) {
    return switch (this) {
      case PLAIN -> value;
      case URL -> URLEncoder.encode(value, StandardCharsets.UTF_8);
      case JSON -> json(value);
      case PATTERN -> Pattern.quote(value);
      case HEADER -> value.replaceAll("[\\r\\n\\u0000]", " ");
    };
  }

  private static String json(String value) {
    StringBuilder text = new StringBuilder(value.length() + 8);
    for (int i = 0; i < value.length(); i++) {
      char each = value.charAt(i);
      switch (each) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        default -> {
          if (each < 0x20) {
            text.append("\\u%04x".formatted((int) each));
          } else {
            text.append(each);
          }
        }
      }
    }
    return text.toString();
  }
}
