package io.shieldwall.scenario;

import io.shieldwall.scenario.Shape.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Checks one file against its [Shape] and reports every deviation.
final class ShapeCheck {

  /// Nodes visited in one file; more can only come from nested aliases.
  private static final int MOST_NODES = 2_000_000;

  private final String file;
  private final Problems problems;
  private int visited;

  ShapeCheck(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /// Whether a file with this root can be read on, be it right or wrong.
  boolean isReadable(Node root, Shape shape) {
    check(root, shape);
    return visited <= MOST_NODES;
  }

  private void check(Node node, Shape shape) {
    if (++visited > MOST_NODES) {
      if (visited == MOST_NODES + 1) {
        problem(node, "the file unfolds to too many nodes", "write it without nested aliases");
      }
      return;
    }
    switch (shape) {
      case Shape.Struct struct -> struct(node, struct);
      case Shape.Many many -> many(node, many);
      case Shape.Named named -> check(node, named.shape().get());
      case Shape.Table _ -> table(node);
      case Shape.Text text -> text(node, text);
      case Shape.Whole whole -> whole(node, whole);
      case Shape.Decimal decimal -> decimal(node, decimal);
      case Shape.Flag _ ->
          expect(node, "true or false", value -> value.equals("true") || value.equals("false"));
      case Shape.Span _ ->
          expect(node, "a duration such as 500ms, 8s, 15m or 1h30m", Spans::isSpan);
      case Shape.Window _ -> window(node);
      case Shape.Moment _ ->
          expect(node, "a UTC time such as 2026-05-05T06:00:00Z", Spans::isMoment);
      case Shape.Choice choice -> choice(node, choice);
    }
  }

  private void struct(Node node, Shape.Struct struct) {
    if (!(node instanceof MappingNode mapping)) {
      problem(
          node, "expected " + describe(struct) + ", found " + kind(node), "write keys and values");
      return;
    }
    Set<String> seen = new HashSet<>();
    List<String> names = struct.keys().stream().map(Key::name).toList();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = keyName(tuple.getKeyNode());
      if (!seen.add(name)) {
        problem(tuple.getKeyNode(), "key '" + name + "' stands twice", "keep one of them");
      }
      struct.keys().stream()
          .filter(key -> key.name().equals(name))
          .findFirst()
          .ifPresentOrElse(
              key -> check(tuple.getValueNode(), key.shape()),
              () ->
                  problem(
                      tuple.getKeyNode(),
                      "unknown key '" + name + "'",
                      Spelling.suggestion(name, names)));
    }
    required(mapping, struct, seen);
  }

  private void required(MappingNode mapping, Shape.Struct struct, Set<String> seen) {
    for (Key key : struct.keys()) {
      if (key.required() && !seen.contains(key.name())) {
        problem(
            mapping,
            "'" + key.name() + "' is missing",
            "add " + key.name() + ": " + example(key.shape()));
      }
    }
    List<String> wanted = struct.exactlyOne();
    List<String> there = wanted.stream().filter(seen::contains).toList();
    if (!wanted.isEmpty() && there.size() != 1) {
      String found = there.isEmpty() ? "none" : String.join(" and ", there);
      problem(
          mapping,
          "exactly one of " + String.join(", ", wanted) + " is needed, found " + found,
          there.isEmpty() ? "add one of them" : "keep one of them");
    }
  }

  private void many(Node node, Shape.Many many) {
    if (node instanceof SequenceNode sequence) {
      if (sequence.getValue().size() < many.least()) {
        problem(node, "the list is empty", "add at least " + many.least());
      }
      sequence.getValue().forEach(item -> check(item, many.item()));
    } else if (many.orOne()) {
      check(node, many.item());
    } else {
      problem(node, "expected a list, found " + kind(node), "write '- ' before each item");
    }
  }

