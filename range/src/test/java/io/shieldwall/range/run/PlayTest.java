package io.shieldwall.range.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Command.ClaimFix;
import io.shieldwall.exercise.Command.OrderAction;
import io.shieldwall.exercise.Command.SubmitTask;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.SystemChanged;
import io.shieldwall.exercise.Event.SystemMark;
import io.shieldwall.exercise.Event.TicketOpened;
import io.shieldwall.exercise.Event.TicketVerified;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State.Submission;
import io.shieldwall.exercise.State.Ticket;
import io.shieldwall.exercise.State.TicketStatus;
import io.shieldwall.range.Isle;
import io.shieldwall.range.LiveGame;
import io.shieldwall.range.Roster;
import io.shieldwall.range.Skill;
import io.shieldwall.scenario.ActionKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the cast does when people play.
class PlayTest {

  private LiveGame game = new LiveGame(Roster.PEOPLE);
  private int commands;

  @AfterEach
  void ends() {
    game.close();
  }

  private void heron(Command command) {
    game.desk().submit("heron-" + ++commands, Actor.blue(Isle.HERON, "Ada"), command);
  }

  private void orders(ActionKind kind, String system, String subject) {
    heron(new OrderAction(Isle.HERON, system, kind, subject));
  }

  private <T extends Event> List<T> events(Class<T> type) {
    return game.events().stream()
        .map(Recorded::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private Ticket ticket() {
    return game.desk().state().tickets().values().iterator().next();
  }

  @Test
  void a_user_who_fails_twice_opens_a_ticket_for_that_team_only() {
    orders(ActionKind.CLOSE_SERVICE, "shop", "https");
    game.passes(Duration.ofMinutes(16));
    assertThat(events(TicketOpened.class)).hasSize(1);
    TicketOpened opened = events(TicketOpened.class).getFirst();
    assertThat(opened.team()).isEqualTo(Isle.HERON);
    assertThat(opened.detail()).startsWith("Ada Lindmoor: I cannot sign in.").contains("twice");
  }

  @Test
  void a_claim_is_verified_by_the_user_and_a_false_one_is_told() {
    orders(ActionKind.CLOSE_SERVICE, "shop", "https");
    game.passes(Duration.ofMinutes(16));
    heron(new ClaimFix(ticket().id(), "done"));
    game.passes(Duration.ofMinutes(4));
    assertThat(ticket().falseClaims()).isEqualTo(1);
    assertThat(events(TicketVerified.class))
        .extracting(TicketVerified::fixed)
        .containsExactly(false);
    orders(ActionKind.OPEN_SERVICE, "shop", "https");
    game.passes(Duration.ofMinutes(6));
    heron(new ClaimFix(ticket().id(), "done"));
    game.passes(Duration.ofMinutes(4));
    assertThat(ticket().status()).isEqualTo(TicketStatus.CLOSED);
  }

  @Test
  void a_user_closes_a_ticket_when_a_planned_try_works_again() {
    orders(ActionKind.CLOSE_SERVICE, "shop", "https");
    game.passes(Duration.ofMinutes(16));
    orders(ActionKind.OPEN_SERVICE, "shop", "https");
    game.passes(Duration.ofMinutes(11));
    assertThat(ticket().status()).isEqualTo(TicketStatus.CLOSED);
  }

  @Test
  void directors_see_a_flood_come_and_go() {
    game.passes(Duration.ofMinutes(130));
    assertThat(events(SystemChanged.class))
        .filteredOn(change -> change.team().equals(Isle.OTTER) && change.system().equals("shop"))
        .extracting(change -> change.marks().contains(SystemMark.FLOODED))
        .containsSubsequence(true, false);
  }

  @Test
  void what_people_hand_in_waits_for_a_person_and_what_stand_ins_hand_in_is_graded() {
    game.close();
    game = new LiveGame(new Roster(Map.of(Isle.OTTER, Skill.EXPERT)));
    game.passes(Duration.ofMinutes(31));
    heron(new SubmitTask(Isle.HERON, "report", "All is well."));
    game.passes(Duration.ofMinutes(70));
    Submission people = game.desk().state().submission(Isle.HERON, "report").orElseThrow();
    assertThat(people.grading()).isEmpty();
    Submission standIn = game.desk().state().submission(Isle.OTTER, "report").orElseThrow();
    assertThat(standIn.text()).contains("Team Otter");
    assertThat(standIn.grading()).isPresent();
  }
}
