package io.shieldwall.range.nation;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Event.ActionCancelled;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.exercise.Event.SystemMark;
import io.shieldwall.range.Isle;
import io.shieldwall.range.World;
import io.shieldwall.scenario.ActionKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NationTest {

  private static String password(World world, String account) {
    return world.nation().password(Isle.HERON, "shop", account).orElseThrow();
  }

  @Test
  void passwords_come_from_the_seed_and_differ_by_team_system_account_and_rotation() {
    World world = new World(Isle.scenario(), Isle.TEAMS);
    String first = password(world, "operator");
    assertThat(first).matches("([a-z2-9]{4}-){3}[a-z2-9]{4}");
    assertThat(password(World.ofHeron(), "operator")).isEqualTo(first);
    assertThat(world.nation().password(Isle.OTTER, "shop", "operator").orElseThrow())
        .isNotEqualTo(first);
    assertThat(world.nation().password(Isle.HERON, "ledger", "operator").orElseThrow())
        .isNotEqualTo(first);
    assertThat(password(world, "monitor")).isNotEqualTo(first);
    world.acted(ActionKind.ROTATE_CREDENTIAL, "shop", "operator");
    assertThat(password(world, "operator")).isNotEqualTo(first);
    assertThat(world.nation().password(Isle.HERON, "shop", "nobody")).isEmpty();
  }

  @Test
  void an_attack_succeeds_where_nothing_stands_against_it() {
    World world = World.ofHeron();
    assertThat(world.attacked("foothold")).isEqualTo(AttackResult.PERSISTENT);
    assertThat(world.attacked("alter-record")).isEqualTo(AttackResult.SUCCESS);
    assertThat(world.nation().marks(Isle.HERON, "shop", world.now()))
        .containsExactly(SystemMark.COMPROMISED, SystemMark.PERSISTENCE, SystemMark.TAMPERED);
  }

  @Test
  void a_removed_weakness_an_isolated_target_and_a_missing_need_block_it() {
    World patched = World.ofHeron().acted(ActionKind.PATCH, "shop", "");
    assertThat(patched.attacked("foothold")).isEqualTo(AttackResult.BLOCKED);
    assertThat(patched.attacked("alter-record")).isEqualTo(AttackResult.BLOCKED);
    World isolated = World.ofHeron().acted(ActionKind.ISOLATE, "sub", "");
    assertThat(isolated.attacked("operate")).isEqualTo(AttackResult.BLOCKED);
    World closed = World.ofHeron().acted(ActionKind.CLOSE_SERVICE, "sub", "modbus");
    assertThat(closed.attacked("operate")).isEqualTo(AttackResult.BLOCKED);
  }

  @Test
  void what_was_gained_and_taken_away_again_carries_nothing_further() {
    World rotated = World.ofHeron();
    assertThat(rotated.attacked("steal-credentials")).isEqualTo(AttackResult.SUCCESS);
    rotated.acted(ActionKind.ROTATE_CREDENTIAL, "shop", "admin");
    assertThat(rotated.attacked("deface")).isEqualTo(AttackResult.BLOCKED);
    World evicted = World.ofHeron();
    evicted.attacked("foothold");
    evicted.acted(ActionKind.EVICT, "shop", "");
    assertThat(evicted.attacked("steal-data")).isEqualTo(AttackResult.BLOCKED);
    World cutOff = World.ofHeron();
    cutOff.attacked("foothold");
    cutOff.acted(ActionKind.ISOLATE, "shop", "");
    assertThat(cutOff.attacked("stop-service")).isEqualTo(AttackResult.BLOCKED);
  }

  @Test
  void a_hardened_target_keeps_persistence_from_settling() {
    World world = World.ofHeron().acted(ActionKind.HARDEN, "shop", "");
    assertThat(world.attacked("foothold")).isEqualTo(AttackResult.PARTIAL);
    assertThat(world.nation().marks(Isle.HERON, "shop", world.now())).isEmpty();
  }

  @Test
  void a_weakness_removed_during_the_attempt_leaves_a_part_of_it() {
    World world = World.ofHeron();
    String attempt = world.begun("foothold");
    world.acted(ActionKind.PATCH, "shop", "");
    Prospect prospect = world.nation().prospect(attempt).orElseThrow();
    assertThat(prospect.result()).isEqualTo(AttackResult.PARTIAL);
    assertThat(prospect.evidence()).contains("meanwhile");
  }

  @Test
  void evidence_says_in_words_why_an_attack_was_blocked() {
    World world = World.ofHeron().acted(ActionKind.PATCH, "shop", "");
    Prospect prospect = world.nation().prospect(world.begun("foothold")).orElseThrow();
    assertThat(prospect.evidence()).isEqualTo("Blocked: \"Weakness old-cms\" is removed.");
  }

  @Test
  void a_weakness_comes_back_when_its_service_is_opened_and_with_the_initial_image() {
    World world = World.ofHeron();
    world.acted(ActionKind.CLOSE_SERVICE, "ledger", "feed");
    assertThat(world.nation().isOpen(Isle.HERON, "ledger", "open-panel")).isFalse();
    world.acted(ActionKind.OPEN_SERVICE, "ledger", "feed");
    assertThat(world.nation().isOpen(Isle.HERON, "ledger", "open-panel")).isTrue();
    world.acted(ActionKind.HARDEN, "ledger", "");
    assertThat(world.nation().isOpen(Isle.HERON, "ledger", "open-panel")).isFalse();
    world.acted(ActionKind.REVERT, "ledger", "");
    assertThat(world.nation().isOpen(Isle.HERON, "ledger", "open-panel")).isTrue();
  }

  @Test
  void the_initial_image_removes_what_the_scenario_says_it_removes() {
    World world = World.ofHeron().acted(ActionKind.PATCH, "shop", "");
    world.acted(ActionKind.REVERT, "shop", "");
    assertThat(world.nation().isOpen(Isle.HERON, "shop", "web-shell")).isFalse();
    assertThat(world.nation().isOpen(Isle.HERON, "shop", "old-cms")).isTrue();
  }

  @Test
  void a_close_look_at_the_logs_finds_what_is_there() {
    World world = World.ofHeron();
    world.attacked("foothold");
    Inspection inspection = world.nation().inspect(Isle.HERON, "shop", world.now());
    assertThat(inspection.findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.PERSISTENCE, Finding.Kind.PLANTED_BACK_DOOR);
    assertThat(inspection.text())
        .contains("persistence found")
        .contains("shop trace of foothold from 10.1.200.17");
    world.acted(ActionKind.EVICT, "shop", "");
    assertThat(world.nation().inspect(Isle.HERON, "shop", world.now()).findings()).isEmpty();
  }

  @Test
  void a_log_is_bounded_and_the_same_whenever_it_is_read() {
    World world = World.ofHeron();
    for (int i = 0; i < 500; i++) {
      world.nation().note(Isle.HERON, "shop", world.now(), "line " + i);
    }
    List<LogLine> lines = world.nation().log(Isle.HERON, "shop", 1000, world.now());
    assertThat(lines).hasSize(200);
    assertThat(lines.getLast().text()).isEqualTo("line 499");
    assertThat(world.nation().log(Isle.HERON, "shop", 1000, world.now())).isEqualTo(lines);
  }

  @Test
  void an_action_cannot_repair_ruins_but_a_backup_can() {
    World world = World.ofHeron().struck("wipe", AttackResult.SUCCESS);
    String patch = world.ordered(ActionKind.PATCH, "mail", "", 0);
    assertThat(world.nation().outlook(patch, world.now()).orElseThrow().succeeds()).isFalse();
    world.happened(new ActionCancelled(patch));
    world.acted(ActionKind.RESTORE, "mail", "");
    assertThat(world.nation().marks(Isle.HERON, "mail", world.now())).isEmpty();
  }

  @Test
  void a_cancelled_action_causes_no_outage() {
    World world = World.ofHeron();
    ServicePoint point = world.nation().point(Isle.HERON, "shop", "https");
    String action = world.ordered(ActionKind.PATCH, "shop", "", 10 * Isle.MINUTE);
    long within = world.now() + 9 * Isle.MINUTE;
    assertThat(point.reach(world.now())).isEqualTo(Reach.ANSWERS);
    assertThat(point.reach(within)).isEqualTo(Reach.RESETS);
    assertThat(world.nation().stableUntil(Isle.HERON, world.now()))
        .isEqualTo(world.now() + 8 * Isle.MINUTE);
    world.happened(new ActionCancelled(action));
    assertThat(point.reach(within)).isEqualTo(Reach.ANSWERS);
  }

  @Test
  void a_verdict_is_judged_anew_when_something_has_changed() {
    World world = World.ofHeron();
    ModelProbe probe =
        world
            .nation()
            .probe(
                Isle.HERON,
                "shop",
                "https",
                world.scenario().network().check("shop/https/login").orElseThrow().probe());
    assertThat(probe.at(world.now())).isSameAs(probe.at(world.now() + 1000));
    world.struck("flood", AttackResult.SUCCESS);
    assertThat(probe.at(world.now()).outcome().name()).isEqualTo("CRITICAL");
    assertThat(probe.at(world.now() + 21 * Isle.MINUTE).outcome().name()).isEqualTo("OK");
    assertThat(Optional.of(world.nation().teams())).contains(List.of(Isle.HERON));
  }
}
