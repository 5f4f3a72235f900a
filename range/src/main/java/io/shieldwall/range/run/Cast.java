package io.shieldwall.range.run;

import io.shieldwall.exercise.Recorded;
import io.shieldwall.range.Agent;
import io.shieldwall.range.Roster;
import io.shieldwall.range.adversary.Adversary;
import io.shieldwall.range.blue.BlueBot;
import io.shieldwall.range.infrastructure.Infrastructure;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.users.Trying;
import io.shieldwall.range.users.Users;
import io.shieldwall.range.white.WhiteCellStandIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everybody who plays without a person, in the order in which they act at the same instant.
final class Cast {

  private final List<Agent> agents;

  Cast(List<Agent> agents) {
    this.agents = List.copyOf(agents);
  }

  static Cast of(Nation nation, Roster roster, Trying trying, long seed) {
    List<String> teams = nation.teams();
    List<Agent> agents = new ArrayList<>();
    agents.add(new Infrastructure(nation));
    agents.add(new Adversary(nation, teams, seed));
    agents.add(new Users(nation.scenario(), teams, trying, seed));
    for (String team : teams) {
      Optional.ofNullable(roster.bots().get(team))
          .ifPresent(skill -> agents.add(new BlueBot(nation, team, skill, seed)));
    }
    agents.add(new WhiteCellStandIn(nation.scenario(), roster, seed));
    return new Cast(agents);
  }

  List<Agent> agents() {
    return agents;
  }

  void hear(Recorded recorded) {
    for (Agent agent : agents) {
      agent.hear(recorded);
    }
  }

  /// The earliest exercise time at which anybody wants to act.
  long nextAt() {
    long next = Agent.WAITING;
    for (Agent agent : agents) {
      next = Math.min(next, agent.nextAt());
    }
    return next;
  }
}
