package io.shieldwall.range.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.range.Isle;
import io.shieldwall.range.World;
import io.shieldwall.range.wire.RangeOnTheWire.Found;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the model says without sockets is what a checker finds on the wire.
class WireEquivalenceTest {

  static Stream<Arguments> conditions() {
    Map<String, Consumer<World>> conditions = new LinkedHashMap<>();
    conditions.put("healthy", world -> {});
    Isle.campaign()
        .objectives()
        .forEach(objective ->
            conditions.put(
                "after " + objective.id(),
                world -> world.struck(objective.id(), AttackResult.SUCCESS)));
    conditions.put("isolated shop", world -> world.acted(ActionKind.ISOLATE, "shop", ""));
    conditions.put("isolated name server", world -> world.acted(ActionKind.ISOLATE, "dns", ""));
    conditions.put(
        "closed web site", world -> world.acted(ActionKind.CLOSE_SERVICE, "shop", "https"));
    conditions.put(
        "closed name service", world -> world.acted(ActionKind.CLOSE_SERVICE, "dns", "names"));
    conditions.put("closed shell", world -> world.acted(ActionKind.CLOSE_SERVICE, "shop", "ssh"));
    conditions.put(
        "closed controller", world -> world.acted(ActionKind.CLOSE_SERVICE, "sub", "modbus"));
    conditions.put(
        "rotated", world -> world.acted(ActionKind.ROTATE_CREDENTIAL, "shop", "operator"));
    conditions.put(
        "in an outage",
        world -> {
          world.ordered(ActionKind.PATCH, "shop", "", 10 * Isle.MINUTE);
          world.passes(9 * Isle.MINUTE);
        });
    conditions.put(
        "flooded name server",
        world ->
            world.struck("flood", AttackResult.SUCCESS).acted(ActionKind.ISOLATE, "ledger", ""));
    return conditions.entrySet().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conditions")
  void model_and_wire_agree_on_outcome_and_cause(String name, Consumer<World> condition)
      throws IOException {
    World world = World.ofHeron();
    condition.accept(world);
    try (RangeOnTheWire range = RangeOnTheWire.over(world)) {
      assertThat(differences(range.verdicts(), range.modelVerdicts())).isEmpty();
    }
  }

  private static List<String> differences(Map<String, Found> wire, Map<String, Found> model) {
    assertThat(wire.keySet()).isEqualTo(model.keySet());
    return wire.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(model.get(entry.getKey())))
        .map(entry ->
            "%s: wire %s, model %s"
                .formatted(entry.getKey(), entry.getValue(), model.get(entry.getKey())))
        .toList();
  }

  @Test
  void the_healthy_nation_answers_most_checks_well() throws IOException {
    World world = World.ofHeron();
    try (RangeOnTheWire range = RangeOnTheWire.over(world)) {
      assertThat(range.verdicts().values())
          .filteredOn(found -> found.outcome() == Outcome.OK)
          .hasSizeGreaterThan(35);
    }
  }
}
