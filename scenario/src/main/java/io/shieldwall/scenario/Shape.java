package io.shieldwall.scenario;

import java.util.List;
import java.util.function.Supplier;

/// What may stand at a place of a scenario file. The reader checks with it and the published JSON
/// Schema is made from it, so that both say the same.
sealed interface Shape {

  /// @param pattern regular expression the whole text must match; empty when free
  /// @param words the pattern in words
  record Text(String summary, String pattern, String words) implements Shape {}

  record Whole(String summary, long minimum, long maximum) implements Shape {}

  record Decimal(String summary, double minimum, double maximum) implements Shape {}

  record Flag(String summary) implements Shape {}

  record Span(String summary) implements Shape {}

  record Window(String summary) implements Shape {}

  record Moment(String summary) implements Shape {}

  record Choice(String summary, List<String> words) implements Shape {}

  /// @param orOne whether a single item may stand without brackets
  record Many(Shape item, boolean orOne, int least) implements Shape {}

  /// Names of the planner's own with scalar values.
  record Table(String summary) implements Shape {}

  /// @param exactlyOne keys of which exactly one must be there; empty when free
  record Struct(String summary, List<Key> keys, List<String> exactlyOne) implements Shape {}

  /// A shape with a name of its own; it may contain itself.
  record Named(String name, Supplier<Shape> shape) implements Shape {}

  record Key(String name, Shape shape, boolean required) {}

  static Key must(String name, Shape shape) {
    return new Key(name, shape, true);
  }

  static Key may(String name, Shape shape) {
    return new Key(name, shape, false);
  }

  static Struct struct(String summary, Key... keys) {
    return new Struct(summary, List.of(keys), List.of());
  }

  static Text text(String summary) {
    return new Text(summary, "", "");
  }

  static Text id(String summary) {
    return new Text(
        summary, "[a-z0-9]+(-[a-z0-9]+)*", "small letters and digits, words joined by '-'");
  }

  static Many listOf(Shape item) {
    return new Many(item, false, 1);
  }

  static Many oneOrMore(Shape item) {
    return new Many(item, true, 1);
  }
}
