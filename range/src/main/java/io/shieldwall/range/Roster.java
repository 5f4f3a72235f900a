package io.shieldwall.range;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which teams are played by stand-ins, and how well. A team that is not named has people.
///
/// @param bots skill by id of the team
public record Roster(Map<String, Skill> bots) {

  public Roster {
    bots = Collections.unmodifiableMap(new LinkedHashMap<>(bots));
  }

  /// Nobody is a stand-in.
  public static final Roster PEOPLE = new Roster(Map.of());

  /// Every team is a stand-in; skills rotate over the teams from a seeded start.
  public static Roster rotating(List<String> teams, long seed) {
    List<Skill> skills = new ArrayList<>(List.of(Skill.values()));
    Collections.rotate(skills, (int) Chance.of(seed, "roster").between(0, skills.size() - 1));
    Map<String, Skill> bots = new LinkedHashMap<>();
    for (int i = 0; i < teams.size(); i++) {
      bots.put(teams.get(i), skills.get(i % skills.size()));
    }
    return new Roster(bots);
  }

  /// The same without these teams, which have people.
  public Roster without(Set<String> people) {
    Map<String, Skill> rest = new LinkedHashMap<>(bots);
    rest.keySet().removeAll(people);
    return new Roster(rest);
  }
}
