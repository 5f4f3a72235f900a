package io.shieldwall.testkit;

import java.util.Collection;
import java.util.List;
import java.util.Random;

/// Seeded choices.
public final class Dice {

  private final Random random;

  public Dice(long seed) {
    random = new Random(seed);
  }

  /// A whole number from `least` to `most`, both possible.
  public long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  /// True in so many of a hundred cases.
  public boolean percent(int likelihood) {
    return random.nextInt(100) < likelihood;
  }

  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  @SafeVarargs
  public final <T> T among(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /// One of them, or another value when there is none.
  public <T> T pickOr(Collection<T> choices, T otherwise) {
    return choices.isEmpty() ? otherwise : pick(List.copyOf(choices));
  }
}
