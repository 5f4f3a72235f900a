package io.shieldwall.range.users;

import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.range.nation.ModelProbe;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.UserSimulation.UserTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tries over the model, without sockets; the result is there at once.
public final class ModelTrying implements Trying {

  private final Nation nation;
  private final Map<TeamItem, ModelProbe> probes = new HashMap<>();
  private List<Tried> finished = new ArrayList<>();

  public ModelTrying(Nation nation) {
    this.nation = nation;
  }

  @Override
  public void begin(String team, UserTest test, long at) {
    ModelProbe probe =
        probes.computeIfAbsent(
            new TeamItem(team, test.id()),
            _ -> nation.probe(team, test.system(), test.service(), test.probe()));
    finished.add(new Tried(team, test.id(), probe.at(at)));
  }

  @Override
  public boolean ready() {
    return !finished.isEmpty();
  }

  @Override
  public List<Tried> finished() {
    List<Tried> taken = finished;
    finished = new ArrayList<>();
    return taken;
  }
}
