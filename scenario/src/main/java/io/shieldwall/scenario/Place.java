package io.shieldwall.scenario;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// A point in a file, both numbers from 1.
record Place(String file, int line, int column) {

  static Place of(String file, Node node) {
    return node.getStartMark().map(mark -> of(file, mark)).orElseGet(() -> startOf(file));
  }

  static Place of(String file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  static Place startOf(String file) {
    return new Place(file, 1, 1);
  }
}
