package io.shieldwall.range.blue;

import io.shieldwall.range.Chance;
import io.shieldwall.range.Skill;
import io.shieldwall.range.nation.LogLine;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Team;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What stand-ins of teams write: a few templates for each skill and track from a resource. They
/// make a demonstration readable and are no example of a good answer.
final class Answers {

  private static final String RESOURCE = "answers.txt";
  private static final Map<String, List<String>> TEMPLATES = read();

  private Answers() {}

  /// @param at exercise time at which it is handed in
  static String write(Team team, Skill skill, Inject inject, Chance chance, long at) {
    String track = inject.task().map(task -> name(task.track())).orElse("sitrep");
    List<String> templates =
        TEMPLATES.getOrDefault(name(skill) + " " + track, List.of("We are looking into it."));
    return chance
        .oneOf(templates)
        .replace("{team}", team.name())
        .replace("{task}", team.expand(inject.title()))
        .replace("{from}", team.expand(inject.from()))
        .replace("{time}", LogLine.clock(at));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Blocks begin with `## skill track`; templates are separated by a line with a single dash.
  private static Map<String, List<String>> read() {
    Map<String, List<String>> templates = new HashMap<>();
    for (String block : text().split("(?m)^## ")) {
      int end = block.indexOf('\n');
      if (end > 0 && !block.startsWith("#")) {
        List<String> variants = new ArrayList<>();
        for (String variant : block.substring(end + 1).split("(?m)^-$")) {
          variants.add(variant.strip());
        }
        templates.put(block.substring(0, end).strip(), List.copyOf(variants));
      }
    }
    return templates;
  }

  private static String text() {
    try (InputStream in = Answers.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
