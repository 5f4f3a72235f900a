package io.shieldwall.probing;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.shieldwall.scenario.Probe;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the mistakes of the steps of a visit, step by step.
public final class StepMistakes {

  private static final String STEPS = "steps";
  private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_-]*)\\}");

  private final Mistakes mistakes;
  private final Probe probe;
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
  }

  public List<Map<String, String>> steps() {
    return probe.records(STEPS);
  }

  /// What follows is about the next step.
  public void enter(Map<String, String> next) {
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
        "status: %s is none".formatted(written),
        "write one from 100 to 599, or several with commas between them, such as \"302, 303\"");
  }

  /// A pattern in which places may stand for values.
  public void pattern(String key) {
    if (step.containsKey(key)) {
      String text = PLACE.matcher(step.getOrDefault(key, "")).replaceAll("x");
      mistakes.pattern(text, STEPS, number, key);
    }
  }

  /// Every place in braces has a value by now.
  ///
  /// @param saved what earlier steps have saved
  public void places(String key, Set<String> saved) {
    Matcher place = PLACE.matcher(step.getOrDefault(key, ""));
    while (place.find()) {
      String name = place.group(1);
      boolean ofAccount = name.equals("account") || name.equals("password");
      unless(
          name.equals("token") || saved.contains(name) || (ofAccount && probe.has("account")),
          key,
          "{%s} has no value here".formatted(name),
          ofAccount
              ? "name the account of the check beside its steps"
              : "known are {token}, {account} and {password} of the check's account, and what an earlier step saves");
    }
  }

  public Mistakes found() {
    return mistakes;
  }
}
