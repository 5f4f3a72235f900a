package io.shieldwall.probing;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A planner's text with places such as `{token}` for values.
public final class Template {

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)\\}");

  private Template() {}

  /// The names of all places in a text.
  public static List<String> places(String template) {
    List<String> names = new ArrayList<>();
    Matcher place = PLACE.matcher(template);
    while (place.find()) {
      names.add(place.group(1));
    }
    return names;
  }

  /// The text with its known places filled in. What a value holds is not filled in again: a
  /// password or a page may hold `{token}` too.
  ///
  /// @param spelling how a value is written there, so that it cannot become something else
  public static String filled(
      String template, Map<String, String> values, UnaryOperator<String> spelling) {
    StringBuilder text = new StringBuilder(template.length() + 64);
    Matcher place = PLACE.matcher(template);
    int end = 0;
    while (place.find()) {
      String value = values.get(place.group(1));
      text.append(template, end, place.start());
      text.append(value == null ? place.group() : spelling.apply(value));
      end = place.end();
    }
    return text.append(template, end, template.length()).toString();
  }
}
