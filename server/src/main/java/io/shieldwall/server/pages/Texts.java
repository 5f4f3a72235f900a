package io.shieldwall.server.pages;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/// What people read, from the message bundle `messages`.
public final class Texts {

  private final ResourceBundle bundle;
  private final Locale locale;

  public Texts(Locale locale) {
    this.locale = locale;
    this.bundle = ResourceBundle.getBundle("messages", locale);
  }

  /// The text of a key with its arguments filled in; the key itself when there is none, so that a
  /// gap is seen.
  public String of(String key, Object... arguments) {
    try {
      String pattern = bundle.getString(key);
      return arguments.length == 0 && !pattern.contains("''")
          ? pattern
          : new MessageFormat(pattern, locale).format(arguments);
    } catch (MissingResourceException _) {
      return key;
    }
  }

  /// The text of a key, or another one where there is none.
  public String or(String key, String otherwise) {
    return bundle.containsKey(key) ? of(key) : otherwise;
  }

  /// The text for a constant, under `prefix.NAME`.
  public String word(String prefix, Enum<?> constant) {
    return of(prefix + "." + constant.name());
  }

  public String language() {
    return locale.getLanguage();
  }
}
