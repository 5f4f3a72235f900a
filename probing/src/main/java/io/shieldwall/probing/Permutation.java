package io.shieldwall.probing;

/// A permutation of 0 to n-1 that is computed, not stored: a small Feistel network over the next
/// power of four, walked until it lands inside (Black and Rogaway, 2002). Equal seeds give equal
/// permutations on every machine.
///
/// @param size n
record Permutation(int size, long seed) {

  private static final int ROUNDS = 4;

  int at(int index) {
    int half = halfBits();
    int value = index;
    do {
      value = shuffle(value, half);
    } while (value >= size);
    return value;
  }

  private int halfBits() {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, size - 1));
    return (bits + 1) / 2;
  }

  private int shuffle(int value, int half) {
    int mask = (1 << half) - 1;
    int left = value >>> half;
    int right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      int next = left ^ ((int) mix(seed + round * 0x9E3779B97F4A7C15L + right) & mask);
      left = right;
      right = next;
    }
    return (left << half) | right;
  }

  /// The finisher of SplitMix64: every bit of the input reaches every bit of the output.
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
