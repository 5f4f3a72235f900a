package io.shieldwall.scenario;

import io.shieldwall.scenario.Network.Check;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads checks by themselves, as they stand under `checks:` of a service: to try one before it
/// goes into a scenario, and to prove the documentation.
public final class CheckReader {

  private final List<? extends ProbeKind> kinds;

  public CheckReader(List<? extends ProbeKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /// What reading came to.
  public sealed interface Reading {
    record Good(List<Check> checks) implements Reading {
      public Good {
        checks = List.copyOf(checks);
      }
    }

    record Bad(List<Problem> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /// Reads `checks:` with a list, or the list alone.
  ///
  /// @param file name for messages
  public Reading read(String file, String yaml) {
    Problems problems = new Problems();
    Optional<Node> root =
        YamlFile.read(file, yaml.getBytes(StandardCharsets.UTF_8), problems)
            .map(CheckReader::underItsKey);
    List<Check> checks = new ArrayList<>();
    if (root.isPresent()
        && new ShapeCheck(file, problems).isReadable(root.get(), new Shapes(kinds).checks())) {
      checks.addAll(checks(new Section(file, root.get()), problems));
    }
    return problems.isEmpty() ? new Reading.Good(checks) : new Reading.Bad(problems.sorted());
  }

  private static Node underItsKey(Node node) {
    if (!(node instanceof SequenceNode)) {
      return node;
    }
    Node key = new ScalarNode(Tag.STR, "checks", ScalarStyle.PLAIN);
    return new MappingNode(Tag.MAP, List.of(new NodeTuple(key, node)), FlowStyle.BLOCK);
  }

  private List<Check> checks(Section root, Problems problems) {
    List<Check> checks = new ArrayList<>();
    ProbeReader probes = new ProbeReader(kinds, problems);
    for (Section section : root.sections("checks")) {
      Duration every = section.span("every", Duration.ofMinutes(1));
      Duration timeout = section.span("timeout", Duration.ofSeconds(8));
      NetworkReader.pace(section, every, timeout, problems);
      probes
          .read(section)
          .ifPresent(probe ->
              checks.add(
                  new Check(
                      "system/service/" + section.text("id"),
                      "system",
                      "service",
                      (int) section.number("budget", 1),
                      every,
                      timeout,
                      probe)));
    }
    return checks;
  }
}
