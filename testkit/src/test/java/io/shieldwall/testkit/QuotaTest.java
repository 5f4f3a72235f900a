package io.shieldwall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Decision.Refusal;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.scenario.ActionKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What one team may ask for within an hour of exercise time, so that spam wins nothing and fills
/// nothing.
class QuotaTest {

  private final Play play = Play.started(TinyScenario.scenario());

  private Reply report(String team, String system, int number) {
    String technique = "T1%03d".formatted(number);
    return play.ask(
        Play.blue(team), new Command.ReportIncident(team, system, technique, "It may be this."));
  }

  private Reply orderAndCancel(String team) {
    Reply reply =
        play.ask(
            Play.blue(team), new Command.OrderAction(team, "netbank", ActionKind.INSPECT_LOGS, ""));
    if (reply instanceof Reply.Done) {
      String action = "action-" + play.state().actions().size();
      play.done(Play.blue(team), new Command.CancelAction(action));
    }
    return reply;
  }

  @Test
  void a_team_cannot_try_every_technique_on_a_system() {
    for (int number = 0; number < 4; number++) {
      assertThat(report("heron", "netbank", number)).isInstanceOf(Reply.Done.class);
    }
    assertThat(report("heron", "netbank", 5))
        .isEqualTo(
            new Reply.No(
                Refusal.NOT_NOW,
                "4 reports about netbank came within an hour of exercise time and no more are"
                    + " taken; report what you know"));
    assertThat(report("heron", "names", 5)).isInstanceOf(Reply.Done.class);
    assertThat(report("otter", "netbank", 5)).isInstanceOf(Reply.Done.class);
  }

  @Test
  void an_hour_later_a_team_may_report_again() {
    for (int number = 0; number < 5; number++) {
      report("heron", "netbank", number);
    }
    play.goTo(Duration.ofMinutes(59));
    assertThat(report("heron", "netbank", 6)).isInstanceOf(Reply.No.class);
    play.goTo(Duration.ofMinutes(61));
    assertThat(report("heron", "netbank", 7)).isInstanceOf(Reply.Done.class);
  }

  @Test
  void ordering_and_cancelling_without_end_is_stopped() {
    for (int number = 0; number < 30; number++) {
      assertThat(orderAndCancel("heron")).isInstanceOf(Reply.Done.class);
    }
    assertThat(orderAndCancel("heron"))
        .isEqualTo(
            new Reply.No(
                Refusal.NOT_NOW,
                "30 orders for netbank came within an hour of exercise time and no more are"
                    + " taken; wait before the next one"));
    assertThat(orderAndCancel("otter")).isInstanceOf(Reply.Done.class);
  }
}
