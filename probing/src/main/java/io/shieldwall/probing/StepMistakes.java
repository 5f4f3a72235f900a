package io.shieldwall.probing;

import io.shieldwall.scenario.Probe;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the mistakes of the steps of a visit, step by step.
public final class StepMistakes {

  private static final String STEPS = "steps";
  private static final Set<String> OF_ACCOUNT = Set.of("account", "password");

  private final Mistakes mistakes;
  private final Probe probe;

  /// Names that some step saves under.
  private final Set<String> later = new HashSet<>();

  /// Names that have a value by now; the values are of no interest.
  private final Map<String, String> known = new HashMap<>();

  private Map<String, String> step = Map.of();
  private int number;

  /// @param most steps that are possible
  public StepMistakes(Probe probe, int most) {
    this.probe = probe;
    this.mistakes = Mistakes.in(probe);
    int count = steps().size();
    mistakes.unless(
        count >= 1 && count <= most,
        STEPS,
        "the check has %d steps".formatted(count),
        "write 1 to %d".formatted(most));
    known.put("token", "");
    if (probe.has("account")) {
      OF_ACCOUNT.forEach(name -> known.put(name, ""));
    }
    steps().forEach(each -> later.add(each.getOrDefault("save", "")));
  }

  public List<Map<String, String>> steps() {
    return probe.records(STEPS);
  }

  /// What follows is about the next step.
  public void enter(Map<String, String> next) {
    known.put(step.getOrDefault("save", ""), "");
    step = next;
    number++;
  }

  public int number() {
    return number;
  }

  public void unless(boolean right, String key, String message, String fix) {
    if (!right) {
      mistakes.add(STEPS, number, key, message, fix);
    }
  }

  /// `only` says get or put.
  public void only() {
    String only = step.getOrDefault("only", "put");
    unless(
        only.equals("get") || only.equals("put"),
        "only",
        "only: %s means nothing".formatted(only),
        "write get, put or neither");
  }

  /// `status` is one or several numbers.
  public void statuses() {
    String written = step.getOrDefault("status", "200").strip();
    unless(
        written.matches("[1-5][0-9][0-9](\\s*,\\s*[1-5][0-9][0-9])*"),
        "status",
        "status: %s is no HTTP status".formatted(written),
        "write one from 100 to 599, or several with commas between them, such as \"302, 303\"");
  }

  /// A pattern.
  public void pattern(String key) {
    if (step.containsKey(key)) {
      mistakes.pattern(step.getOrDefault(key, ""), STEPS, number, key);
    }
  }

  /// A pattern in which values are filled in, each to be found as it is.
  public void template(String key) {
    if (step.containsKey(key)) {
      String text = Template.filled(step.getOrDefault(key, ""), known, _ -> "x");
      mistakes.pattern(text, STEPS, number, key);
    }
  }

  /// Places of a part of a URL or form, in which braces of its own are written `%7B` and `%7D`:
  /// every one has a value by now.
  public void places(String key) {
    for (String name : Template.places(step.getOrDefault(key, ""))) {
      unless(known.containsKey(name), key, "{%s} has no value here".formatted(name), fix(name));
    }
  }

  /// Places of a text that may hold braces of its own, such as JSON: those that are meant as places
  /// have a value by now.
  public void placesAmongBraces(String key) {
    for (String name : Template.places(step.getOrDefault(key, ""))) {
      boolean meant = OF_ACCOUNT.contains(name) || later.contains(name);
      unless(
          !meant || known.containsKey(name),
          key,
          "{%s} has no value here".formatted(name),
          fix(name));
    }
  }

  private static String fix(String name) {
    return OF_ACCOUNT.contains(name)
        ? "name the account of the check beside its steps"
        : "known are {token}, {account} and {password} of the check's account, and what an earlier step saves; a brace that is one is %7B";
  }

  public Mistakes found() {
    return mistakes;
  }
}
