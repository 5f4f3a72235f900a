package io.shieldwall.range.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.range.Isle;
import io.shieldwall.range.World;
import io.shieldwall.range.nation.Finding;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign.EffectKind;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every effect of the adversary shows, and the right action repairs it.
class EffectOnTheWireTest {

  /// objective, check that shows it, cause, repairing action, its subject
  static Stream<Arguments> visible() {
    return Stream.of(
        Arguments.of("deface", "shop/https/login", Cause.WRONG_CONTENT, ActionKind.RESTORE, ""),
        Arguments.of("flood", "shop/https/login", Cause.TIMEOUT, ActionKind.HARDEN, ""),
        Arguments.of(
            "alter-record", "shop/https/rates", Cause.WRONG_CONTENT, ActionKind.RESTORE, ""),
        Arguments.of("operate", "sub/modbus/breaker", Cause.WRONG_CONTENT, ActionKind.RESTORE, ""),
        Arguments.of("spoof", "sub/modbus/voltage", Cause.WRONG_CONTENT, ActionKind.RESTORE, ""),
        Arguments.of("redirect-name", "dns/names/udp", Cause.WRONG_CONTENT, ActionKind.RESTORE, ""),
        Arguments.of(
            "stop-service", "ledger/feed/greets", Cause.PROTOCOL, ActionKind.OPEN_SERVICE, "feed"),
        Arguments.of("wipe", "mail/smtp/ours", Cause.PROTOCOL, ActionKind.RESTORE, ""),
        Arguments.of(
            "lock-out",
            "shop/ssh/operator",
            Cause.WRONG_CREDENTIALS,
            ActionKind.ROTATE_CREDENTIAL,
            "operator"));
  }

  @ParameterizedTest(name = "{0} is repaired by {3}")
  @MethodSource("visible")
  void an_effect_shows_on_the_wire_until_it_is_repaired(
      String objective, String check, Cause cause, ActionKind repair, String subject)
      throws IOException {
    World world = World.ofHeron();
    try (RangeOnTheWire range = RangeOnTheWire.over(world)) {
      assertThat(range.verdict(check).outcome()).isEqualTo(Outcome.OK);
      world.struck(objective, AttackResult.SUCCESS);
      assertThat(range.verdict(check)).isEqualTo(new RangeOnTheWire.Found(Outcome.CRITICAL, cause));
      String system = check.substring(0, check.indexOf('/'));
      world.acted(repair, system, subject);
      assertThat(range.verdict(check).outcome()).isEqualTo(Outcome.OK);
      assertThat(world.nation().marks(Isle.HERON, system, world.now())).isEmpty();
    }
  }

  /// objective, finding that shows it, repairing action, its subject
  static Stream<Arguments> quiet() {
    return Stream.of(
        Arguments.of("foothold", Finding.Kind.PERSISTENCE, ActionKind.EVICT, ""),
        Arguments.of(
            "steal-credentials",
            Finding.Kind.MISUSED_CREDENTIAL,
            ActionKind.ROTATE_CREDENTIAL,
            "admin"),
        Arguments.of("steal-data", Finding.Kind.DATA_TAKEN, ActionKind.REVERT, ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("quiet")
  void a_quiet_effect_shows_in_the_logs_only(
      String objective, Finding.Kind finding, ActionKind repair, String subject) {
    World world = World.ofHeron();
    AttackResult result =
        objective.equals("foothold") ? AttackResult.PERSISTENT : AttackResult.SUCCESS;
    world.struck(objective, result);
    assertThat(world.nation().inspect(Isle.HERON, "shop", world.now()).findings())
        .extracting(Finding::kind)
        .contains(finding);
    world.acted(repair, "shop", subject);
    assertThat(world.nation().marks(Isle.HERON, "shop", world.now())).isEmpty();
  }

  @Test
  void every_kind_of_effect_is_tried_here() {
    long tried = visible().count() + quiet().count();
    assertThat(tried).isEqualTo(Arrays.stream(EffectKind.values()).count());
  }

  @Test
  void an_initial_image_repairs_everything() throws IOException {
    World world = World.ofHeron();
    world
        .struck("deface", AttackResult.SUCCESS)
        .struck("flood", AttackResult.SUCCESS)
        .struck("lock-out", AttackResult.SUCCESS)
        .struck("foothold", AttackResult.PERSISTENT)
        .acted(ActionKind.ISOLATE, "shop", "")
        .acted(ActionKind.REVERT, "shop", "");
    try (RangeOnTheWire range = RangeOnTheWire.over(world)) {
      assertThat(range.verdict("shop/https/login").outcome()).isEqualTo(Outcome.OK);
      assertThat(range.verdict("shop/ssh/operator").outcome()).isEqualTo(Outcome.OK);
    }
  }

  @Test
  void checks_have_the_new_password_after_a_rotation() throws IOException {
    World world = World.ofHeron();
    try (RangeOnTheWire range = RangeOnTheWire.over(world)) {
      world.acted(ActionKind.ROTATE_CREDENTIAL, "shop", "monitor");
      assertThat(range.verdict("shop/ssh/uptime").outcome()).isEqualTo(Outcome.OK);
    }
  }
}