  private void table(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      problem(node, "expected names with values, found " + kind(node), "write name: value");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!seen.add(keyName(tuple.getKeyNode()))) {
        problem(
            tuple.getKeyNode(),
            "name '" + keyName(tuple.getKeyNode()) + "' stands twice",
            "keep one of them");
      }
      if (!(tuple.getValueNode() instanceof ScalarNode)) {
        problem(
            tuple.getValueNode(),
            "expected a value, found " + kind(tuple.getValueNode()),
            "write a text or a number");
      }
    }
  }

  private void text(Node node, Shape.Text text) {
    if (!(node instanceof ScalarNode scalar)) {
      problem(
          node,
          "expected a text, found " + kind(node),
          "write a text, in quotes if it holds ': ' or '{'");
      return;
    }
    if (scalar.getValue().isBlank()) {
      problem(
          node, "the text is empty", "write " + (text.words().isEmpty() ? "a text" : text.words()));
    } else if (!text.pattern().isEmpty()
        && (scalar.getValue().length() > 200
            || !Pattern.matches(text.pattern(), scalar.getValue()))) {
      problem(node, "'" + shown(scalar.getValue()) + "' is not valid here", "use " + text.words());
    }
  }

  private void whole(Node node, Shape.Whole whole) {
    expect(
        node,
        whole.minimum() == whole.maximum()
            ? "the number " + whole.minimum()
            : "a whole number from " + whole.minimum() + " to " + whole.maximum(),
        value -> {
          try {
            long number = Long.parseLong(value);
            return number >= whole.minimum() && number <= whole.maximum();
          } catch (NumberFormatException _) {
            return false;
          }
        });
  }

  private void decimal(Node node, Shape.Decimal decimal) {
    expect(
        node,
        "a number from " + plain(decimal.minimum()) + " to " + plain(decimal.maximum()),
        value -> {
          if (!value.matches("-?\\d{1,9}(\\.\\d{1,6})?")) {
            return false;
          }
          double number = Double.parseDouble(value);
          return number >= decimal.minimum() && number <= decimal.maximum();
        });
  }

  private void window(Node node) {
    if (!(node instanceof ScalarNode scalar) || Spans.window(scalar.getValue()).isEmpty()) {
      problem(
          node, "expected a window, found " + shownNode(node), "write two times such as 3h..5h");
      return;
    }
    Spans.Window window = Spans.window(scalar.getValue()).orElseThrow();
    if (window.closes().compareTo(window.opens()) <= 0) {
      problem(node, "the window closes before it opens", "write the earlier time first");
    }
  }

  private void choice(Node node, Shape.Choice choice) {
    if (!(node instanceof ScalarNode scalar)) {
      problem(
          node,
          "expected one word, found " + kind(node),
          "use one of " + String.join(", ", choice.words()));
    } else if (!choice.words().contains(scalar.getValue())) {
      problem(
          node,
          "'" + shown(scalar.getValue()) + "' is not one of the possible words",
          Spelling.suggestion(scalar.getValue(), choice.words()));
    }
  }

  private void expect(Node node, String what, java.util.function.Predicate<String> test) {
    if (!(node instanceof ScalarNode scalar) || !test.test(scalar.getValue())) {
      problem(node, "expected " + what + ", found " + shownNode(node), "write " + what);
    }
  }

  private void problem(Node node, String message, String fix) {
    problems.add(Place.of(file, node), message, fix);
  }

  static String keyName(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : kind(node);
  }

  private static String shownNode(Node node) {
    return node instanceof ScalarNode scalar ? "'" + shown(scalar.getValue()) + "'" : kind(node);
  }

  private static String shown(String value) {
    String line = value.replace('\n', ' ');
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private static String kind(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "keys and values";
      case SEQUENCE -> "a list";
      case SCALAR -> "a value";
      case ANCHOR -> "an anchor";
    };
  }

  private static String describe(Shape.Struct struct) {
    String summary = struct.summary();
    return summary.isEmpty() ? "keys and values" : summary.toLowerCase(Locale.ROOT);
  }

  private static String example(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> text.words().isEmpty() ? "<text>" : "<" + text.words() + ">";
      case Shape.Whole whole -> "<" + whole.minimum() + " to " + whole.maximum() + ">";
      case Shape.Decimal _ -> "<number>";
      case Shape.Flag _ -> "true";
      case Shape.Span _ -> "<duration such as 15m>";
      case Shape.Window _ -> "<window such as 3h..5h>";
      case Shape.Moment _ -> "<UTC time>";
      case Shape.Choice choice -> String.join(" | ", choice.words());
      case Shape.Many many -> "[ " + example(many.item()) + " ]";
      case Shape.Table _ -> "{ name: value }";
      case Shape.Struct struct ->
          "{ "
              + String.join(
                  ", ",
                  new ArrayList<>(struct.keys())
                      .stream().filter(Key::required).map(key -> key.name() + ": …").toList())
              + " }";
      case Shape.Named named -> "{ " + named.name() + " }";
    };
  }
}
