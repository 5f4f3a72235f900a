package io.shieldwall.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.testkit.Play;
import io.shieldwall.testkit.TinyScenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Attacks, reports and scaling. Of 2800 points the four objectives have 60, 120, 200 and 80 of 460
/// shares; `deface-bank` (T1491.002 on netbank) has 730.435 points, `foothold-bank` (T1078 on
/// netbank) 365.217.
final class AttackDefenceTest {

  private static final long DEFACE = 730_435;
  private static final long FOOTHOLD = 365_217;
  private static final String HERON = "heron";

  private static Play at(int minutes) {
    return Play.started(TinyScenario.scenario()).goTo(Duration.ofMinutes(minutes));
  }

  private static Play attacked(String objective, AttackResult result) {
    Play play = at(30).done(Play.RED, new Command.AttemptObjective(objective, HERON));
    return play.goTo(Duration.ofMinutes(40))
        .done(Play.RED, new Command.EndAttempt("attempt-1", result, "log"));
  }

  private static Play report(Play play, String system, String technique) {
    return play.done(
        Play.blue(HERON), new Command.ReportIncident(HERON, system, technique, "seen"));
  }

  private static long deface(Play play) {
    return Scored.of(play).item(HERON, "attack-defence", "deface-bank");
  }

  private static long foothold(Play play) {
    return Scored.of(play).item(HERON, "attack-defence", "foothold-bank");
  }

  private static long total(Play play) {
    return Scored.of(play).points(HERON, "attack-defence");
  }

