package io.shieldwall.probing.custom;

import java.time.Duration;

/// What one program of the organisers may use. Each limit is the kernel's (`setrlimit`), so a
/// program cannot lift it.
///
/// @param cpu processor time of each process; rounded up to seconds
/// @param memory bytes of each process
/// @param counted what of its memory counts
/// @param fileSize bytes of each file it writes
/// @param processes tasks it may have at a time, its threads counted
/// @param openFiles descriptors of each process
/// @param grace from the polite signal at the deadline to the one that nobody can ignore
/// @param atOnce programs that run at a time; more wait for their turn within their own deadline
public record Allowance(
    Duration cpu,
    long memory,
    Counted counted,
    long fileSize,
    int processes,
    int openFiles,
    Duration grace,
    int atOnce) {

  /// Most programs at a time; each has a user id of its own, see [Users].
  public static final int MOST_AT_ONCE = 500;

  public static final Allowance DEFAULT =
      new Allowance(
          Duration.ofSeconds(20), 1L << 30, 16L << 20, 64, 256, Duration.ofMillis(500), 32);

  /// What of a process's memory is limited.
  public enum Counted {
    /// all of its address space, used or not
    ADDRESS_SPACE("--as="),
    /// what it can write; for programs that reserve much more than they use
    DATA("--data=");

    private final String option;

    Counted(String option) {
      this.option = option;
    }

    /// The words of `prlimit`.
    String limit(long bytes) {
      return option + bytes;
    }
  }

  public Allowance(
      Duration cpu,
      long memory,
      long fileSize,
      int processes,
      int openFiles,
      Duration grace,
      int atOnce) {
    this(cpu, memory, Counted.ADDRESS_SPACE, fileSize, processes, openFiles, grace, atOnce);
  }

  public Allowance {
    if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
      throw new IllegalArgumentException("atOnce is " + atOnce + "; choose 1 to " + MOST_AT_ONCE);
    }
    if (cpu.isNegative() || memory < 1 || fileSize < 0 || processes < 1 || openFiles < 8) {
      throw new IllegalArgumentException(
          "a limit of " + memory + " bytes or less lets nothing run");
    }
  }

  long cpuSeconds() {
    return Math.max(1, cpu.plusNanos(999_999_999).toSeconds());
  }
}
