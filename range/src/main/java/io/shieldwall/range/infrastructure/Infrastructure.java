package io.shieldwall.range.infrastructure;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command.CompleteAction;
import io.shieldwall.exercise.Command.ReportSystemChange;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Event.ActionCompleted;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Event.AttackAttempted;
import io.shieldwall.exercise.Event.AttackEnded;
import io.shieldwall.exercise.Event.SystemChanged;
import io.shieldwall.exercise.Event.SystemMark;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State.ActionStatus;
import io.shieldwall.exercise.State.DefenderAction;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.range.Agenda;
import io.shieldwall.range.Agent;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.Campaign.Objective;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// The systems' own doing: completes ordered actions when they are due, and reports every change of
/// a system's true condition. The model itself changes when it hears of the completion.
public final class Infrastructure implements Agent {

  private static final Actor RANGE = Actor.of(Actor.Role.PLATFORM, "range");

  private final Nation nation;
  private final Agenda<Duty> agenda = new Agenda<>();
  private final Map<TeamItem, List<SystemMark>> reported = new HashMap<>();

  /// where an action or attempt takes place, by its id
  private final Map<String, TeamItem> places = new HashMap<>();

  private sealed interface Duty {}

  private record Complete(String action) implements Duty {}

  private record Look(TeamItem place, String why) implements Duty {}

  public Infrastructure(Nation nation) {
    this.nation = nation;
  }

  @Override
  public long nextAt() {
    return agenda.nextAt();
  }

  @Override
  public void hear(Recorded recorded) {
    switch (recorded.event()) {
      case ActionOrdered ordered -> {
        places.put(ordered.action(), new TeamItem(ordered.team(), ordered.system()));
        agenda.note(ordered.completesAt(), new Complete(ordered.action()));
      }
      case ActionCompleted completed ->
          look(completed.action(), recorded.at(), "after " + completed.action());
      case AttackAttempted attempted -> target(attempted);
      case AttackEnded ended ->
          look(ended.attempt(), recorded.at(), "after " + ended.attempt() + ": " + ended.result());
      case SystemChanged changed ->
          reported.put(new TeamItem(changed.team(), changed.system()), changed.marks());
      default -> {}
    }
  }

  private void target(AttackAttempted attempted) {
    Optional<Objective> objective = nation.scenario().campaign().objective(attempted.objective());
    objective.ifPresent(
        known -> places.put(attempted.attempt(), new TeamItem(attempted.team(), known.target())));
  }

  private void look(String id, long at, String why) {
    TeamItem place = places.get(id);
    if (place != null) {
      agenda.note(at, new Look(place, why));
    }
  }

  @Override
  public void act(long at, Desk desk) {
    for (Duty duty : agenda.due(at)) {
      switch (duty) {
        case Complete complete -> complete(complete.action(), at, desk);
        case Look look -> look(look, at, desk);
      }
    }
  }

  private void complete(String id, long at, Desk desk) {
    DefenderAction action = desk.state().actions().get(id);
    if (action == null || action.status() != ActionStatus.UNDER_WAY) {
      return;
    }
    nation
        .outlook(id, at)
        .ifPresent(outlook ->
            desk.submit(
                "complete-" + id,
                RANGE,
                new CompleteAction(id, outlook.succeeds(), outlook.detail())));
  }

  /// A flood ends by itself, so a flooded system is looked at again.
  private void look(Look look, long at, Desk desk) {
    TeamItem place = look.place();
    List<SystemMark> marks = nation.marks(place.team(), place.item(), at);
    if (marks.contains(SystemMark.FLOODED)) {
      long next = nation.stableUntil(place.team(), at);
      if (next != Long.MAX_VALUE) {
        agenda.note(next, new Look(place, "a flood has ended"));
      }
    }
    if (!Objects.equals(reported.getOrDefault(place, List.of()), marks)) {
      String names = marks.stream().map(Enum::name).collect(Collectors.joining("+"));
      desk.submit(
          "change-%s-%s-%d-%s".formatted(place.team(), place.item(), at, names),
          RANGE,
          new ReportSystemChange(place.team(), place.item(), marks, look.why()));
    }
  }
}
