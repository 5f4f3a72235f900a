package io.shieldwall.scenario;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Keys and values of a file with their places, read leniently: [ShapeCheck] has reported what is
/// malformed, so a missing or malformed value reads as its default here and reading goes on.
final class Section {

  private final String file;
  private final Place place;
  private boolean unread;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();

  Section(String file, Node node) {
    this.file = file;
    this.place = Place.of(file, node);
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        keys.put(ShapeCheck.keyName(tuple.getKeyNode()), tuple.getKeyNode());
        values.put(ShapeCheck.keyName(tuple.getKeyNode()), tuple.getValueNode());
      }
    }
  }

  private Section(String file) {
    this.file = file;
    this.place = Place.startOf(file);
  }

  static Section empty(String file) {
    return new Section(file);
  }

  /// A file that could not be read, which was reported.
  static Section unread(String file) {
    Section section = new Section(file);
    section.unread = true;
    return section;
  }

  boolean isUnread() {
    return unread;
  }

  String file() {
    return file;
  }

  Place place() {
    return place;
  }

  /// Where a key's value stands; the section's own place when the key is missing.
  Place place(String key) {
    Node node = values.get(key);
    return node == null ? place : Place.of(file, node);
  }

  Place keyPlace(String key) {
    Node node = keys.get(key);
    return node == null ? place : Place.of(file, node);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  List<String> names() {
    return List.copyOf(values.keySet());
  }

  Optional<String> scalar(String key) {
    return values.get(key) instanceof ScalarNode scalar
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }

  String text(String key) {
    return scalar(key).orElse("");
  }

  String text(String key, String otherwise) {
    return scalar(key).orElse(otherwise);
  }

  long number(String key, long otherwise) {
    try {
      return scalar(key).map(Long::parseLong).orElse(otherwise);
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }

  BigDecimal decimal(String key, BigDecimal otherwise) {
    try {
      return scalar(key).map(BigDecimal::new).orElse(otherwise);
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }

  boolean flag(String key, boolean otherwise) {
    return scalar(key).map("true"::equals).orElse(otherwise);
  }

  Duration span(String key, Duration otherwise) {
    return scalar(key).filter(Spans::isSpan).map(Spans::span).orElse(otherwise);
  }

  /// The constant whose name is the word in capitals with `_` for `-`.
  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    return constant(text(key), type).orElse(otherwise);
  }

  static <E extends Enum<E>> Optional<E> constant(String word, Class<E> type) {
    String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }

  /// The words for the constants of a type, as planners write them.
  static <E extends Enum<E>> List<String> words(Class<E> type) {
    return List.of(type.getEnumConstants()).stream()
        .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }

  /// A scalar or a list of scalars.
  List<Item> items(String key) {
    Node node = values.get(key);
    List<Item> items = new ArrayList<>();
    List<Node> nodes = nodes(node);
    for (Node item : nodes) {
      if (item instanceof ScalarNode scalar) {
        items.add(new Item(scalar.getValue(), Place.of(file, item)));
      }
    }
    return items;
  }

  List<String> texts(String key) {
    return items(key).stream().map(Item::value).toList();
  }

  List<Section> sections(String key) {
    return nodes(values.get(key)).stream()
        .filter(MappingNode.class::isInstance)
        .map(node -> new Section(file, node))
        .toList();
  }

  Section section(String key) {
    Node node = values.get(key);
    return node == null ? empty(file) : new Section(file, node);
  }

  Map<String, String> table(String key) {
    Map<String, String> table = new LinkedHashMap<>();
    Section section = section(key);
    section
        .names()
        .forEach(name -> section.scalar(name).ifPresent(value -> table.put(name, value)));
    return table;
  }

  private static List<Node> nodes(@org.jspecify.annotations.Nullable Node node) {
    if (node == null) {
      return List.of();
    }
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
  }

  /// A scalar with its place.
  record Item(String value, Place place) {}
}
