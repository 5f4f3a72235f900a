package io.shieldwall.scenario;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads a YAML file to nodes with places: no type tags, bounded aliases, depth and size.
final class YamlFile {

  /// Bytes of a YAML file.
  static final int LARGEST = 16 * 1024 * 1024;

  static final int DEEPEST = 50;
  static final int MOST_ALIASES = 50;

  private YamlFile() {}

  /// The root node; empty when the file is not readable, which was reported.
  static Optional<Node> read(String file, byte[] bytes, Problems problems) {
    return text(file, bytes, problems).flatMap(text -> compose(file, text, problems));
  }

  /// The characters of a file; empty when it is not UTF-8, which was reported.
  static Optional<String> text(String file, byte[] bytes, Problems problems) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException _) {
      problems.add(Place.startOf(file), "the file is not UTF-8", "save it as UTF-8");
      return Optional.empty();
    }
  }

  private static Optional<Node> compose(String file, String text, Problems problems) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(LARGEST)
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .build();
    try {
      if (!bounded(file, text, settings, problems)) {
        return Optional.empty();
      }
      Optional<Node> node = new Compose(settings).composeString(text);
      if (node.isEmpty()) {
        problems.add(
            Place.startOf(file),
            "the file is empty",
            "write its keys; see docs/scenario-format.md");
      }
      return node;
    } catch (MarkedYamlEngineException broken) {
      report(file, broken, problems);
    } catch (ReaderException broken) {
      problems.add(
          place(file, text, broken.getPosition()),
          "the character U+%04X is not allowed in YAML".formatted(broken.getCodePoint()),
          "remove it");
    } catch (YamlEngineException broken) {
      problems.add(
          Place.startOf(file), oneLine(String.valueOf(broken.getMessage())), "correct the YAML");
    }
    return Optional.empty();
  }

  private static void report(String file, MarkedYamlEngineException broken, Problems problems) {
    Place place =
        broken.getProblemMark().map(mark -> Place.of(file, mark)).orElse(Place.startOf(file));
    problems.add(
        place,
        "not readable as YAML: " + problem(broken),
        "check indentation, quotes and brackets here and on the line before");
  }

  /// Some problems are the second half of a sentence.
  private static String problem(MarkedYamlEngineException broken) {
    String problem = oneLine(broken.getProblem());
    return problem.startsWith("but ") ? oneLine(broken.getContext()) + ", " + problem : problem;
  }

  /// The place of a character by its number from the start of the file.
  private static Place place(String file, String text, int position) {
    int end = text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
    String before = text.substring(0, end);
    int line = (int) before.chars().filter(each -> each == '\n').count();
    return new Place(file, line + 1, end - (before.lastIndexOf('\n') + 1) + 1);
  }

  /// Walks the events before any node is built.
  private static boolean bounded(
      String file, String text, LoadSettings settings, Problems problems) {
    Deque<Optional<Anchor>> open = new ArrayDeque<>();
    int aliases = 0;
    Iterator<Event> events = new Parse(settings).parseString(text).iterator();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof CollectionStartEvent start) {
        open.push(start.getAnchor());
      } else if (event instanceof CollectionEndEvent) {
        open.pop();
      }
      aliases += event instanceof AliasEvent ? 1 : 0;
      if (event instanceof AliasEvent alias && open.contains(Optional.of(alias.getAlias()))) {
        return refuse(
            file, event, "an alias stands within what it names", "write the value out", problems);
      }
      if (open.size() > DEEPEST) {
        return refuse(
            file, event, "nested deeper than " + DEEPEST + " levels", "flatten it", problems);
      }
      if (aliases > MOST_ALIASES) {
        return refuse(
            file,
            event,
            "more than " + MOST_ALIASES + " aliases",
            "write the values out",
            problems);
      }
      if (isTagged(event)) {
        return refuse(
            file, event, "a type tag stands here", "write the value without '!'", problems);
      }
    }
    return true;
  }

  private static boolean isTagged(Event event) {
    return switch (event) {
      case ScalarEvent scalar -> scalar.getTag().filter(tag -> !tag.equals("!")).isPresent();
      case CollectionStartEvent start -> start.getTag().isPresent();
      default -> false;
    };
  }

  private static boolean refuse(
      String file, Event event, String message, String fix, Problems problems) {
    Place place =
        event.getStartMark().map(mark -> Place.of(file, mark)).orElse(Place.startOf(file));
    problems.add(place, message, fix);
    return false;
  }

  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
