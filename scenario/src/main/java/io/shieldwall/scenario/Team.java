package io.shieldwall.scenario;

import java.util.List;
import java.util.Locale;

/// A Blue team: it defends its own copy of the nation.
///
/// @param id short name, `[a-z0-9-]+`, unique in the scenario
/// @param number 1 to 250; the second octet of the team's addresses
/// @param nations ids of the nations that form the team
public record Team(String id, int number, String name, List<String> nations) {

  public Team {
    nations = List.copyOf(nations);
    if (number < 1 || number > 250) {
      throw new IllegalArgumentException("team number " + number + " is not within 1..250");
    }
  }

  /// Fills a template's variables for this team: `{n}` is the number, `{nn}` the number with two
  /// digits, `{team}` the id and `{team-name}` the name. Nothing else is replaced, nothing can run.
  public String expand(String template) {
    if (template.indexOf('{') < 0) {
      return template;
    }
    return template
        .replace("{nn}", String.format(Locale.ROOT, "%02d", number))
        .replace("{n}", Integer.toString(number))
        .replace("{team-name}", name)
        .replace("{team}", id);
  }
}