  @ParameterizedTest
  @CsvSource({"BLOCKED, 730435", "PARTIAL, 365218", "SUCCESS, 146087", "PERSISTENT, 0"})
  void a_result_keeps_its_share_of_the_objectives_budget(AttackResult result, long kept) {
    assertThat(deface(attacked("deface-bank", result))).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "T1491.002, 292174", // 40 % of the loss: the very technique
    "T1491.001, 219130", // three quarters of that: another sub-technique
    "T1491,     219130",
    "T1078,     146087", // half of it: the right system
  })
  void a_report_in_time_returns_by_its_accuracy(String technique, long returned) {
    Play play = report(attacked("deface-bank", AttackResult.PERSISTENT), "netbank", technique);
    assertThat(deface(play)).isEqualTo(returned);
  }

  @Test
  void a_report_of_another_system_returns_nothing() {
    Play play = report(attacked("deface-bank", AttackResult.PERSISTENT), "names", "T1491.002");
    assertThat(deface(play)).isZero();
  }

  @Test
  void a_report_of_another_team_returns_nothing() {
    Play play = attacked("deface-bank", AttackResult.PERSISTENT);
    play.done(
        Play.blue("otter"), new Command.ReportIncident("otter", "netbank", "T1491.002", "seen"));
    assertThat(deface(play)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"29, 0", "30, 292174", "40, 292174", "100, 292174", "101, 0"})
  void a_report_is_in_time_from_the_attacks_start_to_the_window_after_its_result(
      int minute, long returned) {
    Play play = at(Math.min(minute, 30));
    if (minute < 30) {
      report(play, "netbank", "T1491.002").goTo(Duration.ofMinutes(30));
    }
    play.done(Play.RED, new Command.AttemptObjective("deface-bank", HERON));
    if (minute == 30) {
      report(play, "netbank", "T1491.002");
    }
    play.goTo(Duration.ofMinutes(40));
    play.done(Play.RED, new Command.EndAttempt("attempt-1", AttackResult.PERSISTENT, "log"));
    if (minute > 30) {
      report(play.goTo(Duration.ofMinutes(minute)), "netbank", "T1491.002");
    }
    assertThat(deface(play)).isEqualTo(returned);
  }

  @Test
  void the_best_report_counts_and_not_their_sum() {
    Play play = attacked("deface-bank", AttackResult.PERSISTENT);
    report(play, "netbank", "T1110");
    assertThat(deface(play)).isEqualTo(146_087);
    report(play, "netbank", "T1491.002");
    assertThat(deface(play)).isEqualTo(292_174);
    report(report(play, "netbank", "T1491.002"), "netbank", "T1110");
    assertThat(deface(play)).isEqualTo(292_174);
  }

  @Test
  void each_report_serves_one_attack_the_one_it_describes_best() {
    Play play = attacked("foothold-bank", AttackResult.PERSISTENT);
    report(play, "netbank", "T1491.002");
    assertThat(foothold(play)).as("half of two fifths").isEqualTo(73_043);
    play.goTo(Duration.ofMinutes(41));
    play.done(Play.RED, new Command.AttemptObjective("deface-bank", HERON));
    play.done(Play.RED, new Command.EndAttempt("attempt-2", AttackResult.PERSISTENT, "log"));
    assertThat(deface(play)).as("reported before it began").isZero();
    report(play, "netbank", "T1491.002");
    assertThat(deface(play)).isEqualTo(292_174);
    assertThat(foothold(play)).isEqualTo(73_043);
  }

  @Test
  void a_report_moves_to_an_attack_that_it_describes_better() {
    Play play = at(30).done(Play.RED, new Command.AttemptObjective("foothold-bank", HERON));
    play.done(Play.RED, new Command.AttemptObjective("deface-bank", HERON));
    report(play, "netbank", "T1491.002");
    play.done(Play.RED, new Command.EndAttempt("attempt-1", AttackResult.PERSISTENT, "log"));
    assertThat(foothold(play)).isEqualTo(73_043);
    play.done(Play.RED, new Command.EndAttempt("attempt-2", AttackResult.PERSISTENT, "log"));
    assertThat(deface(play)).isEqualTo(292_174);
    assertThat(foothold(play)).isZero();
    assertThat(Scored.of(play).story(HERON, "attack-defence"))
        .containsExactly(
            "0.000 Objective foothold-bank (T1078): persistent",
            "73.043 Objective foothold-bank: an accurate report in time (report-1) returns part"
                + " of the loss",
            "0.000 Objective deface-bank (T1491.002): persistent",
            "-73.043 Objective foothold-bank: its report counts for another attack now",
            "292.174 Objective deface-bank: an accurate report in time (report-1) returns part of"
                + " the loss");
  }

  @Test
  void the_order_in_which_attacks_end_does_not_change_what_reports_return() {
    for (String first : new String[] {"attempt-1", "attempt-2"}) {
      String second = first.equals("attempt-1") ? "attempt-2" : "attempt-1";
      Play play = at(30).done(Play.RED, new Command.AttemptObjective("foothold-bank", HERON));
      play.done(Play.RED, new Command.AttemptObjective("deface-bank", HERON));
      report(report(play, "netbank", "T1491.001"), "netbank", "T1491.002");
      play.done(Play.RED, new Command.EndAttempt(first, AttackResult.PERSISTENT, "log"));
      play.done(Play.RED, new Command.EndAttempt(second, AttackResult.PERSISTENT, "log"));
      assertThat(deface(play)).isEqualTo(292_174);
      assertThat(foothold(play)).isEqualTo(73_043);
    }
  }

  @Test
  void a_ruling_replaces_the_result_and_what_the_report_returns() {
    Play play = report(attacked("deface-bank", AttackResult.PERSISTENT), "netbank", "T1491.002");
    play.done(
        Play.WHITE, new Command.Adjudicate("attempt-1", AttackResult.PARTIAL, "only one page"));
    assertThat(deface(play)).as("half, and two fifths of the other half").isEqualTo(511_305);
    play.done(Play.WHITE, new Command.Adjudicate("attempt-1", AttackResult.BLOCKED, "none at all"));
    assertThat(deface(play)).isEqualTo(DEFACE);
    assertThat(Scored.of(play).story(HERON, "attack-defence"))
        .endsWith(
            "365.217 Objective deface-bank (T1491.002): blocked; White cell's ruling: none at all",
            "-146.087 Objective deface-bank: no loss is left to soften");
  }

  @Test
  void a_report_before_a_ruling_to_the_worse_counts() {
    Play play = report(attacked("deface-bank", AttackResult.BLOCKED), "netbank", "T1491.002");
    assertThat(deface(play)).isEqualTo(DEFACE);
    play.done(Play.WHITE, new Command.Adjudicate("attempt-1", AttackResult.PERSISTENT, "it stood"));
    assertThat(deface(play)).isEqualTo(292_174);
  }

  @Test
  void the_time_of_a_ruling_does_not_lengthen_the_window_of_reports() {
    Play play = attacked("deface-bank", AttackResult.PARTIAL).goTo(Duration.ofMinutes(101));
    play.done(Play.WHITE, new Command.Adjudicate("attempt-1", AttackResult.PERSISTENT, "worse"));
    assertThat(deface(report(play, "netbank", "T1491.002"))).isZero();
  }

  @Test
  void a_team_that_red_never_came_to_has_the_whole_budget_at_endex() {
    Play play = attacked("deface-bank", AttackResult.PERSISTENT).goTo(Duration.ofHours(4));
    assertThat(Scored.of(play).points("otter", "attack-defence")).isEqualTo(2_800_000);
    assertThat(total(play)).isZero();
  }

  @Test
  void what_was_attempted_is_scaled_to_the_common_budget_at_endex() {
    Play play = attacked("deface-bank", AttackResult.PARTIAL);
    assertThat(total(play)).isEqualTo(365_218);
    play.goTo(Duration.ofHours(4));
    assertThat(total(play)).isEqualTo(1_400_002);
    assertThat(Scored.of(play).story(HERON, "attack-defence"))
        .endsWith("1034.784 1 of 4 objectives were attempted: scaled to the common budget");
  }

  @Test
  void an_attempt_without_a_result_counts_neither_way() {
    Play play = attacked("deface-bank", AttackResult.BLOCKED);
    play.done(Play.RED, new Command.AttemptObjective("foothold-bank", HERON));
    assertThat(total(play.goTo(Duration.ofHours(4)))).isEqualTo(2_800_000);
    assertThat(FOOTHOLD + DEFACE).isLessThan(2_800_000);
  }

  @Test
  void a_ruling_after_endex_is_scaled_too() {
    Play play = attacked("deface-bank", AttackResult.PARTIAL).goTo(Duration.ofHours(4));
    play.done(Play.WHITE, new Command.Adjudicate("attempt-1", AttackResult.BLOCKED, "late proof"));
    assertThat(total(play)).isEqualTo(2_800_000);
    play.done(Play.WHITE, new Command.Adjudicate("attempt-1", AttackResult.PERSISTENT, "no proof"));
    assertThat(total(play)).isZero();
  }
}
