package io.shieldwall.range;

import java.util.List;
import java.util.SplittableRandom;

/// Seeded chance: the same seed and the same name give the same draws, whatever else was drawn
/// before.
public final class Chance {

  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private final SplittableRandom random;

  private Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  /// @param name what is drawn for, part by part
  public static Chance of(long seed, String... name) {
    long hash = OFFSET ^ seed;
    for (String part : name) {
      for (int i = 0; i < part.length(); i++) {
        hash = (hash ^ part.charAt(i)) * PRIME;
      }
      hash = (hash ^ 0x1f) * PRIME;
    }
    return new Chance(hash);
  }

  /// A number from `least` to `most`, both included.
  public long between(long least, long most) {
    return least >= most ? least : random.nextLong(least, most + 1);
  }

  /// From 0 up to but without 1.
  public double share() {
    return random.nextDouble();
  }

  /// True with a probability of 0 to 1.
  public boolean favours(double probability) {
    return random.nextDouble() < probability;
  }

  public <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
