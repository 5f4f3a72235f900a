package io.shieldwall.probing.custom;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The words before a program's own that take away from it what it does not need: `setsid` gives it
/// a process group of its own, `prlimit` the limits of an [Allowance], and `setpriv` a user without
/// rights. All are programs of util-linux; no shell is between them.
///
/// Where this process is root every program at work has a user id of its own, from [Users#FIRST]
/// on: no account of a Debian system has these numbers, so its processes can be counted and ended
/// without touching another's. Without root a program runs as our own user.
///
/// @param prefix words that the organisers put before every program, such as `ip netns exec checks`
record Confinement(Path setsid, Path prlimit, Path setpriv, boolean root, List<String> prefix) {

  private static final List<String> PLACES = List.of("/usr/bin", "/bin", "/usr/local/bin");
  private static final Path NOWHERE = Path.of("");

  Confinement {
    prefix = List.copyOf(prefix);
  }

  /// What this machine has to confine programs with.
  ///
  /// @throws ProbeFailure when something is missing; says what
  static Confinement found(List<String> prefix) throws ProbeFailure {
    if (!ProcessTable.readable()) {
      throw unavailable("this system has no /proc; custom checks run on Linux only");
    }
    boolean root = ProcessTable.self() == 0;
    return new Confinement(
        tool("setsid"), tool("prlimit"), root ? tool("setpriv") : NOWHERE, root, prefix);
  }

  private static Path tool(String name) throws ProbeFailure {
    return PLACES.stream()
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            unavailable("the program " + name + " is missing; install the package util-linux"));
  }

  static ProbeFailure unavailable(String why) {
    return new ProbeFailure(Cause.CHECKER_FAULT, "Custom checks cannot be run here: " + why + ".");
  }

  /// @param user whom the program runs as; empty where that is our own
  List<String> wrap(OptionalInt user, Allowance allowance, List<String> command) {
    List<String> words = new ArrayList<>();
    words.add(setsid.toString());
    words.addAll(prefix);
    words.add(prlimit.toString());
    words.add("--core=0");
    words.add("--cpu=" + allowance.cpuSeconds());
    words.add(allowance.counted().limit(allowance.memory()));
    words.add("--fsize=" + allowance.fileSize());
    words.add("--nofile=" + allowance.openFiles());
    words.add("--nproc=" + processes(user, allowance));
    if (user.isPresent()) {
      words.add(setpriv.toString());
      words.add("--reuid=" + user.getAsInt());
      words.add("--regid=" + user.getAsInt());
      words.add("--clear-groups");
      words.add("--inh-caps=-all");
      words.add("--no-new-privs");
    }
    words.addAll(command);
    return words;
  }

  /// The kernel counts all tasks of a user. Where that is our own, ours are among them; a user of
  /// its own may have dead ones of an earlier program, which must not cost the next its room.
  private static long processes(OptionalInt user, Allowance allowance) {
    return allowance.processes()
        + (user.isPresent()
            ? ProcessTable.deadTasks(user.getAsInt())
            : ProcessTable.tasks(ProcessTable.self()));
  }
}
